"""The words and icons for the kinds of places and things in a plan: every IMDF 1.0 unit and amenity category, and ours.

Source of the categories: IMDF 1.0 (OGC 20-094, "Categories"); the names are ours. A category that starts with "x." is
the product's own. English names are written as on a sign ("Toilets"); ``common_noun`` turns them for a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from kiosk.base.texts import Text


@dataclass(frozen=True, slots=True)
class Term:
    """What a category is called (zh, en) and the key of its pictogram ("toilet", "lift" …)."""

    category: str
    name: Text
    icon: str


# category | 中文 | English | icon
_UNITS = """
administration|行政办公室|Administration|office
auditorium|礼堂|Auditorium|hall
brick|墙体|Wall|none
classroom|教室|Classroom|classroom
column|立柱|Column|none
concrete|墙体|Wall|none
conferenceroom|会议室|Conference room|meeting
drywall|隔墙|Wall|none
elevator|电梯|Lift|lift
escalator|扶梯|Escalator|escalator
fieldofplay|运动场地|Sports ground|sport
firstaid|医务室|First-aid room|firstaid
fitnessroom|健身房|Fitness room|sport
foodservice|餐饮区|Food area|food
foodservice.coffee|咖啡厅|Café|cafe
footbridge|连廊|Footbridge|walkway
glass|玻璃隔断|Glass wall|none
huddleroom|小会议室|Small meeting room|meeting
kitchen|厨房|Kitchen|food
laboratory|实验室|Laboratory|laboratory
library|图书室|Library|library
lobby|大厅|Lobby|hall
lounge|休息室|Lounge|seat
mailroom|收发室|Mail room|mail
mothersroom|母婴室|Baby-care room|baby
movietheater|影院|Cinema|hall
movingwalkway|自动步道|Moving walkway|walkway
nonpublic|内部区域|Staff only|noentry
office|办公室|Office|office
opentobelow|中庭上空|Open to below|none
parking|停车场|Car park|parking
phoneroom|电话间|Phone room|phone
platform|站台|Platform|train
privatelounge|贵宾室|Private lounge|seat
ramp|坡道|Ramp|ramp
recreation|活动室|Recreation room|sport
restroom|卫生间|Toilets|toilet
restroom.family|家庭卫生间|Family toilet|toilet_family
restroom.female|女卫生间|Women's toilets|toilet_women
restroom.female.wheelchair|女无障碍卫生间|Women's accessible toilet|toilet_accessible
restroom.male|男卫生间|Men's toilets|toilet_men
restroom.male.wheelchair|男无障碍卫生间|Men's accessible toilet|toilet_accessible
restroom.transgender|通用卫生间|All-gender toilets|toilet
restroom.transgender.wheelchair|无障碍卫生间|Accessible toilet|toilet_accessible
restroom.unisex|通用卫生间|All-gender toilets|toilet
restroom.unisex.wheelchair|无障碍卫生间|Accessible toilet|toilet_accessible
restroom.wheelchair|无障碍卫生间|Accessible toilet|toilet_accessible
road|车道|Road|none
room|房间|Room|room
security|保安室|Security office|security
serverroom|机房|Server room|noentry
shop|商店|Shop|shop
shower|淋浴间|Shower|shower
smokingarea|吸烟区|Smoking area|smoking
stairs|楼梯|Stairs|stairs
steps|台阶|Steps|stairs
storage|储藏室|Storage|storage
structure|建筑结构|Structure|none
terrace|露台|Terrace|outdoor
theater|剧场|Theatre|hall
unenclosedarea|开放区域|Open area|none
unspecified|其他区域|Other area|room
vegetation|绿化|Greenery|plant
waitingroom|等候区|Waiting area|seat
walkway|通道|Corridor|walkway
walkway.island|通道|Corridor|walkway
wardrobe|衣帽间|Cloakroom|storage
wood|木隔断|Wall|none
"""

_AMENITIES = """
amphitheater|露天剧场|Amphitheatre|hall
animalreliefarea|动物便溺区|Animal relief area|pets
arrivalgate|到达口|Arrival gate|gate
atm|自动取款机|ATM|atm
babychanging|婴儿护理台|Baby changing table|baby
baggagecarousel|行李转盘|Baggage carousel|baggage
baggagecarousel.intl|国际行李转盘|International baggage carousel|baggage
baggagecarts|行李推车|Baggage trolleys|baggage
baggageclaim|行李提取处|Baggage claim|baggage
baggageclaim.oversize|大件行李提取处|Oversize baggage claim|baggage
baggagerecheck|行李再托运处|Baggage re-check|baggage
baggagestorage|行李寄存处|Left luggage|baggage
boardinggate|登乘口|Boarding gate|gate
boardinggate.aircraft|登机口|Boarding gate|gate
boardinggate.bus|上车口|Bus gate|bus
boardinggate.ferry|登船口|Ferry gate|gate
boardinggate.train|检票口|Train gate|train
bus|公交车站|Bus stop|bus
bus.muni|公交车站|City bus stop|bus
bus.national|长途汽车站|Coach stop|bus
businesscenter|商务中心|Business centre|office
cabin|小屋|Cabin|room
caregiver|护理间|Carer's room|accessible
carrental|租车处|Car rental|car
cashier|收费处|Cashier|cashier
changemachine|零钱兑换机|Change machine|cashier
checkin|签到处|Check-in|desk
checkin.desk|签到台|Check-in desk|desk
checkin.desk.oversizebaggage|大件托运处|Oversize baggage check-in|baggage
checkin.desk.transfer|中转柜台|Transfer desk|desk
checkin.selfservice|自助签到机|Self-service check-in|machine
childplayarea|儿童活动区|Children's play area|children
coinlocker|存包柜|Lockers|locker
copymachine|复印机|Copier|copier
defibrillator|AED除颤仪|AED|aed
drinkingfountain|饮水处|Drinking water|water
eatingdrinking|用餐区|Dining area|food
emergencyshelter|应急避难处|Emergency shelter|emergency
entry|出入口|Entrance|entrance
exhibit|展区|Exhibition|exhibit
faregate|检票闸机|Ticket gate|gate
faregate.oversized|宽通道闸机|Wide ticket gate|gate
fieldofplay.americanfootball|橄榄球场|American football field|sport
fieldofplay.baseball|棒球场|Baseball field|sport
fieldofplay.basketball|篮球场|Basketball court|sport
fieldofplay.fieldhockey|曲棍球场|Hockey field|sport
fieldofplay.icehockey|冰球场|Ice rink|sport
fieldofplay.rugby|英式橄榄球场|Rugby field|sport
fieldofplay.soccer|足球场|Football pitch|sport
fieldofplay.softball|垒球场|Softball field|sport
fieldofplay.tennis|网球场|Tennis court|sport
fieldofplay.trackfield|田径场|Athletics track|sport
fieldofplay.volleyball|排球场|Volleyball court|sport
firealarmpullstation|手动火警报警器|Fire alarm button|fire
fireextinguisher|灭火器|Fire extinguisher|fire
fittingroom|试衣间|Fitting room|room
gatearea|候乘区|Gate area|seat
groundtransportation|地面交通|Ground transport|bus
guestservices|服务台|Service desk|info
handsanitizerstation|免洗消毒液|Hand sanitiser|water
healthscreening|健康检查处|Health check|firstaid
hoteling|共享工位|Shared desks|desk
immigration|边防检查|Immigration|desk
information|咨询台|Information desk|info
information.bid|行李信息屏|Baggage information|info
information.carrental|租车咨询处|Car rental information|info
information.hotel|酒店咨询处|Hotel information|info
information.mufid|信息屏|Information screen|info
information.mufid.arrivals|到达信息屏|Arrivals screen|info
information.mufid.departures|出发信息屏|Departures screen|info
information.transit|交通咨询处|Transport information|info
landmark|标志物|Landmark|landmark
limo|专车上车点|Limousine|car
lostandfound|失物招领处|Lost and found|lost
mailbox|邮筒|Mailbox|mail
meditation|静修室|Quiet room|prayer
meetingpoint|集合点|Meeting point|meeting
mobilityrescue|无障碍救援等候处|Refuge for rescue|accessible
paidarea|付费区|Paid area|gate
parkandride|换乘停车场|Park and ride|parking
parking.bicycle|自行车停放处|Bicycle parking|bicycle
parking.compact|小型车停车位|Small-car parking|parking
parking.ev|电动车充电车位|Electric-car parking|parking
parking.longterm|长时停车场|Long-stay car park|parking
parking.motorcycle|摩托车停车位|Motorcycle parking|parking
parking.shortterm|短时停车场|Short-stay car park|parking
parking.waitingarea|候车停车区|Waiting car park|parking
payphone|公用电话|Payphone|phone
pedestriancrossing|人行横道|Pedestrian crossing|walkway
peoplemover|旅客捷运|People mover|train
phone|电话|Telephone|phone
phone.emergency|紧急电话|Emergency phone|phone
photobooth|自助照相机|Photo booth|photo
police|警务室|Police|police
powerchargingstation|手机充电处|Phone charging point|charging
prayerroom|祈祷室|Prayer room|prayer
prayerroom.buddhism|佛教祈祷室|Buddhist prayer room|prayer
prayerroom.christianity|基督教祈祷室|Christian prayer room|prayer
prayerroom.hinduism|印度教祈祷室|Hindu prayer room|prayer
prayerroom.islam|伊斯兰教祈祷室|Muslim prayer room|prayer
prayerroom.islam.female|伊斯兰教女祈祷室|Muslim prayer room (women)|prayer
prayerroom.islam.male|伊斯兰教男祈祷室|Muslim prayer room (men)|prayer
prayerroom.judaism|犹太教祈祷室|Jewish prayer room|prayer
prayerroom.shintoism|神道祈祷室|Shinto prayer room|prayer
prayerroom.sikh|锡克教祈祷室|Sikh prayer room|prayer
prayerroom.taoic|道教祈祷室|Taoist prayer room|prayer
productreturn|退货处|Returns|desk
rail.muni|地铁站|Metro|train
rail.national|火车站|Railway station|train
reception.desk|前台|Reception desk|info
rideshare|网约车上车点|Ride pick-up|car
seat|座椅|Seats|seat
seating|休息座椅区|Seating area|seat
security.checkpoint|安检口|Security checkpoint|security
security.inspection|安检处|Security inspection|security
service|服务点|Service point|info
shuttle|班车站|Shuttle bus|bus
sleepbox|休息舱|Sleeping pod|seat
strollerrental|婴儿车租借处|Pram hire|baby
studentadmissions|招生处|Student admissions|desk
studentservices|学生服务处|Student services|desk
swimmingpool|游泳池|Swimming pool|sport
swimmingpool.children|儿童泳池|Children's pool|sport
swimmingpool.family|家庭泳池|Family pool|sport
taxi|出租车站|Taxi rank|car
ticketing|售票处|Ticket office|ticket
ticketing.airline|机票售票处|Airline tickets|ticket
ticketing.bus|汽车售票处|Bus tickets|ticket
ticketing.bus.muni|公交售票处|City bus tickets|ticket
ticketing.bus.national|长途汽车售票处|Coach tickets|ticket
ticketing.rail|火车售票处|Train tickets|ticket
ticketing.rail.muni|地铁售票处|Metro tickets|ticket
ticketing.rail.national|火车售票处|Train tickets|ticket
ticketing.shuttle|班车售票处|Shuttle tickets|ticket
traintrack|轨道|Train track|train
transit|公共交通|Public transport|bus
valet|代客泊车|Valet parking|car
vendingmachine|自动售货机|Vending machine|vending
vendingmachine.trainticket|自动售票机|Ticket machine|ticket
wheelchairassist|轮椅服务处|Wheelchair service|accessible
wifi|无线上网区|Wi-Fi|wifi
yoga|瑜伽室|Yoga room|sport
"""

_FIXTURES = """
bench|长椅|Bench|seat
counter|柜台|Counter|desk
desk|柜台|Desk|desk
desk.forms|填表台|Form-filling desk|forms
equipment|设备|Machine|machine
furniture|家具|Furniture|none
kiosk|自助机|Self-service machine|machine
locker|存包柜|Lockers|locker
naturalfeature|景观|Feature|plant
obstruction|障碍物|Obstruction|none
reception|前台|Reception desk|info
stage|舞台|Stage|hall
wall|墙|Wall|none
water|水池|Pool|plant
"""

_OURS = """
x.consulting|咨询台|Information desk|info
x.cooler|饮水机|Drinking water|water
x.exit|出口|Exit|exit
x.emergencyexit|安全出口|Emergency exit|exit
x.entrance|入口|Entrance|entrance
x.formsdesk|填表台|Form-filling desk|forms
x.glasses|老花镜便民台|Reading glasses|info
x.help|帮办代办台|Help desk|help
x.magnifier|老花镜便民台|Reading glasses|info
x.panel|导办屏|Guide panel|machine
x.photo|自助照相机|Photo booth|photo
x.print|自助打印机|Printer|copier
x.scanner|自助扫描机|Scanner|copier
x.selfservice|自助服务区|Self-service area|machine
x.ticketmachine|取号机|Ticket machine|ticket
x.umbrella|雨伞架|Umbrella stand|storage
x.waiting|等候区|Waiting area|seat
x.wheelchair|轮椅借用处|Wheelchair loan|accessible
x.window|窗口|Window|window
"""

_SHARED_WITH_UNITS = (
    "elevator escalator fieldofplay firstaid foodservice library mothersroom movingwalkway parking platform "
    "privatelounge ramp recreation restroom restroom.family restroom.female restroom.female.wheelchair restroom.male "
    "restroom.male.wheelchair restroom.transgender restroom.transgender.wheelchair restroom.unisex "
    "restroom.unisex.wheelchair restroom.wheelchair security shower smokingarea stairs storage unspecified"
)
_NOT_IN_THE_STANDARD = {"administration", "foodservice.coffee", "security", "shop", "wardrobe"}


def _read(table: str) -> dict[str, Term]:
    rows = (line.split("|") for line in table.strip().splitlines())
    return {category: Term(category, Text(zh=zh, en=en), icon) for category, zh, en, icon in rows}


_UNIT_TERMS = _read(_UNITS)
_AMENITY_TERMS = _read(_AMENITIES)

#: Every category we have words for.
TERMS: Mapping[str, Term] = MappingProxyType({**_read(_FIXTURES), **_UNIT_TERMS, **_AMENITY_TERMS, **_read(_OURS)})
#: The categories of IMDF 1.0.
UNIT_CATEGORIES = frozenset(_UNIT_TERMS) - _NOT_IN_THE_STANDARD
AMENITY_CATEGORIES = frozenset(_AMENITY_TERMS) | frozenset(_SHARED_WITH_UNITS.split())

_PLACE = Term("", Text(zh="目的地", en="Destination"), "place")


@lru_cache(maxsize=1024)
def term(category: str) -> Term:
    """The words for ``category``; its nearest parent's ("restroom.new" → "restroom") or "destination" when unknown."""
    name = category
    while name:
        if name in TERMS:
            return TERMS[name]
        name = name.rpartition(".")[0]
    return _PLACE


def known(category: str) -> bool:
    """Whether ``category`` or one of its parents has words of its own."""
    return term(category) is not _PLACE


def common_noun(sign: str) -> str:
    """A sign's English inside a sentence: "Form-filling desk" → "form-filling desk"; "ATM" and "Wi-Fi" stay."""
    first = sign.split(" ", 1)[0]
    kept = first[1:] != first[1:].lower() or first in {"American", "Buddhist", "Christian", "Hindu", "Jewish", "Muslim"}
    return sign if kept else sign[:1].lower() + sign[1:]
