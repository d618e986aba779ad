"""What is said of the hub on the health page, and of what staff have begun (zh and en)."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.base.health import State
from kiosk.base.texts import Text
from kiosk.matters.sentences import fill

#: What ``kiosk sync`` calls a standing → how the part is, and a sentence where sync has none.
HEALTH: Mapping[str, tuple[State, Text]] = {
    "in-step": (State.OK, Text(zh="内容已是最新。", en="The content is up to date.")),
    "fetching": (State.OK, Text(zh="正在下载新内容。", en="New content is being fetched.")),
    "no-hub": (State.ABSENT, Text(zh="本机未设置管理中心。", en="No hub is set.")),
    "revoked": (State.FAILED, Text(zh="管理中心已停用本机。", en="The hub does not admit this panel any more.")),
}
NO_CHILD = Text(zh="更新程序停了，马上再启动。", en="The program that brings updates ended; it is started again.")
_BACK = Text(zh="正在退回版本{number}…", en="Going back to release {number}…")
_BRINGING = Text(zh="正在导入{name}…", en="Bringing in {name}…")
_BROUGHT = Text(zh="{name}已导入，马上换上。", en="{name} was brought in; it is shown in a moment.")


def went_back(number: int) -> Text:
    """That a release by hand is on its way to the glass."""
    return fill(_BACK, number=number)


def bringing(name: str, *, done: bool = False) -> Text:
    """That a folder is being brought in, or was."""
    return fill(_BROUGHT if done else _BRINGING, name=name)
