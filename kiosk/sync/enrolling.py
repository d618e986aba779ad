"""How a panel asks to be admitted: shows a code, waits for a technician, and remembers who admitted it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from kiosk.base.errors import KioskError
from kiosk.sync.answers import HubError
from kiosk.sync.client import Asked, Hub
from kiosk.sync.device import Enrolment
from kiosk.sync.fetching import StoppedError
from kiosk.sync.sources import SourceError
from kiosk.sync.trust import TrustedHall

log = logging.getLogger("kiosk.sync")

#: Seconds between looks whether somebody confirmed.
POLL_S = 2.0


class EnrolmentError(KioskError):
    """The panel was not admitted. ``outcome``: expired, locked, or failed."""

    def __init__(self, outcome: str, what: str) -> None:
        self.outcome = outcome
        super().__init__(what, remedy="Ask again for a code.")


def wait_admitted(
    hub: Hub, program: str, stop: threading.Event, show: Callable[[Asked], None], poll_s: float = POLL_S
) -> tuple[Enrolment, bytes]:
    """Ask, show the code, wait until it was confirmed: the record and the hall's first root.

    Raises EnrolmentError (it came to nothing), SourceError (the hub cannot be asked), StoppedError.
    """
    asked = hub.ask_enrolment(program)
    show(asked)
    end = time.monotonic() + asked.expires_in_s
    while time.monotonic() < end:
        if stop.wait(poll_s):
            raise StoppedError
        try:
            state, record, root = hub.enrolment(asked)
        except HubError as error:
            if error.status < 500 and error.status not in (408, 425, 429):
                raise EnrolmentError("failed", error.what) from error
            continue
        except SourceError:
            continue  # the code still counts when the hub is back
        if record is not None:
            TrustedHall(hub.device_folder(record.hall_id), root, record.hall_id)  # a root that is none is not taken
            return record, root
        if state in ("expired", "locked"):
            raise EnrolmentError(state, f"The code is {state}.")
    raise EnrolmentError("expired", "Nobody confirmed the code in time.")


class Enroller(threading.Thread):
    """Waits in a thread of its own; ``done`` gets the record and root, or the error."""

    def __init__(self, hub: Hub, program: str, show: Callable[[Asked], None], done: Callable[[Enroller], None]) -> None:
        super().__init__(name="enrol", daemon=True)
        self._hub, self._program, self._show, self._done = hub, program, show, done
        self._stop = threading.Event()
        self.record: Enrolment | None = None
        self.root = b""
        self.outcome = ""

    def stop(self) -> None:
        self._stop.set()

    def run(self) -> None:
        try:
            self.record, self.root = wait_admitted(self._hub, self._program, self._stop, self._show)
            self.outcome = "confirmed"
        except StoppedError:
            return
        except EnrolmentError as error:
            self.outcome = error.outcome
            log.info("sync: enrolment: %s", error.sentence())
        except KioskError as error:
            self.outcome = "failed"
            log.warning("sync: enrolment: %s", error.sentence())
        except Exception:
            self.outcome = "failed"
            log.exception("sync: enrolment: own code")
        finally:
            self._hub.close()
        self._done(self)
