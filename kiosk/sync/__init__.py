"""Keeps panel and hub in step: what they say to each other, why it is believed, and how bytes come over."""
