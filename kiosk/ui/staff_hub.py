"""Updates on the staff page: how the panel stands with its hub, going back by hand, USB, a new identity (no Qt)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.sentences import fill
from kiosk.ui import staff_words as say
from kiosk.ui.hub_parts import Hub, Standing, Step, hub_of
from kiosk.ui.panel import Panel
from kiosk.ui.staff_keys import Doing, Key, Section
from kiosk.ui.staff_lines import Line
from kiosk.ui.staff_parts import StaffParts
from kiosk.ui.words import say_clock, say_date

_MOST = 6  # choices: fewer keys are larger keys


def hub(panel: Panel, parts: StaffParts, doing: Doing) -> Section:
    """How the panel stands with its hub, and what can be done about it."""
    port = hub_of(panel)
    standing = port.standing()
    lines = tuple(_lines(standing, panel.clock.now(), panel.visit.language))
    if doing.choosing == "back":
        return _choose_release(panel, standing, lines)
    if doing.choosing == "usb":
        return _choose_folder(panel, port, lines)
    if doing.choosing == "ask":
        yes = Key("ask-yes", panel.read(say.HUB_ASK_YES), "qr_code")
        return Section(say.HUB_ASK_SURE, lines, (_no(panel), yes))
    return Section(standing.doing or say.HUB_LEAD, lines, tuple(_acts(panel, standing)))


def act(port: Hub, key: str) -> str:
    """Do what a key stands for; what is chosen from next ("back", "usb", "ask", or "" for nothing)."""
    if key in ("back", "usb", "ask"):
        return key
    kind, _, what = key.partition(":")
    if kind == "release" and what.isdecimal():
        port.go_back_to(int(what))
    elif kind == "folder":
        folder = next((folder for folder in port.folders() if str(folder) == what), None)
        if folder is not None:
            port.bring_in(folder)
    elif key == "ask-yes":
        port.ask_again()
    elif key == "down":
        for message in port.standing().emergencies:
            port.take_down(message.id)
    return ""


def _acts(panel: Panel, standing: Standing) -> Iterator[Key]:
    if standing.emergencies:
        yield Key("down", panel.read(say.HUB_TAKE_DOWN), "close")
    yield Key("usb", panel.read(say.HUB_USB), "inventory_2")
    if len(standing.kept) > 1:
        yield Key("back", panel.read(say.HUB_BACK), "layers")
    if standing.address:
        yield Key("ask", panel.read(say.HUB_ASK), "qr_code")


def _no(panel: Panel) -> Key:
    return Key("no", panel.read(say.HUB_NO), "arrow_back", primary=True)


def _choose_release(panel: Panel, standing: Standing, lines: tuple[Line, ...]) -> Section:
    others = [number for number in sorted(standing.kept, reverse=True) if number != standing.shown][:_MOST]
    choices = tuple(Key(f"release:{n}", panel.read(fill(say.HUB_NUMBER, number=n)), "layers") for n in others)
    return Section(say.HUB_BACK_ASK if choices else say.HUB_BACK_NONE, lines, (_no(panel),), choices)


def _choose_folder(panel: Panel, port: Hub, lines: tuple[Line, ...]) -> Section:
    folders = list(port.folders())[:_MOST]
    choices = tuple(Key(f"folder:{folder}", f"{folder.parent.name}/{folder.name}", "inventory_2") for folder in folders)
    return Section(say.HUB_USB_ASK if choices else say.HUB_USB_NONE, lines, (_no(panel),), choices)


def _lines(standing: Standing, now: datetime, language: str) -> Iterator[Line]:
    def line(title: Text, detail: Text = EMPTY, icon: str = "info", tone: str = "") -> Line:
        return Line(title.within(language), detail.within(language), icon, tone)

    for message in standing.emergencies:
        yield line(say.HUB_MESSAGE, message.text, "warning", "warn")
    if standing.trouble:
        yield line(standing.trouble, icon="warning", tone="warn")
    yield _contact(standing, now, line_of=line)
    if standing.shown:
        since = _moment(standing.shown_since, now)
        detail = fill(say.HUB_SHOWN_SINCE, when=since, built=_moment(standing.built_at, now))
        yield line(fill(say.HUB_SHOWN, number=standing.shown), detail, "library_books")
    else:
        yield line(say.HUB_NONE_SHOWN, icon="library_books", tone="warn")
    if standing.progress is not None:
        yield line(fill(say.HUB_FETCHING, percent=int(standing.progress * 100)), icon="keyboard_arrow_down")
    if standing.waiting:
        when = fill(say.HUB_WAITING_AT, when=_moment(standing.waiting_at, now)) if standing.waiting_at else None
        yield line(fill(say.HUB_WAITING, number=standing.waiting), when or say.HUB_WAITING_NOW, "schedule")
    if standing.kept:
        numbers = Text(zh="、".join(map(str, standing.kept)), en=", ".join(map(str, standing.kept)))
        yield line(fill(say.HUB_KEPT, numbers=numbers), icon="layers")
    if standing.panel_id:
        detail = fill(say.HUB_IDENTITY_DETAIL, name=standing.name or "—", hall=standing.hall_id or "—")
        yield line(fill(say.HUB_IDENTITY, id=standing.panel_id), detail, "badge")


def _contact(standing: Standing, now: datetime, line_of: Callable[..., Line]) -> Line:
    if standing.step is Step.ALONE:
        return line_of(say.HUB_ALONE, say.HUB_ALONE_DETAIL, "remove", "quiet")
    heard = fill(say.HUB_NEVER, address=standing.address)
    if standing.last_contact is not None:
        heard = fill(say.HUB_HEARD, address=standing.address, when=_moment(standing.last_contact, now))
    if standing.step.value in say.HUB_STEPS:
        return line_of(say.HUB_STEPS[standing.step.value], heard, "qr_code", "warn")
    if standing.connected:
        return line_of(say.HUB_ON, heard, "check_circle", "ok")
    days = standing.days_offline(now)
    return line_of(fill(say.HUB_OFF_DAYS, days=days) if days else say.HUB_OFF, heard, "warning", "warn")


def _moment(at: datetime | None, now: datetime) -> Text:
    """ "09:42", on another day "11月22日 周日 09:42"."""
    if at is None:
        return Text(zh="—", en="—")
    at = at.astimezone(now.tzinfo)
    clock = say_clock(at)
    if at.date() == now.date():
        return Text(zh=clock, en=clock)
    return Text({language: f"{day} {clock}" for language, day in say_date(at).items()})
