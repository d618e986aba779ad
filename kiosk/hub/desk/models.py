"""Tickets, numbers, calls, seats and screens. No name, no id number: a phone number has a table of its own (sms)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Counter(models.Model):
    """The last number of a queue on a day. Taken in the transaction that makes the ticket: no gap, no double."""

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="+")
    queue = models.CharField(max_length=64)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        """One counter a queue and day."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hall", "queue", "day"], name="one_counter")]


class TicketRow(models.Model):
    """A ticket as kept; the facts are those of ``kiosk.ticketing.tickets.Ticket``.

    ``asked``: digest of what was asked with this id: the same id with another body is refused ("": it came by a book).
    ``source``: a panel's id, "desk" (staff) or "phone". ``origin``: the queue whose counter gave the number, which
    stays when the ticket is transferred.
    """

    id = models.CharField(primary_key=True, max_length=32)
    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="tickets")
    queue = models.CharField(max_length=64)
    origin = models.CharField(max_length=64)
    day = models.DateField()
    series = models.CharField(max_length=8, blank=True)
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=24)
    state = models.CharField(max_length=16)
    kind = models.CharField(max_length=16)
    reason = models.CharField(max_length=16, blank=True)
    proof = models.CharField(max_length=16, blank=True)
    matters = models.JSONField(default=list)
    stops = models.JSONField(default=list)
    arrived = models.DateTimeField()
    window = models.CharField(max_length=16, blank=True)
    only_window = models.CharField(max_length=16, blank=True)
    calls = models.PositiveSmallIntegerField(default=0)
    missed = models.PositiveSmallIntegerField(default=0)
    resumed = models.PositiveSmallIntegerField(default=0)
    behind = models.PositiveSmallIntegerField(default=0)
    overtaken = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    appointment_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(default=False)
    voided = models.CharField(max_length=16, blank=True)
    source = models.CharField(max_length=32, blank=True)
    asked = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField()
    language = models.CharField(max_length=10, default="zh-CN")

    class Meta:
        """A label is printed once a day; a window has at most one visitor."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hall", "day", "label"], name="one_label_a_day"),
            models.UniqueConstraint(fields=["hall", "origin", "day", "series", "number"], name="one_number_a_day"),
            models.UniqueConstraint(
                fields=["hall", "window"], condition=Q(state__in=["called", "serving"]), name="one_visitor_a_window"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["hall", "day", "queue", "state"])]


class VoidNumber(models.Model):
    """A number that is no ticket, because another label was printed for its ticket.

    A number that went to nobody stays with its ticket, which is void: numbers are these and ``TicketRow``'s, together.
    """

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="+")
    queue = models.CharField(max_length=64)
    day = models.DateField()
    series = models.CharField(max_length=8, blank=True)
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=24)
    ticket_id = models.CharField(max_length=32)
    why = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        """A number is recorded as void once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hall", "queue", "day", "series", "number"], name="one_void_a_number")
        ]


class TicketEvent(models.Model):
    """What happened to a ticket, in order: the history that reports, audits and disputes are answered from.

    ``act``: issued, confirmed, called, recalled, began, held, resumed, missed, returned, transferred, done, voided,
    relabelled. ``by``: a user's name, a panel's id, "desk". ``facts``: window, queue, label before, why.
    """

    ticket = models.ForeignKey(TicketRow, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    act = models.CharField(max_length=16)
    by = models.CharField(max_length=150, blank=True)
    facts = models.JSONField(default=dict)


class BookLine(models.Model):
    """A line of a panel's ticket book that was taken or refused: told again it changes nothing."""

    entry = models.CharField(max_length=64)
    panel = models.ForeignKey("fleet.Panel", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    word = models.CharField(max_length=32, blank=True)

    class Meta:
        """A line counts once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["panel", "entry"], name="one_line")]


class ManualLine(models.Model):
    """A line that a window wrote down by hand while the hub was away; ``entry`` is made by who typed it in.

    ``facts``: what stands in it. ``word``: "" taken, "unknown": its ticket was not told yet, else why it was refused.
    """

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="+")
    entry = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True)
    facts = models.JSONField(default=dict)
    word = models.CharField(max_length=32, blank=True)

    class Meta:
        """A line counts once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hall", "entry"], name="one_manual_line")]


class Series(models.Model):
    """The series of a panel ("K3"): never given to another panel of the hall, even after it is gone."""

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="+")
    panel_id = models.CharField(max_length=32)
    number = models.PositiveSmallIntegerField()

    class Meta:
        """One series a panel and the other way round."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hall", "panel_id"], name="one_series_a_panel"),
            models.UniqueConstraint(fields=["hall", "number"], name="one_panel_a_series"),
        ]


class Seat(models.Model):
    """A window and who sits there. ``state``: closed, open, paused. The visitor at it: its called or served ticket."""

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="seats")
    window = models.CharField(max_length=16)
    state = models.CharField(max_length=16, default="closed")
    user = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    since = models.DateTimeField(null=True)
    pause = models.CharField(max_length=100, blank=True)
    queues = models.JSONField(default=list)  # [] = all queues of the window

    class Meta:
        """One seat a window."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hall", "window"], name="one_seat_a_window")]


