"""A visitor's words → matters, windows, places, departments and themes."""
