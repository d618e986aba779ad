"""The tamper-evident log: who did what when, each entry sealed with the one before it."""
