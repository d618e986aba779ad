"""The outbox of events and the streams that carry them to panels and browsers."""
