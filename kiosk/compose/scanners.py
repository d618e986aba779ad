"""The machines that scan and the station that decides whose scan counts, as one thing that a scan page can open."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.base.clock import Clock
from kiosk.base.health import HealthBoard
from kiosk.devices.absent_machines import AbsentMachine, absent_camera, absent_scanner
from kiosk.devices.watching import Post
from kiosk.scanning.payloads import Payload
from kiosk.scanning.scans import Frame, ScanMachine
from kiosk.scanning.station import Station
from kiosk.settings import CameraSettings, ScannerSettings, Settings


class Scanners:
    """All that scans at this panel. Every call is made on the screens' thread and returns at once."""

    def __init__(
        self,
        machines: Sequence[ScanMachine],
        station: Station,
        *,
        sees: bool,
        reads: bool,
        always: Sequence[ScanMachine] = (),
    ) -> None:
        """``sees``: a camera is among them; ``reads``: a bar code scanner is. ``always``: those that also listen while
        no scan page shows: a camera watches nobody who did not ask for it, a scanner reads what is held under it."""
        self._machines, self._always, self._station = tuple(machines), tuple(always), station
        self.sees, self.reads = sees, reads
        self._between: Callable[[Payload], None] | None = None
        self._is_page = False

    @property
    def is_there(self) -> bool:
        """Whether this panel can scan at all."""
        return self.sees or self.reads

    def open(self, heard: Callable[[Payload], None]) -> Callable[[], None]:
        """A scan page shows: what is shown to the panel is told to ``heard``, on the screens' thread, each code once.
        The returned call ends it, and is harmless when another page has taken over, or after a wipe."""
        end = self._station.open(heard)
        self._is_page = True
        for machine in self._machines:
            machine.start(self._station.hear)

        def close() -> None:
            end()
            if not self._station.is_open:
                self._rest()

        return close

    def listen(self, heard: Callable[[Payload], None]) -> None:
        """From now on ``heard`` is told what a scanner reads while no scan page shows."""
        self._between = heard
        if not self._is_page:
            self._rest()

    def frame(self) -> Frame | None:
        """What the camera sees now, for the visitor; None without a camera, without a picture, or while none scans."""
        if not self._is_page:
            return None
        return next((frame for machine in self._machines if (frame := machine.frame()) is not None), None)

    def wipe(self) -> None:
        """The visit is over: no camera looks, and nothing is known of what was seen."""
        self._station.wipe()
        self._rest()

    def close(self) -> None:
        """The panel ends."""
        self._between = None
        self.wipe()
        for machine in self._machines:
            machine.close()

    def _rest(self) -> None:
        """No scan page shows."""
        self._is_page = False
        listens = self._always if self._between is not None else ()
        for machine in self._machines:
            if not any(machine is one for one in listens):
                machine.stop()
        if self._between is not None:
            self._station.open(self._between)
            for machine in listens:
                machine.start(self._station.hear)


def open_scanners(settings: Settings, *, clock: Clock, health: HealthBoard, post: Post) -> Scanners:
    """The machines that the settings name; ``post`` brings a call to the screens' thread from any other."""
    camera = _camera(settings.camera, clock, health, post)
    scanner = _scanner(settings.scanner, clock, health, post)
    sees, reads = not isinstance(camera, AbsentMachine), not isinstance(scanner, AbsentMachine)
    return Scanners((camera, scanner), Station(clock), sees=sees, reads=reads, always=(scanner,))


def _camera(settings: CameraSettings, clock: Clock, health: HealthBoard, post: Post) -> ScanMachine:
    if settings.driver == "absent_camera":
        return absent_camera(health)
    from kiosk.devices.camera_qr import CameraQr  # OpenCV is 30 MB that a panel without a camera does not load

    return CameraQr(
        settings.source,
        post=post,
        health=health,
        clock=clock,
        width=settings.width_px,
        height=settings.height_px,
        rate=settings.rate,
        budget_s=settings.budget_ms / 1000,
    )


def _scanner(settings: ScannerSettings, clock: Clock, health: HealthBoard, post: Post) -> ScanMachine:
    if settings.driver == "absent_scanner":
        return absent_scanner(health)
    from kiosk.devices.serial_scanner import SerialScanner

    idle_s = settings.idle_ms / 1000
    return SerialScanner(settings.port, post=post, health=health, clock=clock, baud=settings.baud, idle_s=idle_s)
