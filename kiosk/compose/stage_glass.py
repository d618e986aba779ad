"""What the settings say of the glass and of visits, as the screens are told it."""

from __future__ import annotations

from dataclasses import replace

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.settings import Settings
from kiosk.ui.glass import PROFILES, Glass
from kiosk.ui.panel import PanelSettings
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


def panel_settings(settings: Settings, glass: Glass, help_desk: Text) -> PanelSettings:
    """What the screens are told of the settings."""
    visit, speech = settings.visit, settings.speech
    return PanelSettings(
        glass=glass,
        languages=visit.languages,
        defaults=Defaults(
            language=visit.languages[0],
            voice_on=speech.on and speech.driver != "absent_voice",
            volume=max(1, min(LOUDEST, round(speech.volume / 100 * LOUDEST))),
        ),
        patience=Patience(
            float(visit.idle_s), float(visit.idle_slow_s), float(visit.warning_s), float(visit.idle_personal_s)
        ),
        motion=not visit.reduced_motion,
        help_desk=help_desk,
        staff_pin=settings.staff.pin_hash,
    )
