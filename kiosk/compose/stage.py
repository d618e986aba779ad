"""The screens with everything behind them, opened in order and closed in reverse: for the panel, pictures and tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from kiosk.base.clock import Clock, SystemClock
from kiosk.base.errors import KioskError
from kiosk.base.health import HealthBoard
from kiosk.base.texts import EMPTY
from kiosk.compose.content import Content, open_content
from kiosk.compose.staff import staff_parts
from kiosk.compose.switchboard import GuideSwitchboard
from kiosk.compose.vitals import Vitals
from kiosk.compose.ways import GuideWays
from kiosk.guidance.venue import Switches
from kiosk.settings import Settings
from kiosk.store.state import PanelState
from kiosk.ui.engine import Screens, build_engine
from kiosk.ui.glass import PROFILES, Glass
from kiosk.ui.map_parts import MapParts
from kiosk.ui.panel import HelpCall, PanelSettings, Speaker
from kiosk.visit.find_way import FindWay
from kiosk.visit.idleness import Patience
from kiosk.visit.visit import LOUDEST, Defaults


def glass_from(settings: Settings) -> Glass:
    """The glass that the settings describe: a known profile, its keys overridden one by one."""
    chosen = settings.glass
    if chosen.profile not in PROFILES:
        known = ", ".join(PROFILES)
        raise KioskError(f"There is no glass {chosen.profile}.", where="glass.profile", remedy=f"Known: {known}.")
    glass = PROFILES[chosen.profile]
    width, height = chosen.width_px or glass.width_px, chosen.height_px or glass.height_px
    if chosen.orientation and (chosen.orientation == "portrait") != (height > width):
        width, height = height, width
    return replace(
        glass,
        diagonal_in=chosen.diagonal_in or glass.diagonal_in,
        width_px=width,
        height_px=height,
        lower_edge_mm=float(chosen.lower_edge_mm or glass.lower_edge_mm),
    )


def panel_settings(settings: Settings, glass: Glass, content: Content) -> PanelSettings:
    """What the screens are told of the settings."""
    visit, speech = settings.visit, settings.speech
    hall = content.release.catalogue().hall
    return PanelSettings(
        glass=glass,
        languages=visit.languages,
        defaults=Defaults(
            language=visit.languages[0],
            voice_on=speech.on and speech.driver != "absent_voice",
            volume=max(1, min(LOUDEST, round(speech.volume / 100 * LOUDEST))),
        ),
        patience=Patience(float(visit.idle_s), float(visit.idle_slow_s), float(visit.warning_s)),
        motion=not visit.reduced_motion,
        help_desk=hall.help or EMPTY,
        staff_pin=settings.staff.pin_hash,
    )


@dataclass(frozen=True)
class Stage:
    """The screens and what moves behind them."""

    screens: Screens
    ways: GuideWays
    content: Content
    state: PanelState
    vitals: Vitals


def _departments(way: FindWay) -> dict[str, str]:
    """Occupant id → code of the department whose window it is."""
    spots = ((way.spot_of_window(window.number), window) for window in way.catalogue.windows)
    return {spot.id: window.department_codes[0] for spot, window in spots if spot and window.department_codes}


@contextmanager
def open_stage(
    settings: Settings,
    *,
    clock: Clock | None = None,
    glass: Glass | None = None,
    speaker: Speaker | None = None,
    help_call: HelpCall | None = None,
    health: HealthBoard | None = None,
    more: Mapping[str, Any] | None = None,
) -> Iterator[Stage]:
    """Everything a panel shows; needs a QGuiApplication. The ways are not begun: call ``stage.ways.start()``.

    Raises KioskError when there is no content, or the screens cannot be drawn.
    """
    clock = clock or SystemClock()
    health = health or HealthBoard(clock)
    with ExitStack() as stack:
        state = PanelState(settings.state_folder / "state.db", health, clock)
        stack.callback(state.close)
        content = open_content(settings, state, health, clock)
        stack.callback(content.release.close)
        ways = GuideWays(content, health)
        stack.callback(ways.stop)
        glass = glass or glass_from(settings)
        panel_id = content.panel.id if content.panel is not None else None
        release = content.release
        way = FindWay(release.catalogue(), content.venue, release.finder(), ways, panel_id, clock)
        switches = GuideSwitchboard(content.venue, state, health, partial(_obey, ways, way))
        vitals = Vitals(settings.state_folder, glass, release.info.built_at, clock, health)
        vitals.look()
        brought = more or {}
        screens = build_engine(
            panel_settings(settings, glass, content),
            clock,
            way,
            speaker=speaker,
            help_call=help_call,
            health=health,
            more={
                "map": MapParts(content.venue, panel_id, ways, _departments(way)),
                "staff": staff_parts(settings, clock, content, switches, vitals, brought),
                **brought,
            },
        )
        stack.callback(screens.close)
        yield Stage(screens, ways, content, state, vitals)


def _obey(ways: GuideWays, way: FindWay, switches: Switches) -> None:
    """Something was switched: every distance is measured anew when it is asked for."""
    ways.switch(switches)
    way.forget_distances()
