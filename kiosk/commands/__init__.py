"""One module per command of ``kiosk``: it declares its arguments and runs."""
