"""What this panel remembers: the read-only release it shows and its own state."""
