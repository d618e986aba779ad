"""Joins the floors below into a panel: content from the store, ways from the guide, screens on top."""
