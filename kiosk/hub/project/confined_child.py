"""The inside of ``confined``: bounds itself first, then imports and does the one thing asked; never imported itself."""

from __future__ import annotations

import resource
import sys


def _bound(seconds: int, address_space: int, file_size: int) -> None:
    """Bounds that only a superuser could lift again; no core file, few descriptors."""
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, address_space),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 128),
    ):
        resource.setrlimit(what, (most, most))


def main(words: list[str]) -> int:
    """``module:name seconds bytes-of-memory bytes-of-a-file``; the exit codes are those of ``confined``."""
    function, *bounds = words
    _bound(*(int(bound) for bound in bounds))

    import importlib  # only now: whatever it costs is already bounded
    import json

    from kiosk.base.errors import KioskError
    from kiosk.hub.project.confined import BROKE, DONE, NO_MEMORY, REFUSED

    payload = sys.stdin.buffer.read()
    module, _, name = function.partition(":")
    try:
        made: bytes = getattr(importlib.import_module(module), name)(payload)
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    except KioskError as error:
        text = dict(getattr(error, "text", None) or {"zh": error.what, "en": error.what})
        sys.stdout.buffer.write(json.dumps({"text": text, "where": error.where, "remedy": error.remedy}).encode())
        return REFUSED
    except MemoryError:
        return NO_MEMORY
    except OSError as error:
        return NO_MEMORY if error.errno == 27 else BROKE  # EFBIG: the result outgrew its bound
    except BaseException:  # a damaged file makes a library raise almost anything
        return BROKE
    return DONE


if __name__ == "__main__":
    import os

    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # no library's farewell may change what was said
