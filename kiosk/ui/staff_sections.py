"""The sections of the staff page: for each what it says, what one may press, and in which state that is (no Qt)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kiosk.matters.sentences import fill
from kiosk.ui import staff_lines as lines_of
from kiosk.ui import staff_words as say
from kiosk.ui.map_words import connector_icon
from kiosk.ui.panel import Panel
from kiosk.ui.staff_hub import hub
from kiosk.ui.staff_keys import Doing, Key, Section
from kiosk.ui.staff_parts import StaffParts
from kiosk.visit.visit import LOUDEST


def health(panel: Panel, parts: StaffParts, doing: Doing) -> Section:
    """How every part is, the worst first."""
    reports, now = panel.health.parts() if panel.health else (), panel.clock.now()
    count = lines_of.troubles(reports)
    lead = fill(say.TO_SEE, count=count) if count else say.ALL_WELL
    acts: tuple[Key, ...] = ()
    if parts.print_slip is not None:
        lead = say.PRINTING if doing.printing else say.PRINTS[doing.printed] if doing.printed is not None else lead
        acts = (Key("print", panel.read(say.PRINT), "print"),)
    return Section(lead, lines_of.health_lines(reports, parts.machine(), now, panel.visit.language), acts)


def content(panel: Panel, parts: StaffParts, doing: Doing) -> Section:
    """The release that is shown."""
    return Section(say.CONTENT_LEAD, lines_of.content_lines(parts.content, panel.visit.language))


def log(panel: Panel, parts: StaffParts, doing: Doing) -> Section:
    """The last lines of the log."""
    lines = lines_of.log_lines(parts.log(), panel.visit.language)
    return Section(lines_of.log_lead(lines), lines)


def sound(panel: Panel, parts: StaffParts, doing: Doing) -> Section:
    """A sentence in both languages, the chime, and how loud."""
    volume = panel.visit.volume
    lines = lines_of.sound_lines(
        {part.part: part for part in (panel.health.parts() if panel.health else ())},
        lines_of.Sounding(volume, parts.is_speaking(), doing.ringing, parts.ring is not None),
        panel.clock.now(),
        panel.visit.language,
    )
    acts = [
        Key("say-zh", panel.read(say.SAY_ZH), "volume_up", primary=True),
        Key("say-en", panel.read(say.SAY_EN), "volume_up"),
    ]
    if parts.ring is not None:
        acts.append(Key("ring", panel.read(say.RING), "support_agent"))
    levels = tuple(
        Key(f"volume-{n}", panel.read(fill(say.VOLUME, level=n)), selected=n == volume) for n in range(1, LOUDEST + 1)
    )
    return Section(say.SOUND_LEAD, lines, tuple(acts), levels)


def screen(panel: Panel, parts: StaffParts, doing: Doing) -> Section:
    """The glass in figures, and the two tests of it."""
    acts = (
        Key("colours", panel.read(say.COLOURS), "fit_screen", panel.read(say.COLOURS_DETAIL), primary=True),
        Key("touch", panel.read(say.TOUCH), "touch_app", panel.read(say.TOUCH_DETAIL)),
    )
    return Section(say.SCREEN_LEAD, lines_of.glass_lines(panel.settings.glass, panel.visit.language), acts)


def switches(panel: Panel, parts: StaffParts, doing: Doing) -> Section:
    """Lifts, escalators, stairs and ramps, each in use or out of order."""
    venue, closed, by_hub = panel.way.venue, parts.switches.closed(), parts.switches.by_hub()
    choices = tuple(
        Key(
            connector.id,
            panel.read(lines_of.connector_name(connector)),
            connector_icon(connector.kind),
            panel.read(lines_of.floors_and_state(connector, venue, connector.id in closed, connector.id in by_hub)),
            selected=connector.id in closed,
        )
        for connector in venue.connectors
    )
    lead = say.SWITCHES_LEAD if choices else say.NO_CONNECTORS
    return Section(lead, lines_of.switch_lines(venue, closed, panel.visit.language), choices=choices)


def program(panel: Panel, parts: StaffParts, doing: Doing) -> Section:
    """What runs, and starting it again after one question."""
    lines = lines_of.program_lines(parts.machine(), panel.visit.language)
    if doing.restarting:
        return Section(say.RESTARTING, lines)
    if doing.asking:
        yes = Key("restart-yes", panel.read(say.RESTART_YES), "restart_alt")
        no = Key("restart-no", panel.read(say.RESTART_NO), "arrow_back", primary=True)
        return Section(say.RESTART_ASK, lines, (no, yes))
    acts = (Key("restart", panel.read(say.RESTART), "restart_alt"),) if parts.restart is not None else ()
    return Section(say.PROGRAM_LEAD, lines, acts)


SECTIONS: Mapping[str, Callable[[Panel, StaffParts, Doing], Section]] = {
    "health": health,
    "content": content,
    "hub": hub,
    "log": log,
    "sound": sound,
    "screen": screen,
    "switches": switches,
    "program": program,
}


def section_keys(panel: Panel, shown: str) -> tuple[Key, ...]:
    """One key for each section, and one to leave."""
    keys = [Key(name, panel.read(words), icon, selected=name == shown) for name, (words, icon) in say.SECTIONS.items()]
    return (*keys, Key("leave", panel.read(say.LEAVE), "logout"))
