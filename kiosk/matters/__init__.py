"""What can I do here, where, and what must I bring? Matters, departments, windows, themes and hours."""
