"""A small hall for the screens' tests: real catalogue and plan types, a dozen matters, and a plain finder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from pypinyin import lazy_pinyin
from shapely.geometry import box

from kiosk.base.clock import SetClock
from kiosk.base.errors import KioskError
from kiosk.base.texts import EMPTY, Text
from kiosk.finding.entries import Kind
from kiosk.guidance.venue import Amenity, Level, LocalFrame, Occupant, Panel, Venue
from kiosk.matters.catalogue import Catalogue, Hall
from kiosk.matters.hours import Calendar, Span, SpecialDay, Week
from kiosk.matters.matters import Department, Fee, Material, Matter, Need, Question, TimeLimit
from kiosk.matters.themes import Theme, ThemeStep
from kiosk.matters.windows import Service, Window
from kiosk.visit.find_way import FindWay, Reach

SUNDAY_MORNING = datetime(2026, 11, 22, 9, 42, tzinfo=ZoneInfo("Asia/Shanghai"))
MONDAY_MORNING = datetime(2026, 11, 23, 9, 42, tzinfo=ZoneInfo("Asia/Shanghai"))

DEPARTMENTS = (
    ("ZHSL", "综合受理", "General services", "1F", range(1, 5)),
    ("GAHZ", "公安户政", "Household registration", "1F", range(5, 9)),
    ("GACR", "公安出入境", "Exit and entry", "1F", range(9, 14)),
    ("RSSB", "人力资源和社会保障", "Human resources and social security", "1F", range(14, 21)),
    ("YLBZ", "医疗保障", "Medical insurance", "2F", range(21, 26)),
    ("BDC", "不动产登记", "Real estate registration", "2F", range(26, 32)),
    ("SW", "税务", "Taxation", "2F", range(32, 36)),
    ("GJJ", "住房公积金", "Housing provident fund", "2F", range(36, 38)),
    ("MZ", "民政", "Civil affairs", "2F", range(38, 41)),
    ("SCJG", "市场监督管理（企业开办）", "Market regulation (business start-up)", "3F", range(41, 46)),
    ("ZJ", "住房和城乡建设", "Housing and urban-rural development", "3F", range(46, 48)),
    ("JT", "交通运输", "Transport", "3F", range(48, 49)),
    ("WJ", "卫生健康", "Health", "3F", range(49, 50)),
    ("JY", "教育", "Education", "3F", range(50, 51)),
    ("STHJ", "生态环境", "Ecology and environment", "3F", range(51, 52)),
    ("NY", "农业农村", "Agriculture and rural affairs", "3F", range(52, 53)),
    ("TYJR", "退役军人事务", "Veterans affairs", "3F", range(53, 54)),
    ("GYSY", "水电气公用事业", "Utilities (water, power, gas)", "3F", range(54, 55)),
)

_MATTERS = (
    ("GACR01", "普通护照首次申请", "First application for an ordinary passport", "GACR", 99),
    ("GACR02", "普通护照换发补发", "Renewal or replacement of an ordinary passport", "GACR", 80),
    ("GACR03", "往来港澳通行证签发", "Travel permit to Hong Kong and Macao", "GACR", 70),
    ("GAHZ01", "户口迁移", "Transfer of household registration", "GAHZ", 60),
    ("GAHZ02", "居民身份证换领", "Renewal of the resident identity card", "GAHZ", 90),
    ("GAHZ03", "居住证申领", "Residence permit", "GAHZ", 75),
    ("RSSB01", "社会保障卡补领", "Replacement of a social security card", "RSSB", 98),
    ("RSSB02", "城乡居民基本养老保险参保登记", "Registration for the basic pension of residents", "RSSB", 40),
    ("YLBZ01", "异地就医备案", "Registration of medical treatment elsewhere", "YLBZ", 65),
    ("YLBZ02", "生育津贴申领", "Maternity allowance", "YLBZ", 30),
    ("SCJG01", "公司设立登记", "Registration of a company", "SCJG", 85),
    ("SCJG02", "个体工商户注册登记", "Registration of a sole trader", "SCJG", 55),
    ("WJ01", "公共场所卫生许可", "Hygiene licence for public places", "WJ", 20),
    ("MZ01", "结婚登记", "Registration of a marriage", "MZ", 50),
)

ID_CARD = Material(Text(zh="居民身份证原件", en="Identity card (original)"), key="id")
PHOTO = Material(
    Text(zh="符合标准的两寸白底照片回执", en="Receipt of a standard two-inch photo on white"),
    source=Text(zh="大厅自助照相机可拍", en="from the photo booth in this hall"),
    key="photo",
)
BOOK = Material(
    Text(zh="居民户口簿", en="Household register"),
    Need.OPTIONAL,
    condition=Text(zh="未满16周岁的申请人", en="applicants under 16"),
    key="book",
)
FORM = Material(
    Text(zh="申请表", en="Application form"), kind=2, note=Text(zh="窗口可领取", en="available at the window")
)
QUESTIONS = (
    Question(
        Text(zh="可以请别人代办吗？", en="May somebody else apply for me?"),
        Text(
            zh="首次申请须本人到场，因为要采集指纹。未满16周岁的，由监护人陪同。领取时可以请他人代领，代领人带好双方身份证。",
            en="For the first application you must come yourself, because fingerprints are taken. Under 16, a guardian "
            "comes along. Somebody else may collect the document with both identity cards.",
        ),
    ),
    Question(
        Text(zh="能加急吗？", en="Can it be done faster?"),
        Text(
            zh="有紧急事由的，请向窗口说明并出示证明，可以优先办理。", en="If it is urgent, show proof at the window."
        ),
    ),
)


def _matter(code: str, zh: str, en: str, department: str, popularity: int) -> Matter:
    return Matter(
        code,
        Text(zh=zh, en=en),
        department,
        promised_limit=TimeLimit(7) if code.startswith("GACR") else TimeLimit(0),
        legal_limit=TimeLimit(15),
        minutes_at_window=15,
        visits=1,
        is_fee=code.startswith("GACR"),
        fees=(Fee(Text(zh="护照工本费", en="Passport fee"), Text(zh="120元", en="CNY 120")),)
        if code == "GACR01"
        else (),
        result_name=Text(zh="普通护照", en="Ordinary passport") if code == "GACR01" else EMPTY,
        accept_condition=Text(zh="本市户籍居民，或在本市居住的外地居民", en="Residents of this city")
        if code == "GACR01"
        else EMPTY,
        phone="010-5550 0110",
        popularity=popularity,
        materials=(ID_CARD, PHOTO, BOOK, FORM),
        questions=QUESTIONS,
    )


def week(identity: str, days: int) -> Week:
    spans = (Span(time(9), time(12)), Span(time(13, 30), time(17)))
    return Week(identity, tuple(spans if day < days else () for day in range(7)))


def catalogue() -> Catalogue:
    """18 departments, 54 windows, 14 matters, 2 themes; the police work at weekends too."""
    windows = tuple(
        Window(
            str(n),
            Text(zh=f"{n}号窗口", en=f"Window {n}"),
            (code,),
            place_id=f"w{n}",
            hours_id="all" if code.startswith("GA") else "week",
        )
        for code, _, _, _, numbers in DEPARTMENTS
        for n in numbers
    )
    numbers = {code: list(range_) for code, _, _, _, range_ in DEPARTMENTS}
    services = tuple(
        Service(code, str(n), priority=1 if place < 2 else 2)
        for code, _, _, department, _ in _MATTERS
        for place, n in enumerate(numbers[department][:3])
    )
    themes = (
        Theme(
            "T1",
            Text(zh="开餐馆", en="Opening a restaurant"),
            Text(zh="从公司登记到卫生许可，一套材料办完", en="From company to hygiene licence with one set of papers"),
            "restaurant",
            (ThemeStep("SCJG01", 1), ThemeStep("WJ01", 2, ("SCJG01",)), ThemeStep("RSSB02", 3, optional=True)),
        ),
        Theme(
            "T2",
            Text(zh="新生儿出生", en="A newborn child"),
            Text(zh="户口、医保、津贴一起办", en="Household, insurance and allowance together"),
            "child_care",
            (ThemeStep("GAHZ01", 1), ThemeStep("YLBZ02", 2)),
        ),
    )
    holiday = SpecialDay(date(2026, 10, 1), Text(zh="国庆节", en="National Day"))
    return Catalogue(
        Hall(
            "demo",
            Text(zh="示例区政务服务中心", en="Shili District Government Service Centre"),
            hours_id="week",
            help=Text(zh="一楼大厅咨询台有人帮助您", en="the information desk on the ground floor"),
            phone="010-5550 0100",
        ),
        tuple(Department(code, Text(zh=zh, en=en)) for code, zh, en, _, _ in DEPARTMENTS),
        tuple(_matter(*row) for row in _MATTERS),
        windows,
        services,
        themes,
        Calendar({"week": week("week", 5), "all": week("all", 7)}, {holiday.day: holiday}),
    )


def venue() -> Venue:
    """Three floors of 72 x 44 m with a panel on the ground floor."""
    levels = tuple(
        Level(f"{n + 1}F", n, Text(zh=f"{n + 1}楼", en=f"{n + 1}F"), EMPTY, box(0, 0, 72, 44)) for n in range(3)
    )
    occupants = tuple(
        Occupant(
            f"w{n}", level, "x.window", (3.0 + (n * 4) % 66, 40.0), Text(zh=f"{n}号窗口", en=f"Window {n}"), str(n)
        )
        for _, _, _, level, numbers in DEPARTMENTS
        for n in numbers
    )
    kinds = ("restroom", "elevator", "copymachine", "drinkingfountain", "x.formsdesk")
    amenities = [
        Amenity(f"{category}-{level.id}", level.id, category, (5.0 + 6 * place, 5.0))
        for level in levels
        for place, category in enumerate(kinds)
    ]
    amenities += [Amenity("aed", "1F", "defibrillator", (30, 3)), Amenity("baby", "1F", "mothersroom", (40, 3))]
    panel = Panel("P1", "1F", (36.0, 4.0), Text(zh="导办屏", en="Guide panel"), 0.0)
    name = Text(zh="示例区政务服务中心", en="Shili District Government Service Centre")
    return Venue("v", name, LocalFrame(116, 40), levels, (), (), (), tuple(amenities), occupants, (panel,))


@dataclass(frozen=True)
class PlainHit:
    kind: Kind
    id: str
    title: Text
    window: str | None = None
    level: Text | None = None
    score: float = 1.0
    spans: tuple[tuple[int, int], ...] = ()


class PlainFinder:
    """Finds by part of the title, or by initials: enough to test screens with."""

    def __init__(self, hall: Catalogue, plan: Venue) -> None:
        found = [
            PlainHit(Kind.MATTER, m.code, m.name, hall.windows_of_matter(m.code)[0].number)
            for m in sorted(hall.matters, key=lambda m: -m.popularity)
        ]
        found += [PlainHit(Kind.WINDOW, w.number, w.name, w.number) for w in hall.windows]
        found += [PlainHit(Kind.DEPARTMENT, d.code, d.name) for d in hall.departments]
        found += [PlainHit(Kind.THEME, t.code, t.name) for t in hall.themes]
        found += [PlainHit(Kind.PLACE, a.id, Text(zh="卫生间", en="Toilets")) for a in plan.amenities[:1]]
        self._found = [(hit, "".join(s[0] for s in lazy_pinyin(hit.title["zh"]))) for hit in found]

    def find(self, query: str, limit: int = 20, language: str = "zh-CN", *, floor: int = 0) -> list[PlainHit]:
        words = query.lower().strip()
        hits = [
            h for h, short in self._found if words in short or words in h.title["zh"] or words in h.title["en"].lower()
        ]
        return hits[:limit]


class StraightWalks:
    """As the crow flies, 40 s for each floor."""

    def __init__(self, plan: Venue) -> None:
        self._plan, self._panel = plan, plan.panels[0]
        self.asked: list[str] = []

    def reach(self, target_id: str, profile: str) -> Reach:
        self.asked.append(target_id)
        for place in self._plan.destinations():
            if place.id == target_id and not hasattr(place, "area"):
                x, y = place.at
                px, py = self._panel.at
                floors = abs(self._plan.level(place.level_id).ordinal)
                metres = abs(x - px) + abs(y - py) + 12 * floors
                return Reach(metres, metres + 40 * floors)
        raise KioskError(f"no way to {target_id}")


def find_way(clock: SetClock) -> FindWay:
    hall, plan = catalogue(), venue()
    return FindWay(hall, plan, PlainFinder(hall, plan), StraightWalks(plan), "P1", clock)
