"""Slips to draw and print in tests: short and long, both languages, with rare characters, a map and many materials."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.base.texts import Text
from kiosk.printing.slips import MapMark, Slip, SlipMap, SlipMaterial

TAKEN = datetime(2026, 11, 22, 9, 41, tzinfo=ZoneInfo("Asia/Shanghai"))
CODE = "https://hub.example.org/t/" + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_" * 3 + "AbCdEfGhIj"
HALL = Text(zh="示例区政务服务中心", en="Shili District Government Service Centre")

MAP = SlipMap(
    walk=((12.0, 26.0), (12.0, 17.0), (31.0, 17.0), (31.0, 9.5)),
    here=MapMark((12.0, 26.0), Text(zh="您在这里", en="You are here")),
    goal=MapMark((31.0, 9.5), Text(zh="11、12 号窗口", en="Windows 11, 12")),
    rooms=(
        ((2, 20), (9, 20), (9, 30), (2, 30)),
        ((16, 20), (27, 20), (27, 27), (16, 27)),
        ((2, 2), (20, 2), (20, 13), (2, 13)),
        ((22, 2), (44, 2), (44, 7), (22, 7)),
    ),
    walls=(((0, 0), (46, 0), (46, 32), (14, 32)), ((10, 32), (0, 32), (0, 0)), ((35, 20), (35, 32))),
    marks=(
        MapMark((16, 23.5), Text(zh="填表区", en="Forms")),
        MapMark((9, 24), Text(zh="自助区", en="Self-service")),
        MapMark((20, 8), Text(zh="咨询台", en="Information")),
    ),
    floor=Text(zh="一楼", en="Floor 1"),
)

PLAIN = Slip(
    label="A012",
    hall=HALL,
    taken=TAKEN,
    queue=Text(zh="出入境", en="Exit and entry"),
    matters=(Text(zh="普通护照首次申请", en="First passport"),),
    windows=("11", "12"),
    ahead=6,
    p50_min=20,
    p90_min=35,
    code=CODE,
)

FULL = Slip(
    label="AK3-001",
    hall=HALL,
    taken=TAKEN,
    queue=Text(zh="不动产登记", en="Real estate registration"),
    matters=(
        Text(
            zh="国有建设用地使用权及房屋所有权转移登记（存量房买卖）",
            en="Transfer of a used home and its land",
        ),
        Text(zh="不动产抵押权首次登记", en="First registration of a mortgage"),
        Text(zh="姓名用字更正（䶮、㛃、𬭎）", en="Correction of a name (䶮, 㛃, 𬭎)"),
    ),
    windows=("3", "4", "5", "18"),
    then=(Text(zh="税务 21 号窗口（契税）", en="Tax, window 21 (deed tax)"),),
    ahead=14,
    p50_min=45,
    p90_min=70,
    said=Text(
        zh="因 60 岁以上优先：每位普通号最多让 3 位。",
        en="You go first for being over 60; an ordinary ticket is overtaken three times at most.",
    ),
    route=(
        Text(zh="转身，直走 9 米", en="Turn round and walk 9 m"),
        Text(
            zh="在填表区右转，走 19 米，经过咨询台",
            en="At the forms area turn right, walk 19 m past the desk",
        ),
        Text(zh="左转，走 8 米，3 号窗口在您正前方", en="Turn left, walk 8 m; window 3 is in front of you"),
    ),
    route_facts=Text(zh="约 36 米，步行 1 分钟", en="About 36 m, 1 minute on foot"),
    map=MAP,
    materials=(
        SlipMaterial(Text(zh="不动产权证书", en="Certificate of title"), Text(zh="原件", en="original")),
        SlipMaterial(
            Text(zh="存量房买卖合同（经房地产交易管理部门网签备案）", en="Contract of sale, registered online"),
            Text(zh="2份 · 买卖双方签字", en="2 copies · signed by both parties"),
        ),
        SlipMaterial(Text(zh="身份证", en="Identity card"), Text(zh="原件及复印件", en="original and copy")),
        SlipMaterial(Text(zh="婚姻状况证明", en="Proof of marital status"), required=False),
        SlipMaterial(Text(zh="完税证明", en="Tax receipt"), Text(zh="可以后补", en="may follow later"), required=False),
    ),
    code=CODE,
)
