"""A small hall for the tests of matters and store: three windows, two departments, a lunch break."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from kiosk.base.texts import Text
from kiosk.matters.catalogue import Catalogue, Hall
from kiosk.matters.hours import Calendar, Span, Week
from kiosk.matters.matters import Department, Fee, Material, Matter, Need, Question, TimeLimit
from kiosk.matters.themes import Theme, ThemeStep
from kiosk.matters.windows import Service, Window, WindowType

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING, AFTERNOON = Span(time(9), time(12)), Span(time(13, 30), time(17))
MAIN = Week("main", ((MORNING, AFTERNOON),) * 5 + ((), ()))
NOON = Week("noon", ((Span(time(9), time(17)),),) * 5 + ((), ()))
ID_CARD = Material(Text(zh="身份证", en="ID card"), key="id-card")

PASSPORT = Matter(
    code="CR-001",
    name=Text(zh="普通护照首次申请", en="First passport"),
    department_code="GACR",
    short_name=Text(zh="办护照", en="Passport"),
    server_types=(1,),
    topics=("105", "090"),
    legal_limit=TimeLimit(20),
    promised_limit=TimeLimit(7, "working_day", Text(zh="自受理之日起", en="from acceptance")),
    minutes_at_window=10,
    visits=1,
    is_fee=True,
    synonyms=("护照", "passport", "出国"),
    popularity=0.9,
    materials=(ID_CARD, Material(Text(zh="照片", en="Photo"), copies=2, key="photo")),
    fees=(Fee(Text(zh="工本费", en="Fee"), Text(zh="每本120元", en="120 yuan each")),),
    questions=(Question(Text(zh="要本人来吗？", en="Must I come myself?"), Text(zh="要。", en="Yes.")),),
)
RENEWAL = Matter(
    code="CR-002",
    name=Text(zh="护照换发", en="Passport renewal"),
    department_code="GACR",
    popularity=0.5,
    topics=("105",),
    materials=(ID_CARD, Material(Text(zh="旧护照", en="Old passport"), Need.REQUIRED, key="passport")),
)
BIRTH = Matter(
    code="HZ-001",
    name=Text(zh="出生登记", en="Birth registration"),
    department_code="GAHZ",
    popularity=0.7,
    materials=(Material(Text(zh="出生医学证明", en="Birth certificate"), key="birth"),),
)
GROWING_UP = Theme(
    "TH-1",
    Text(zh="孩子出国", en="Child abroad"),
    steps=(ThemeStep("CR-001", 1, after=("HZ-001",)), ThemeStep("HZ-001", 2)),
    synonyms=("带娃出国",),
)

CATALOGUE = Catalogue(
    Hall(
        "shili",
        Text(zh="示例区政务服务中心", en="Shili Service Centre"),
        hours_id="main",
        help=Text(zh="请到一楼导办台", en="Please ask at the help desk on 1F"),
    ),
    departments=(
        Department("GACR", Text(zh="公安出入境", en="Exit and Entry"), tint="#DCEFE4"),
        Department("GAHZ", Text(zh="公安户政", en="Household Registration")),
    ),
    matters=(RENEWAL, PASSPORT, BIRTH),
    windows=(
        Window("9", Text(), ("GACR",)),
        Window("10", Text(), ("GACR",), hours_id="noon"),
        Window("2", Text(zh="2号低位窗口", en="Low window 2"), ("GAHZ",), WindowType.ACCESSIBLE, accessible=True),
    ),
    services=(
        Service("CR-001", "10", priority=2),
        Service("CR-001", "9"),
        Service("HZ-001", "2", Text(zh="仅限本区户籍", en="residents only")),
    ),
    themes=(GROWING_UP,),
    calendar=Calendar({"main": MAIN, "noon": NOON}),
)


def at(text: str) -> datetime:
    """A moment in the hall: "2026-11-20T10:00" is a Friday morning."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
