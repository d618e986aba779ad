"""The examiner's child: reads a question, answers it, until the hub closes the pipe. It opens no database."""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import IO

from kiosk.base.errors import KioskError
from kiosk.hub.plans.examination import examine
from kiosk.hub.plans.faults import DraftError, refuse

_MEMORY = 3 << 30


def main(asked: IO[bytes], told: IO[bytes]) -> None:
    """Serve until the pipe closes."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    while line := asked.readline():
        answer = json.dumps(_answer(asked.read(int(line)))).encode()
        told.write(b"%d\n" % len(answer) + answer)
        told.flush()


def _answer(question: bytes) -> dict[str, object]:
    try:
        act, given = json.loads(question)
        return {"answer": examine(act, given)}
    except DraftError as error:
        return {"fault": {"text": dict(error.text), "item": error.item_id}}
    except KioskError as error:
        return {"fault": {"text": {"zh": f"图纸无法读取：{error.what}", "en": error.sentence()}}}
    except MemoryError:
        return _fault(refuse("平面图太大，内存不够。", "The plan is too big for this machine."))
    except Exception as error:  # whatever a strange plan does, the next question is answered
        if os.environ.get("KIOSK_DEBUG"):
            raise
        return _fault(refuse("平面图无法处理。", f"The plan cannot be worked on ({type(error).__name__})."))


def _fault(error: DraftError) -> dict[str, object]:
    return {"fault": {"text": dict(error.text)}}


if __name__ == "__main__":
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that prints may break the answers
    main(sys.stdin.buffer, pipe)
