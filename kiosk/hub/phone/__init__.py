"""What a visitor sees on a phone, and the messages that are sent to it.

``mail_box.remember(hall_id, ticket_id, phone, now)`` is all that other rooms call; the ticket's moves do the rest.
"""
