"""A panel that gives own numbers until it is killed: says each label when it may be printed, as it would on paper."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import uuid4

from kiosk.store.ticket_book import Asked, TicketBook

book = TicketBook(Path(sys.argv[1]))
book.keep_series("K3")
while True:
    asked = Asked(uuid4().hex, "tax")
    book.ask(asked)
    number = book.own_number(asked, "A")
    book.printing(asked.id)
    print(asked.id, number.label, flush=True)
    book.settle(asked.id, "printed")
