"""What visitors think of a service (好差评), and what becomes of it."""
