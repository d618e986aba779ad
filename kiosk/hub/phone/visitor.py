"""Who stands behind a slip's code: the signature is examined once, then the code is known for as long as it holds."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime

from kiosk.hub.fleet.models import Panel
from kiosk.scanning.codes import Code, CodeError, read_code, verify
from kiosk.sync.code_keys import check_signature, keys_by_signer

#: Codes that are remembered, and for how long the panels' keys are (seconds): so long a revoked panel's slips count.
KEPT, KEYS_S = 20_000, 10.0


class Desk:
    """What this process remembers of codes and keys."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._codes: OrderedDict[str, tuple[Code, str]] = OrderedDict()
        self._keys: Mapping[bytes, bytes] = {}
        self._halls: Mapping[bytes, str] = {}
        self._read_at = float("-inf")

    def opened(self, code: str, now: datetime) -> tuple[Code, str]:
        """What a code says, and the hall of the panel that signed it; CodeError."""
        name = hashlib.sha256(code.encode()).hexdigest()
        keys = self._known_keys()
        with self._guard:
            known = self._codes.get(name)
        if known is not None and known[0].signer in keys:
            if now >= known[0].expires:
                raise CodeError("expired")
            return known
        if read_code(code).signer not in keys:  # a panel admitted a moment ago
            keys = self._known_keys(anew=True)
        found = verify(code, keys, now, check_signature)
        opened = (found, self._halls[found.signer])
        with self._guard:
            self._codes[name] = opened
            while len(self._codes) > KEPT:
                self._codes.popitem(last=False)
        return opened

    def _known_keys(self, anew: bool = False) -> Mapping[bytes, bytes]:
        age = time.monotonic() - self._read_at
        if age > KEYS_S or (anew and age > 1.0):
            panels = dict(Panel.objects.filter(revoked_at=None).values_list("public_key", "hall_id"))
            by_panel = {key: keys_by_signer([key]) for key in panels}
            self._halls = {signer: panels[key] for key, one in by_panel.items() for signer in one}
            self._keys = {signer: words for one in by_panel.values() for signer, words in one.items()}
            self._read_at = time.monotonic()
        return self._keys

    def forget(self) -> None:
        """Read everything again."""
        with self._guard:
            self._codes.clear()
        self._read_at = float("-inf")


DESK = Desk()
