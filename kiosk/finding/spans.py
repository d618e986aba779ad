"""Which characters of a title were met, as stretches that a screen can underline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kiosk.finding.writing import is_han, write

#: A stretch of a title: first character, and the one after the last.
Span = tuple[int, int]


def spans(title: str, text: str, mask: int, simplified: Mapping[str, str]) -> tuple[Span, ...]:
    """The stretches of ``title`` whose characters the ``mask`` over its plain ``text`` marks; () when they differ."""
    written = write(title, simplified)
    plain, origins = written.text, written.origins
    if any(map(is_han, plain)):
        kept = [n for n, char in enumerate(plain) if char != " "]
        plain, origins = "".join(plain[n] for n in kept), tuple(origins[n] for n in kept)
    if plain != text:
        return ()
    return joined(origins[n] for n in range(len(plain)) if mask >> n & 1)


def joined(places: Iterable[int]) -> tuple[Span, ...]:
    """Places in order → stretches, neighbours joined."""
    out: list[Span] = []
    for place in sorted(set(places)):
        if out and place <= out[-1][1]:
            out[-1] = (out[-1][0], place + 1)
        else:
            out.append((place, place + 1))
    return tuple(out)
