"""What a visitor sees on a phone, and the messages that are sent to it."""
