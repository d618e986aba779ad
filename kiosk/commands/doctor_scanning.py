"""What ``kiosk doctor`` looks at of the machines that scan: the camera with the readers behind it, and the scanner."""

from __future__ import annotations

import importlib.metadata
import time

from kiosk.base.errors import KioskError
from kiosk.base.health import State
from kiosk.commands.verdict import Verdict
from kiosk.settings import Settings

#: A camera may need a few frames before it gives one.
_TRIES = 10


def camera(settings: Settings) -> Verdict:
    """Whether the camera gives a frame, and which libraries read the codes in it."""
    if settings.camera.driver == "absent_camera":
        return Verdict("camera", State.ABSENT, "the settings say that this panel has no camera")
    from kiosk.devices.frame_sources import open_frames
    from kiosk.devices.qr_reading import CodeReader

    source = settings.camera.source
    try:
        frames = open_frames(source, settings.camera.width_px, settings.camera.height_px, 0.0, time.sleep)
        try:
            frame = next((frame for _ in range(_TRIES) if (frame := frames.frame()) is not None), None)
        finally:
            frames.close()
    except KioskError as error:
        return Verdict("camera", State.FAILED, error.what, error.remedy or "Check its cable.")
    if frame is None:
        return Verdict("camera", State.FAILED, f"{source} gives no frame", "Check its cable.")
    reader = CodeReader()
    reader.close()
    seen = f"{source} gives {frame.shape[1]} x {frame.shape[0]}; codes are read by zxing-cpp {_version('zxing-cpp')}"
    if reader.fault is not None:
        return Verdict("camera", State.DEGRADED, f"{seen} alone: {reader.fault.what}", reader.fault.remedy)
    return Verdict("camera", State.OK, f"{seen} and ZBar through pyzbar {_version('pyzbar')}")


def scanner(settings: Settings) -> Verdict:
    """Whether the scanner's port can be opened; a panel that runs has it open already."""
    if settings.scanner.driver == "absent_scanner":
        return Verdict("scanner", State.ABSENT, "the settings say that this panel has no scanner")
    import serial

    port = settings.scanner.port
    try:
        serial.Serial(port, settings.scanner.baud, timeout=0, exclusive=True).close()
    except (serial.SerialException, OSError, ValueError) as error:
        if "lock" in str(error).lower():
            return Verdict("scanner", State.OK, f"{port} is open in another program, such as this panel")
        remedy = "Check its cable, that it is in serial mode (USB-CDC), and that this user is in the group dialout."
        return Verdict("scanner", State.FAILED, f"{port} cannot be opened", remedy)
    return Verdict("scanner", State.OK, f"{port} can be opened, {settings.scanner.baud} baud")


def _version(name: str) -> str:
    return importlib.metadata.version(name)
