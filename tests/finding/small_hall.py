"""A small hall of its own for the tests of finding: fifty names as real halls have them."""

from __future__ import annotations

import sqlite3

import sqlite_utils

from kiosk.base.texts import Text
from kiosk.finding.entries import Entry, Kind
from kiosk.finding.find import Finder
from kiosk.store.search_index import build_index, open_index

_MATTERS = """
passport-first|普通护照首次申请|First application for an ordinary passport|护照|公安出入境|9|0.9
passport-renew|普通护照换发|Renewal of an ordinary passport|换护照|公安出入境|9|0.7
passport-reissue|普通护照失效重新申请补发|Reissue of an ordinary passport||公安出入境|10|0.4
hkmo-permit|往来港澳通行证首次申请|Exit-entry permit for Hong Kong and Macao||公安出入境|10|0.5
hkmo-endorse|往来港澳通行证签注|Endorsement for Hong Kong and Macao||公安出入境|11|0.6
id-first|居民身份证申领|First resident identity card|身份证|公安户政|5|0.8
id-lost|居民身份证丢失补领|Replacement of a lost resident identity card||公安户政|5|0.8
id-expired|居民身份证有效期满换领|Renewal of an expired resident identity card||公安户政|6|0.6
birth|出生登记|Birth registration|新生儿落户|公安户政|6|0.7
move-in|户口迁入登记|Moving a household registration in||公安户政|7|0.5
name-change|姓名变更更正|Change of name||公安户政|7|0.2
residence|居住证申领|Residence permit||公安户政|8|0.6
no-crime|无犯罪记录证明|Certificate of no criminal record||公安户政|8|0.5
sbk-first|社会保障卡申领|Application for a social security card|社保卡|人力资源和社会保障|14|0.9
sbk-reissue|社会保障卡补领、换领、换发|Replacement of a social security card|社保卡补办|人力资源和社会保障|14|0.8
sbk-loss|社会保障卡挂失与解挂|Reporting a social security card lost||人力资源和社会保障|15|0.6
sbk-pin|社会保障卡密码重置|Social security card PIN reset||人力资源和社会保障|15|0.3
unemployment|失业保险金申领|Unemployment benefit||人力资源和社会保障|16|0.5
pension|养老保险待遇领取资格认证|Pension eligibility certification||人力资源和社会保障|17|0.6
retire|企业职工退休申请|Retirement of enterprise employees||人力资源和社会保障|17|0.5
contribution|社会保险缴费证明打印|Printing of social insurance contribution statements||人力资源和社会保障|18|0.5
med-elsewhere|异地就医备案|Registration for medical treatment elsewhere||医疗保障|21|0.6
med-claim|门诊费用报销|Reimbursement of outpatient costs||医疗保障|22|0.5
med-child|城乡居民基本医疗保险参保登记|Enrolment in resident medical insurance||医疗保障|23|0.6
maternity|生育津贴支付|Payment of maternity allowance||医疗保障|24|0.4
house-buy|国有建设用地及房屋转移登记（买卖）|Transfer of ownership of a house (sale)|房屋过户|不动产登记|26|0.8
house-inherit|国有建设用地及房屋转移登记（继承）|Transfer of ownership of a house (inheritance)||不动产登记|27|0.3
mortgage-off|抵押权注销登记|Cancellation of a mortgage||不动产登记|28|0.5
house-query|不动产登记资料查询|Enquiry of real estate records||不动产登记|29|0.5
invoice|发票领用|Collection of invoices||税务|32|0.5
tax-cert|开具税收完税证明|Issue of a tax payment certificate||税务|33|0.5
vehicle-tax|车辆购置税申报|Vehicle purchase tax||税务|34|0.4
gjj-rent|租房提取住房公积金|Withdrawal of housing provident fund for rent||住房公积金|36|0.6
gjj-buy|购买住房提取住房公积金|Withdrawal of housing provident fund for a purchase||住房公积金|36|0.6
gjj-loan|住房公积金个人住房贷款|Housing provident fund loan||住房公积金|37|0.5
marriage|内地居民结婚登记|Marriage registration||民政|38|0.6
divorce|内地居民离婚登记|Divorce registration||民政|38|0.4
subsistence|最低生活保障对象认定|Recognition for subsistence allowance||民政|39|0.4
company|公司设立登记|Registration of a company|注册公司|市场监督管理|41|0.7
sole|个体工商户设立登记|Registration of a sole trader||市场监督管理|42|0.7
food|食品经营许可|Food business licence||市场监督管理|43|0.6
company-off|公司注销登记|Deregistration of a company||市场监督管理|44|0.4
teacher|教师资格认定|Recognition of teacher qualification||教育|50|0.5
veteran|退役军人优待证申领|Veteran preferential card||退役军人事务|53|0.4
water|自来水开户|New water supply connection||水电气公用事业|54|0.4
"""
_DEPARTMENTS = """
GACR|公安出入境|Exit and Entry|1
RSSB|人力资源和社会保障|Human Resources and Social Security|1
YLBZ|医疗保障|Medical Insurance|2
SW|税务|Taxation|2
GJJ|住房公积金|Housing Provident Fund|2
"""
_PLACES = """
toilet-1|卫生间|Toilets|1
toilet-2|卫生间|Toilets|2
toilet-3|卫生间|Toilets|3
lift-1|电梯|Lift|1
lift-2|电梯|Lift|2
escalator|自动扶梯|Escalator|1
stairs|楼梯|Stairs|1
copier|复印打印|Copier|1
nursing|母婴室|Nursing room|2
aed|AED（自动体外除颤器）|AED (defibrillator)|1
information|导办台|Information desk|1
water|饮水处|Drinking water|2
forms|填表区|Writing desks|1
"""
_THEMES = """
newborn|新生儿出生一件事|Having a baby
company|企业开办一件事|Starting a company
retire|企业职工退休一件事|Retiring
"""


def _rows(table: str) -> list[list[str]]:
    return [line.split("|") for line in table.strip().splitlines()]


def _floor(number: str) -> Text:
    return Text(zh=f"{number}楼", en=f"{number}F")


def entries() -> list[Entry]:
    out = []
    for code, zh, en, short, department, window, popularity in _rows(_MATTERS):
        words = (short,) if short else ()
        title = Text(zh=zh, en=en)
        out.append(Entry(Kind.MATTER, code, title, words, department, window, None, float(popularity)))
    for code, zh, en, floor in _rows(_DEPARTMENTS):
        out.append(Entry(Kind.DEPARTMENT, code, Text(zh=zh, en=en), level=_floor(floor)))
    for code, zh, en, floor in _rows(_PLACES):
        out.append(Entry(Kind.PLACE, code, Text(zh=zh, en=en), level=_floor(floor)))
    for code, zh, en in _rows(_THEMES):
        out.append(Entry(Kind.THEME, f"theme-{code}", Text(zh=zh, en=en)))
    for number in map(str, range(1, 55)):
        floor = _floor("1" if int(number) <= 20 else "2" if int(number) <= 40 else "3")
        title = Text(zh=f"{number}号窗口", en=f"Window {number}")
        out.append(Entry(Kind.WINDOW, number, title, window=number, level=floor))
    return out


def small_index() -> sqlite3.Connection:
    """The hall's index in memory."""
    database = sqlite_utils.Database(memory=True)
    build_index(database, entries(), [["示例卡", "社会保障卡"]])
    connection: sqlite3.Connection = database.conn
    return connection


def small_hall() -> Finder:
    return Finder(open_index(small_index()))
