"""What is said aloud: phrases made to be heard, and the announcer that says them in turn."""
