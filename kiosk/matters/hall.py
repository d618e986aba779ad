"""The hall itself: its name, languages, time zone and where people find help."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.base.texts import EMPTY, LANGUAGES, Text


@dataclass(frozen=True, slots=True)
class Hall:
    """A service hall. ``languages`` are BCP 47 tags in the order they are offered; ``hours_id`` names its week."""

    id: str
    name: Text
    short_name: Text = EMPTY
    languages: tuple[str, ...] = LANGUAGES
    default_language: str = "zh-CN"
    time_zone: str = "Asia/Shanghai"
    hours_id: str = ""
    address: Text = EMPTY
    phone: str = ""
    help: Text = EMPTY  # where one finds a person: "at the help desk on 1F"
    emergency: Text = EMPTY
    logo: str = ""  # a picture of the release
