"""What changed about the matters: new, gone, renamed, other papers, other fees, another department."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.base.texts import Text
from kiosk.hub.publishing.change import Change, Kind, compared, fields_changed, listed, plainly, quoted, say
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.matters import Matter

_FIELDS = {
    "short_name": Text(zh="简称", en="short name"),
    "department_code": Text(zh="部门", en="department"),
    "fees": Text(zh="收费", en="fees"),
    "questions": Text(zh="常见问题", en="questions"),
    "legal_limit": Text(zh="法定时限", en="legal time limit"),
    "promised_limit": Text(zh="承诺时限", en="promised time limit"),
    "minutes_at_window": Text(zh="窗口用时", en="minutes at the window"),
    "visits": Text(zh="到场次数", en="number of visits"),
    "accept_condition": Text(zh="受理条件", en="conditions"),
    "handle_flow": Text(zh="办理流程", en="steps"),
    "handle_form": Text(zh="办理形式", en="ways to apply"),
    "by_law": Text(zh="设定依据", en="legal basis"),
    "result_name": Text(zh="结果名称", en="result"),
    "is_fee": Text(zh="是否收费", en="whether it costs"),
    "is_online": Text(zh="网上可办", en="online"),
    "online_url": Text(zh="网上地址", en="web address"),
    "is_terminal": Text(zh="自助终端可办", en="self-service"),
    "phone": Text(zh="咨询电话", en="phone"),
    "supervision": Text(zh="监督方式", en="complaints"),
    "topics": Text(zh="主题", en="topics"),
    "server_types": Text(zh="服务对象", en="who may apply"),
    "synonyms": Text(zh="搜索词", en="search words"),
    "popularity": Text(zh="常用程度", en="how often it is asked for"),
    "catalog_code": Text(zh="基本编码", en="catalogue code"),
    "task_type": Text(zh="事项类型", en="kind of matter"),
    "project_type": Text(zh="办件类型", en="kind of case"),
}
_PAPERS = Text(zh="申请材料", en="papers")
_WINDOWS = Text(zh="办理窗口的条件或顺序", en="conditions or order of its windows")
_NO_WINDOW = Text(zh="还没有窗口", en="no window yet")


def matters(before: Catalogue, after: Catalogue) -> list[Change]:
    """Every change of a matter, in the order of the table; what is told at the windows is not told here again."""
    added, removed, kept = compared({m.code: m for m in before.matters}, {m.code: m for m in after.matters})
    changes = [_added(matter, after) for _, matter in added]
    changes += [
        say(Kind.REMOVED, "取消{name}", "Gone: {name}", matter.code, name=quoted(matter.name)) for _, matter in removed
    ]
    for _, old, new in kept:
        changes += _changed(old, before, new, after)
    return changes


def _added(matter: Matter, catalogue: Catalogue) -> Change:
    numbers = [window.number for window in catalogue.windows_of_matter(matter.code)]
    told = "、".join(numbers[:5]) + ("…" if len(numbers) > 5 else "")
    at = Text(zh=f"{told}号窗口", en=f"window {told.replace('、', ', ')}") if numbers else _NO_WINDOW
    zh, en = "新增{name}（{at}）", "New: {name} ({at})"
    return say(Kind.ADDED, zh, en, matter.code, name=quoted(matter.name), at=at)


def _changed(old: Matter, before: Catalogue, new: Matter, after: Catalogue) -> Iterator[Change]:
    if old.name != new.name:
        zh, en = "{old}改名为{new}", "{old} is now called {new}"
        names = {"old": quoted(old.name), "new": quoted(new.name)}
        if names["old"].within("zh-CN") == names["new"].within("zh-CN"):
            zh, en = (
                "{new}改了另一种语言的名称或很长的名称",
                "{new}: its name in another language, or its long end, changed",
            )
        yield say(Kind.CHANGED, zh, en, new.code, **names)
    yield from _papers(old, new)
    fields = fields_changed(old, new, _FIELDS)
    was, now = _conditions(before, old.code), _conditions(after, new.code)
    if any(was[number] != now[number] for number in was.keys() & now.keys()):
        fields.append(_WINDOWS)
    if fields:
        zh, en = "{name}改了：{fields}", "{name}, changed: {fields}"
        yield say(Kind.CHANGED, zh, en, new.code, name=quoted(new.name), fields=plainly(fields))


def _papers(old: Matter, new: Matter) -> Iterator[Change]:
    if old.materials == new.materials:
        return
    was = {paper.name.within("zh-CN"): paper.name for paper in old.materials}
    now = {paper.name.within("zh-CN"): paper.name for paper in new.materials}
    added, removed, _ = compared(was, now)
    name = quoted(new.name)
    if added:
        zh, en = "{name}要多带：{papers}", "{name}, also bring: {papers}"
        yield say(Kind.CHANGED, zh, en, new.code, name=name, papers=listed([paper for _, paper in added]))
    if removed:
        zh, en = "{name}不用再带：{papers}", "{name}, no longer needed: {papers}"
        yield say(Kind.CHANGED, zh, en, new.code, name=name, papers=listed([paper for _, paper in removed]))
    if not added and not removed:
        zh, en = "{name}改了：{fields}", "{name}, changed: {fields}"
        yield say(Kind.CHANGED, zh, en, new.code, name=name, fields=_PAPERS)


def _conditions(catalogue: Catalogue, code: str) -> dict[str, list[tuple[Text, int, str]]]:
    """By window number: under which conditions, in which order and when it serves the matter."""
    found: dict[str, list[tuple[Text, int, str]]] = {}
    for service in catalogue.services_of_matter(code):
        found.setdefault(service.window_number, []).append((service.condition, service.priority, service.hours_id))
    return found
