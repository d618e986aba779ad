"""What happens rarely, as if it were now: emergencies, weeks without the hub, a panel that nobody has admitted yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from kiosk.base.texts import EMPTY, Text
from kiosk.ui import emergencies
from kiosk.ui.emergencies import Message
from kiosk.ui.engine import Screens
from kiosk.ui.hub_parts import Asking, Standing, StandingStill, Step

_HUB = "https://hub.example.org"

ALARM = Message(
    "alarm",
    Text(
        zh="请马上从最近的安全出口离开大楼，不要乘电梯。",
        en="Leave the building by the nearest exit now. Do not use the lifts.",
    ),
)
NOTICE = Message(
    "notice",
    Text(
        zh="今天下午3点到4点停电检修，自助设备暂停服务。",
        en="No power from 3 to 4 pm today: self-service machines are off.",
    ),
    level=emergencies.NOTICE,
)
LONG = Message(
    "long",
    Text(
        zh="受台风影响，今天13:00起本大厅停止对外服务，已取的号明天优先办理，不用重新取号。"
        "正在办理的请听从窗口工作人员安排；需要避险的，请到一楼东侧会议室，那里有饮水和医务人员。",
        en="Because of the typhoon this hall closes at 13:00 today. Tickets that were taken come first tomorrow and "
        "need not be taken again. If you are being served, follow the staff at your window; if you need shelter, go "
        "to the meeting room in the east of the first floor, where there is water and medical staff.",
    ),
    level=emergencies.NOTICE,
)


def tell(message: Message, screens: Screens) -> None:
    """A message that has stood for ten minutes."""
    screens.emergencies.show((replace(message, since=screens.clock.now() - timedelta(minutes=10)),))


def be_stale(screens: Screens) -> None:
    """Four months without a word from the hub."""
    now = screens.clock.now()
    standing = Standing(Step.FOLLOWING, _HUB, False, now - timedelta(days=123), 3, now - timedelta(days=125), 7)
    screens.rehearse({"hub": StandingStill(standing)})


def be_unknown(step: Step, screens: Screens) -> None:
    """Before the first release; while it waits for one the hub cannot be reached."""
    until = screens.clock.now() + timedelta(minutes=9, seconds=30)
    asking = Asking("7K4M9QXP", "204816", f"{_HUB}/admit?code=7K4M9QXP", until)
    unheard = Text(zh="还连不上管理中心，会一直再试。", en="The hub cannot be reached yet; this panel keeps trying.")
    trouble = unheard if step is Step.WAITING else EMPTY
    screens.rehearse({"hub": StandingStill(Standing(step, _HUB, asking=asking, trouble=trouble))}, has_content=False)


def follow(screens: Screens) -> None:
    """A panel in step, with everything that the staff page may have to say of it."""
    now = screens.clock.now()
    standing = Standing(
        step=Step.FOLLOWING,
        address=_HUB,
        connected=True,
        last_contact=now,
        built_at=now - timedelta(days=2),
        shown=41,
        shown_since=now - timedelta(days=1),
        waiting=42,
        waiting_at=now + timedelta(hours=9),
        kept=(39, 40, 41),
        progress=0.4,
        panel_id="3f9c1d7a5b2e4860",
        hall_id="demo-hall",
        name=Text(zh="一楼大厅 1号", en="Ground floor 1").within("zh-CN"),
        emergencies=(replace(ALARM, since=now),),
        trouble=Text(
            zh="管理中心说的时间和本机差 7 分钟。", en="The hub's clock and this panel's differ by 7 minutes."
        ),
    )
    folders = (Path("/media/usb0/hall-kiosk"), Path("/media/usb1/hall-kiosk-2026-11-22"))
    screens.rehearse({"hub": StandingStill(standing, folders)})
