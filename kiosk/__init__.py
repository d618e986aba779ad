"""Hall Kiosk: the touch panel that greets people in a government service hall."""

__version__ = "0.1.0"
