"""Themes (一件事): several matters done as one, in order, with their materials merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kiosk.base.errors import KioskError
from kiosk.base.texts import EMPTY, Text
from kiosk.matters.matters import Material, Matter, Need


@dataclass(frozen=True, slots=True)
class ThemeStep:
    """One matter of a theme. ``after`` names the matters that must be done first."""

    matter_code: str
    order: int
    after: tuple[str, ...] = ()
    note: Text = EMPTY
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """A life event or business event (一件事)."""

    code: str
    name: Text
    summary: Text = EMPTY
    icon: str = ""
    steps: tuple[ThemeStep, ...] = ()
    synonyms: tuple[str, ...] = ()
    server_types: tuple[int, ...] = ()  # 1 natural person, 2 enterprise …
    popularity: float = 0.0


@dataclass(frozen=True, slots=True)
class ThemeMaterial:
    """One paper of a theme and the matters that need it. ``optional_step``: only optional steps ask for it."""

    material: Material
    matter_codes: tuple[str, ...]
    optional_step: bool = False


class CircleError(KioskError):
    """Steps that wait for each other; ``codes`` are the matters of the circle and of what waits for it."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        super().__init__(f"these steps wait for each other: {', '.join(codes)}.", remedy="Remove one of their 'after'.")


def order_steps(steps: Iterable[ThemeStep]) -> tuple[ThemeStep, ...]:
    """The steps so that each comes after what it waits for, otherwise by ``order``; CircleError if they go round.

    A step that is named in ``after`` but is not part of the theme is no reason to wait.
    """
    waiting = sorted(steps, key=lambda step: step.order)
    codes = {step.matter_code for step in waiting}
    done: set[str] = set()
    ordered: list[ThemeStep] = []
    while waiting:
        ready = next((step for step in waiting if all(c in done or c not in codes for c in step.after)), None)
        if ready is None:
            raise CircleError([step.matter_code for step in waiting])
        waiting.remove(ready)
        ordered.append(ready)
        done.add(ready.matter_code)
    return tuple(ordered)


# How strongly a need binds: what must be there now, what may follow, what is welcome.
_STRENGTH = {Need.REQUIRED: 0, Need.LATER: 1, Need.OPTIONAL: 2}


def merge_materials(steps: Iterable[tuple[ThemeStep, Matter]]) -> tuple[ThemeMaterial, ...]:
    """The papers of all steps, each once, in the order they are first asked for.

    Materials are the same when they share a ``key``, or without one when name and condition are the same. A theme
    hands in *one* set of papers for all its matters (一套材料), so of the numbers of copies the largest counts. The
    strongest need wins (required, then later, then optional); its condition stays only if every matter with that need
    has one. Paper beats electronic when one of the matters wants paper. Differing remarks are all kept.
    """
    groups: dict[object, list[tuple[ThemeStep, Matter, Material]]] = {}
    for step, matter in steps:
        for material in matter.materials:
            same = material.key or (material.name, material.condition)
            groups.setdefault(same, []).append((step, matter, material))
    return tuple(
        ThemeMaterial(
            _merge([material for _, _, material in group]),
            tuple(dict.fromkeys(matter.code for _, matter, _ in group)),
            all(step.optional for step, _, _ in group),
        )
        for group in groups.values()
    )


def _merge(materials: Sequence[Material]) -> Material:
    first = materials[0]
    if len(materials) == 1:
        return first
    strongest = min(materials, key=lambda material: _STRENGTH[material.need])
    binding = [material for material in materials if material.need == strongest.need]
    always = any(not material.condition for material in binding)
    formats = {material.format for material in materials}
    return replace(
        first,
        need=strongest.need,
        condition=EMPTY if always else _join(material.condition for material in binding),
        copies=max(material.copies for material in materials),
        format=1 if 1 in formats else 2 if 2 in formats else 3,
        size=next((material.size for material in materials if material.size), ""),
        source=next((material.source for material in materials if material.source), EMPTY),
        standard=_join(material.standard for material in materials),
        note=_join(material.note for material in materials),
    )


def _join(texts: Iterable[Text]) -> Text:
    """Different texts as one, each language by itself; the same words are said once."""
    distinct = [text for text in dict.fromkeys(texts) if text]
    if len(distinct) < 2:
        return distinct[0] if distinct else EMPTY
    languages = dict.fromkeys(language for text in distinct for language in text)
    return Text(
        {
            language: ("；" if language.startswith("zh") else "; ").join(
                dict.fromkeys(text.within(language) for text in distinct)
            )
            for language in languages
        }
    )
