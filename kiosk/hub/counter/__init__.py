"""Staff call from their windows; halls and windows show and speak the calls."""
