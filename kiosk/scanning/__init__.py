"""What did they show me? Codes that are read, what they mean, and what they are good for; all of it pure."""
