"""The desk of each hall: the authority over its tickets, and what windows, screens and panels ask of it."""
