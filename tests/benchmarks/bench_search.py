"""Search on 200,000 matters with 20,000 distinct names, per key stroke, against LIKE in the same run.

    python tests/benchmarks/bench_search.py [--matters N]

Every key stroke is timed five times and counts with its median, so that other work on the machine is not measured.
Bars: p99 over the key strokes ≤ 16 ms; at least 10 × faster than LIKE (medians, same run). Exit 1 when one is missed.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlite_utils

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kiosk.base.texts import Text
from kiosk.finding.entries import Entry, Kind
from kiosk.finding.find import Finder
from kiosk.store.search_index import build_index, open_index
from kiosk.store.search_words import sound_of

P99_MS, RATIO = 16.0, 10.0


def _words(text: str) -> list[str]:
    return text.split()


_WHO = _words(
    """
    居民 企业 个体工商户 农民专业合作社 外商投资企业 社会团体 民办非企业单位 事业单位 残疾人 老年人
    未成年人 退役军人 高校毕业生 灵活就业人员 失业人员 外国人 港澳居民 台湾居民 华侨 孤儿 优抚对象 职工
    离休人员 农村村民 驾驶员 医师 护士 教师 导游 律师
    """
)
_WHAT = _words(
    """
    身份证 护照 往来港澳通行证 户口簿 居住证 社会保障卡 基本医疗保险 基本养老保险 失业保险 工伤保险
    生育保险 住房公积金 不动产权证书 营业执照 食品经营许可证 药品经营许可证 道路运输证 从业资格证
    执业证书 建设工程规划许可证 施工许可证 排污许可证 取水许可证 采矿许可证 林木采伐许可证
    渔业捕捞许可证 兽药经营许可证 种子生产经营许可证 农药经营许可证 公共场所卫生许可证
    医疗机构执业许可证 放射诊疗许可证 教师资格证 民办学校办学许可证 娱乐经营许可证 出版物经营许可证
    网络预约出租汽车运输证 特种设备使用登记证 计量标准考核证书 安全生产许可证 危险化学品经营许可证
    烟花爆竹经营许可证 燃气经营许可证 供水合同 供电合同 车辆购置税 个人所得税 增值税 契税 印花税
    土地增值税 发票 完税证明 结婚登记 收养登记 最低生活保障 特困人员供养 临时救助 高龄津贴 残疾人补贴
    抚恤金 优待证 公租房 廉租住房 宅基地 土地承包经营权 抵押权 地役权
    """
)
_ACT = _words(
    """
    首次申请 申领 补领 换领 换发 变更 注销 延续 挂失 解挂 查询 登记 备案 审批 核准 认定 年检 缴费 退费
    转移接续 待遇支付 资格确认 信息修改 遗失补办 有效期满换证 停业 恢复 撤销 合并 分立
    """
)
_HOW = ["", "（个人）", "（单位）", "（本市户籍）", "（非本市户籍）", "（跨省通办）", "（一般程序）", "（告知承诺）"]
_PEOPLE_TYPE = _words(
    """
    护照 身份证 社保卡 办身份证 户照换发 失业保险金 公积金 我想给孩子办护照 医保卡丢了怎么办
    驾驶员从业资格证怎么换 食品经营 结婚 二楼厕所 老年人高龄津贴 营业执照注销 补办护照 宅基地审批 申请
    登记 许可证
    """
)
_LETTERS_TYPED = _words(
    """
    huzhao shenfenzheng shebaok hz sbk sfz yyzz gongjijin yingyezhizhao jiehundengji shiyebaoxian
    bushenfenzheng woxiangbanhuzhao shipinjingying zhufanggongjijin cesuo passport permit shnefenzheng
    jsy sq xuke dj
    """
)


def distinct_names(count: int, dice: random.Random) -> list[str]:
    """Names as item libraries have them: who, what, act and how."""
    names: dict[str, None] = {}
    while len(names) < count:
        who = dice.choice(_WHO) if dice.random() < 0.6 else ""
        names[f"{who}{dice.choice(_WHAT)}{dice.choice(_ACT)}{dice.choice(_HOW)}"] = None
    return list(names)


def matters(count: int, distinct: int, dice: random.Random) -> Iterator[Entry]:
    """``count`` matters with ``distinct`` names, the first names asked for most."""
    names = distinct_names(distinct, dice)
    for number in range(count):
        place = number % distinct
        department = f"第{number % 40}部门"
        popularity = 1.0 / (1 + place)
        yield Entry(Kind.MATTER, f"m{number}", Text(zh=names[place]), (), department, popularity=popularity)


def build(path: Path, count: int, distinct: int) -> sqlite3.Connection:
    """A release-like file with the index, and a plain table for LIKE."""
    dice = random.Random(20)
    entries = list(matters(count, distinct, dice))
    database = sqlite_utils.Database(path)
    build_index(database, entries, [])
    database.conn.execute("CREATE TABLE plain (id TEXT, name TEXT, letters TEXT, popularity REAL)")
    letters = {entry.title["zh"]: sound_of(entry.title["zh"]).replace(" ", "") for entry in entries[:distinct]}
    rows = [(entry.id, entry.title["zh"], letters[entry.title["zh"]], entry.popularity) for entry in entries]
    database.conn.executemany("INSERT INTO plain VALUES (?, ?, ?, ?)", rows)
    database.conn.commit()
    database.conn.close()
    return sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)


def strokes(texts: list[str]) -> list[str]:
    """Every state of the search field while these are typed."""
    return [text[:length] for text in texts for length in range(1, len(text) + 1)]


def timed(act: Callable[[str], object], query: str) -> float:
    """Milliseconds of one key stroke: the median of five."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        act(query)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def main() -> int:
    """Build, type, print the table; 1 when a bar is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--matters", type=int, default=200_000)
    parser.add_argument("--slow", type=int, default=0, help="print this many slowest key strokes")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        start = time.perf_counter()
        connection = build(path, arguments.matters, arguments.matters // 10)
        seconds, size = time.perf_counter() - start, path.stat().st_size / 1e6
        print(f"{arguments.matters:,} matters built in {seconds:.1f} s, {size:.0f} MB")
        return report(connection, arguments.slow)


def report(connection: sqlite3.Connection, slow: int) -> int:
    """Type everything, once to warm up, then with the clock."""
    finder = Finder(open_index(connection))

    def like(query: str) -> object:
        column = "letters" if query.isascii() else "name"
        select = f"SELECT id, name FROM plain WHERE {column} LIKE ? ORDER BY popularity DESC LIMIT 20"
        return connection.execute(select, (f"%{query}%",)).fetchall()

    passed = True
    print(f"{'typed':<20}{'strokes':>8}{'median':>9}{'p99':>9}{'max':>9}{'LIKE':>9}{'ratio':>8}   (ms)")
    every: list[tuple[float, str]] = []
    for title, texts in (("characters", _PEOPLE_TYPE), ("letters", _LETTERS_TYPED)):
        typed = strokes(texts)
        for query in typed:
            finder.find(query)
        times = [(timed(finder.find, query), query) for query in typed]
        likes = statistics.median(timed(like, query) for query in typed[:: max(1, len(typed) // 40)])
        every += times
        passed &= row(title, len(typed), [ms for ms, _ in times], likes)
    singles = [(timed(finder.find, q), q) for q in [*"abcdefghjklmnopqrstwxyz", *"办护社医房公结税证登申请"]]
    likes = statistics.median(timed(like, query) for query in "hzsbs护社医申")
    passed &= row("one key", len(singles), [ms for ms, _ in singles], likes)
    for ms, query in sorted({q: (t, q) for t, q in sorted(every + singles)}.values(), reverse=True)[:slow]:
        print(f"{ms:8.1f}  {query}")
    return 0 if passed else 1


def row(title: str, count: int, times: list[float], like: float) -> bool:
    """Print one line; whether it passes."""
    median, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
    good = p99 <= P99_MS and like / median >= RATIO
    numbers = f"{median:>9.2f}{p99:>9.2f}{max(times):>9.2f}{like:>9.1f}{like / median:>7.0f}x"
    print(f"{title:<20}{count:>8}{numbers}   {'ok' if good else 'MISSED'}")
    return good


if __name__ == "__main__":
    sys.exit(main())
