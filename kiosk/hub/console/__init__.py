"""The pages' common frame: base template, look, words in both languages, static files."""