class SeatSpan(models.Model):
    """A stretch of time in which a window stood in one state: for staffing, pauses and continuous work."""

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="+")
    window = models.CharField(max_length=16)
    user = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=16)
    began = models.DateTimeField()
    ended = models.DateTimeField(null=True)


class Call(models.Model):
    """A call of a ticket to a window. ``id`` (32 hex) is made by who calls: the same id again is the same call.

    ``serial`` grows within a hall without gaps (taken from ``CallSerial`` in the same transaction): screens ask from
    the last one they showed. ``ticket`` None: nobody was waiting, which a retry must hear again.
    """

    id = models.CharField(primary_key=True, max_length=32)
    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="calls")
    serial = models.PositiveBigIntegerField(null=True)
    ticket = models.ForeignKey(TicketRow, models.CASCADE, null=True, related_name="+")
    window = models.CharField(max_length=16)
    label = models.CharField(max_length=24, blank=True)
    again = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    asked = models.CharField(max_length=64, blank=True)
    taken_back = models.BooleanField(default=False)  # of a number that nobody held: screens take it away

    class Meta:
        """A serial is one call."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hall", "serial"], name="one_call_a_serial")]


class CallSerial(models.Model):
    """The last serial of a hall's calls. Whoever moves tickets of a hall owns this row until the transaction ends."""

    hall = models.OneToOneField("records.Hall", models.CASCADE, related_name="+")
    last = models.PositiveBigIntegerField(default=0)


class WaitsTold(models.Model):
    """When a hall's screens were last told that waits changed, so that several hub processes tell it once."""

    hall = models.OneToOneField("records.Hall", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    panels_at = models.DateTimeField()


class Screen(models.Model):
    """A screen that shows calls: ``kind`` "hall" (big display) or "window". It comes by a secret address.

    ``zone``: which windows it shows and speaks for ([] = all). ``acknowledged``: the last serial it said it showed.
    """

    id = models.CharField(primary_key=True, max_length=32)
    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="screens")
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=100)
    key_digest = models.CharField(max_length=64, unique=True)
    window = models.CharField(max_length=16, blank=True)
    zone = models.JSONField(default=list)
    speaks = models.BooleanField(default=False)
    acknowledged = models.PositiveBigIntegerField(default=0)
    last_seen = models.DateTimeField(null=True)


class Acknowledgement(models.Model):
    """A screen showed (and spoke) a call: when it said so."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="acknowledgements")
    screen = models.ForeignKey(Screen, models.CASCADE, related_name="+")
    shown_at = models.DateTimeField()
    spoken_at = models.DateTimeField(null=True)

    class Meta:
        """Once a call and screen."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["call", "screen"], name="one_acknowledgement")]


class Appointment(models.Model):
    """A booked time. ``code_digest``: sha256 of the code the visitor shows; nothing else about the person is kept."""

    id = models.CharField(primary_key=True, max_length=32)
    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="appointments")
    code_digest = models.CharField(max_length=64, unique=True)
    queue = models.CharField(max_length=64)
    matters = models.JSONField(default=list)
    at = models.DateTimeField()
    state = models.CharField(max_length=16, default="booked")  # booked, checked-in, cancelled, no-show
    ticket_id = models.CharField(max_length=32, blank=True)


class BookingKey(models.Model):
    """What an outside booking system shows to tell a hall's appointments: only the digest of it is kept."""

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
