"""The Django project: settings, addresses, the server and the command line's ``kiosk hub``."""
