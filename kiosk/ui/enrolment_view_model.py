"""A panel that was never given content: how it is admitted to its hub, and what it waits for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.sentences import fill
from kiosk.ui import map_qr  # noqa: F401 - registers QrCode
from kiosk.ui.hub_parts import Standing, Step, hub_of
from kiosk.ui.panel import Panel
from kiosk.ui.view_model import ViewModel
from kiosk.ui.words import tell

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_HEADINGS = {
    Step.ALONE: Text(zh="这台设备还没有内容", en="This panel has no content yet"),
    Step.ASKING: Text(zh="请把这台设备加入大厅", en="Please admit this panel to its hall"),
    Step.WAITING: Text(zh="已加入，正在等第一份内容", en="Admitted: waiting for the first content"),
    Step.FOLLOWING: Text(zh="已加入，正在等第一份内容", en="Admitted: waiting for the first content"),
    Step.REVOKED: Text(zh="这台设备已停用", en="This panel was withdrawn"),
}
_FETCHING = Text(zh="正在取内容：{percent}%", en="Fetching the content: {percent} %")
_CONTACTING = Text(zh="正在联系管理中心…", en="Contacting the hub…")
_PUBLISH = Text(zh="在管理中心发布后，这里马上显示。", en="As soon as something is published it is shown here.")
_WHAT_TO_DO = {
    Step.ALONE: Text(
        zh="请技术人员在员工页面用U盘导入内容，或在设置里填写管理中心的地址。",
        en="Technicians: bring content in from USB on the staff page, or name a hub in the settings.",
    ),
    Step.ASKING: Text(
        zh="1. 用手机扫码，或在管理中心打开“设备 · 加入新设备”。\n2. 输入设备码。\n3. 核对两边的校验数字一样，再确认。",
        en="1. Scan the code, or open “Panels · Admit a panel” in the console.\n2. Type the panel's code.\n"
        "3. Confirm only if the check digits are the same on both screens.",
    ),
    Step.WAITING: Text(zh="在管理中心发布后，这里马上显示。", en="As soon as something is published it is shown here."),
    Step.FOLLOWING: Text(
        zh="在管理中心发布后，这里马上显示。", en="As soon as something is published it is shown here."
    ),
    Step.REVOKED: Text(
        zh="管理中心不再认可这台设备。请技术人员在员工页面重新加入。",
        en="The hub does not know this panel any more. Technicians: admit it again on the staff page.",
    ),
}
_NEW_CODE = Text(zh="{minutes}分钟后自动换新码", en="A new code comes by itself in {minutes} min")
_VISITORS = Text(zh="您要办事？请到服务台，工作人员会帮您。", en="Visitors: please go to the service desk.")


@dataclass(frozen=True, slots=True)
class EnrolmentPicture:
    """``code`` in two groups of four, ``check`` in two of three; "" when there is none. ``qr``: what a camera reads."""

    heading: str
    what_to_do: str
    code: str
    check: str
    qr: str
    expiry: str
    trouble: str
    visitors: str


def derive(panel: Panel, standing: Standing) -> EnrolmentPicture:
    """What a technician has to know at this second."""
    asking = standing.asking if standing.step is Step.ASKING else None
    heading, what = _HEADINGS[standing.step], _WHAT_TO_DO[standing.step]
    expiry = EMPTY
    if standing.progress is not None:
        heading = fill(_FETCHING, percent=int(standing.progress * 100))
    elif standing.step is Step.ASKING and asking is None:
        heading, what = _CONTACTING, EMPTY
    if asking is not None:
        left = (asking.expires_at - panel.clock.now()).total_seconds()
        expiry = fill(_NEW_CODE, minutes=max(1, math.ceil(left / 60)))
    return EnrolmentPicture(
        panel.read(heading),
        panel.read(what),
        grouped(asking.code, 4) if asking else "",
        grouped(asking.check, 3) if asking else "",
        asking.address if asking else "",
        panel.read(expiry),
        panel.read(standing.trouble),
        panel.read(_VISITORS),
    )


def grouped(letters: str, size: int) -> str:
    """ "7K4M 9QXP"."""
    return " ".join(letters[start : start + size] for start in range(0, len(letters), size))


@QmlElement
class EnrolmentViewModel(ViewModel):
    """See :class:`EnrolmentPicture`."""

    is_live = keeps_awake = follows_content = True

    headingChanged = Signal()
    whatToDoChanged = Signal()
    codeChanged = Signal()
    checkChanged = Signal()
    qrChanged = Signal()
    expiryChanged = Signal()
    troubleChanged = Signal()
    visitorsChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self.refresh()

    def refresh(self) -> None:
        self.show(derive(self.panel, hub_of(self.panel).standing()))

    def sentence(self) -> str:
        return tell(self.panel.visit.language, self.shown.visitors)

    @Property(str, notify=headingChanged)
    def heading(self) -> str:
        return str(self.shown.heading)

    @Property(str, notify=whatToDoChanged)
    def whatToDo(self) -> str:
        return str(self.shown.what_to_do)

    @Property(str, notify=codeChanged)
    def code(self) -> str:
        return str(self.shown.code)

    @Property(str, notify=checkChanged)
    def check(self) -> str:
        return str(self.shown.check)

    @Property(str, notify=qrChanged)
    def qr(self) -> str:
        return str(self.shown.qr)

    @Property(str, notify=expiryChanged)
    def expiry(self) -> str:
        return str(self.shown.expiry)

    @Property(str, notify=troubleChanged)
    def trouble(self) -> str:
        return str(self.shown.trouble)

    @Property(str, notify=visitorsChanged)
    def visitors(self) -> str:
        return str(self.shown.visitors)
