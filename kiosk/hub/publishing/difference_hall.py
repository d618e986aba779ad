"""What changed beside windows and matters: hours and holidays, departments, themes, notices, the hall, search words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from kiosk.base.texts import Text
from kiosk.hub.publishing.change import Change, Kind, compared, fields_changed, listed, plainly, quoted, say
from kiosk.hub.publishing.week_words import say_spans, say_week
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.hall import Hall
from kiosk.matters.hours import SpecialDay
from kiosk.matters.hours_words import WEEKDAYS
from kiosk.matters.themes import Theme

_DEPARTMENT = {
    "short_name": Text(zh="简称", en="short name"),
    "phone": Text(zh="电话", en="phone"),
    "tint": Text(zh="颜色", en="colour"),
    "icon": Text(zh="图标", en="icon"),
}
_THEME = {
    "summary": Text(zh="说明", en="summary"),
    "icon": Text(zh="图标", en="icon"),
    "synonyms": Text(zh="搜索词", en="search words"),
    "server_types": Text(zh="服务对象", en="who it is for"),
    "popularity": Text(zh="常用程度", en="how often it is asked for"),
}
_HALL = {
    "name": Text(zh="名称", en="name"),
    "short_name": Text(zh="简称", en="short name"),
    "languages": Text(zh="语言", en="languages"),
    "default_language": Text(zh="默认语言", en="first language"),
    "time_zone": Text(zh="时区", en="time zone"),
    "hours_id": Text(zh="开放时间", en="opening hours"),
    "address": Text(zh="地址", en="address"),
    "phone": Text(zh="电话", en="phone"),
    "help": Text(zh="咨询台位置", en="where the help desk is"),
    "emergency": Text(zh="应急提示", en="emergency words"),
    "logo": Text(zh="标志", en="logo"),
}


def hours(before: Catalogue, after: Catalogue) -> Iterator[Change]:
    """Weeks (with how many windows keep them), then holidays and make-up days."""
    added, removed, kept = compared(before.calendar.weeks, after.calendar.weeks)
    for key, week in added:
        yield say(Kind.ADDED, "新增{name}：{week}", "New: {name}: {week}", key, name=quoted(key), week=say_week(week))
    for key, _ in removed:
        yield say(Kind.REMOVED, "取消{name}", "Gone: {name}", key, name=quoted(key))
    for key, old, new in kept:
        if old.days != new.days:
            number = sum((window.hours_id or after.hall.hours_id) == key for window in after.windows)
            zh = "{name}（{number} 个窗口）：{old} → {new}"
            en = "{name} (windows: {number}): {old} → {new}"
            parts = {"old": say_week(old), "new": say_week(new)}
            yield say(Kind.CHANGED, zh, en, key, name=quoted(key), number=number, **parts)
        elif old.on_holidays != new.on_holidays:
            zh = "{name}节假日{what}"
            what = Text(zh="也开放", en="open") if new.on_holidays else Text(zh="不再开放", en="closed")
            yield say(Kind.CHANGED, zh, "{name} on holidays: {what} now", key, name=quoted(key), what=what)
    yield from _special_days(before, after)


def _special_days(before: Catalogue, after: Catalogue) -> Iterator[Change]:
    added, removed, kept = compared(before.calendar.special_days, after.calendar.special_days)
    yield from _days(Kind.ADDED, added, "新增{days}：{what}", "New: {days}: {what}")
    yield from _days(Kind.REMOVED, removed, "取消{days}：{what}", "Gone: {days}: {what}")
    yield from _days(
        Kind.CHANGED, [(d, new) for d, old, new in kept if old != new], "{days}改为：{what}", "{days}: {what}"
    )


def _days(kind: Kind, days: list[tuple[date, SpecialDay]], zh: str, en: str) -> Iterator[Change]:
    """One line for a run of days that follow each other and are alike."""
    run: list[tuple[date, SpecialDay]] = []
    for day, special in sorted(days, key=lambda pair: pair[0]):
        if run and (day - run[-1][0]).days == 1 and _alike(special, run[-1][1]):
            run.append((day, special))
            continue
        if run:
            yield _run(kind, run, zh, en)
        run = [(day, special)]
    if run:
        yield _run(kind, run, zh, en)


def _alike(one: SpecialDay, other: SpecialDay) -> bool:
    return (one.name, one.spans, one.as_weekday) == (other.name, other.spans, other.as_weekday)


def _run(kind: Kind, run: list[tuple[date, SpecialDay]], zh: str, en: str) -> Change:
    first, last, special = run[0][0], run[-1][0], run[0][1]
    days = f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"
    return say(kind, zh, en, f"{first}", len(run), days=days, what=_special(special))


def _special(day: SpecialDay) -> Text:
    name = {"zh": day.name.within("zh-CN"), "en": day.name.within("en")}
    if day.as_weekday is not None:
        weekday = WEEKDAYS[day.as_weekday]
        how = Text(zh=f"按{weekday['zh']}上班", en=f"hours as on {weekday['en']}")
    elif day.spans:
        spans = say_spans(day.spans)
        how = Text(zh=f"开放 {spans}", en=f"open {spans.replace('、', ', ')}")
    else:
        how = Text(zh="放假", en="closed")
    if not name["zh"]:
        return how
    return Text(zh=f"{name['zh']}，{how['zh']}", en=f"{name['en']}, {how['en']}")


def departments(before: Catalogue, after: Catalogue) -> Iterator[Change]:
    """Departments new, gone, renamed or changed."""
    added, removed, kept = compared({d.code: d for d in before.departments}, {d.code: d for d in after.departments})
    for code, department in added:
        yield say(Kind.ADDED, "新增{name}", "New: {name}", code, name=quoted(department.name))
    for code, department in removed:
        yield say(Kind.REMOVED, "取消{name}", "Gone: {name}", code, name=quoted(department.name))
    for code, old, new in kept:
        if old.name != new.name:
            names = {"old": quoted(old.name), "new": quoted(new.name)}
            yield say(Kind.CHANGED, "{old}改名为{new}", "{old} is now called {new}", code, **names)
        fields = fields_changed(old, new, _DEPARTMENT)
        if fields:
            name, what = quoted(new.name), plainly(fields)
            yield say(Kind.CHANGED, "{name}改了：{fields}", "{name}, changed: {fields}", code, name=name, fields=what)
    if not added and not removed and [d.code for d in before.departments] != [d.code for d in after.departments]:
        yield say(Kind.CHANGED, "部门的显示顺序变了", "The departments are shown in another order")


def themes(before: Catalogue, after: Catalogue) -> Iterator[Change]:
    """Themes new, gone, renamed, with other steps."""
    added, removed, kept = compared({t.code: t for t in before.themes}, {t.code: t for t in after.themes})
    for code, theme in added:
        zh, en = "新增{name}（{count} 个步骤）", "New: {name} ({count} steps)"
        yield say(Kind.ADDED, zh, en, code, name=quoted(theme.name), count=len(theme.steps))
    for code, theme in removed:
        yield say(Kind.REMOVED, "取消{name}", "Gone: {name}", code, name=quoted(theme.name))
    for code, old, new in kept:
        yield from _theme(code, old, new)


def _theme(code: str, old: Theme, new: Theme) -> Iterator[Change]:
    if old.name != new.name:
        names = {"old": quoted(old.name), "new": quoted(new.name)}
        yield say(Kind.CHANGED, "{old}改名为{new}", "{old} is now called {new}", code, **names)
    if old.steps != new.steps:
        zh, en = "{name}的步骤变了（{old} → {new} 步）", "{name}: its steps changed ({old} → {new})"
        yield say(Kind.CHANGED, zh, en, code, name=quoted(new.name), old=len(old.steps), new=len(new.steps))
    fields = fields_changed(old, new, _THEME)
    if fields:
        name, what = quoted(new.name), plainly(fields)
        yield say(Kind.CHANGED, "{name}改了：{fields}", "{name}, changed: {fields}", code, name=name, fields=what)


def notices(before: Mapping[str, tuple[Text, str]], after: Mapping[str, tuple[Text, str]]) -> Iterator[Change]:
    """Policies and notices new, withdrawn, retitled, changed."""
    added, removed, kept = compared(before, after)
    for code, (title, _) in added:
        yield say(Kind.ADDED, "新增{title}", "New: {title}", code, title=quoted(title))
    for code, (title, _) in removed:
        yield say(Kind.REMOVED, "撤下{title}", "Withdrawn: {title}", code, title=quoted(title))
    for code, (old, digest), (new, other) in kept:
        if old != new:
            yield say(
                Kind.CHANGED, "{old}改题为{new}", "{old} is now titled {new}", code, old=quoted(old), new=quoted(new)
            )
        elif digest != other:
            yield say(Kind.CHANGED, "{title}的内容有改动", "{title}: its contents changed", code, title=quoted(new))


def hall_facts(before: Hall, after: Hall) -> Iterator[Change]:
    """What the hall says of itself."""
    for field in fields_changed(before, after, _HALL):
        yield say(Kind.CHANGED, "大厅的{field}改了", "The hall's {field} changed", field=field)


def synonyms(before: tuple[tuple[str, ...], ...], after: tuple[tuple[str, ...], ...]) -> Iterator[Change]:
    """Groups of search words that came or went."""
    added, removed, _ = compared(dict.fromkeys(before), dict.fromkeys(after))
    if added:
        names = listed([Text(zh="=".join(words), en="=".join(words)) for words, _ in added])
        zh, en = "新增 {count} 组：{names}", "New ({count}): {names}"
        yield say(Kind.ADDED, zh, en, "", len(added), count=len(added), names=names)
    if removed:
        names = listed([Text(zh="=".join(words), en="=".join(words)) for words, _ in removed])
        zh, en = "取消 {count} 组：{names}", "Gone ({count}): {names}"
        yield say(Kind.REMOVED, zh, en, "", len(removed), count=len(removed), names=names)
