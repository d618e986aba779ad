"""Screens: the QML engine, one view model per screen, the floor plan item and the QML itself."""
