"""The panels: how they are admitted, what they really show, how they are, and what is asked of them."""
