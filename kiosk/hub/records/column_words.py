"""What each column is called by people, what goes into it, and what the national item library calls it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.base.texts import EMPTY, Text


@dataclass(frozen=True, slots=True)
class Words:
    """``kind``: how it is filled in (see fields.Field); ``national``: its name in the library, "" when it has none."""

    label: Text
    hint: Text = EMPTY
    kind: str = "line"
    national: str = ""


def _w(zh: str, en: str, kind: str = "line", hint_zh: str = "", hint_en: str = "", national: str = "") -> Words:
    return Words(Text(zh=zh, en=en), Text(zh=hint_zh, en=hint_en), kind, national)


_OWN_WORDS = ("平时人们怎么说，用 | 分开，如：办护照|护照丢了", "Everyday words, separated by |")
_POPULAR = ("0 到 1，越大搜索时越靠前；不知道就留空", "0 to 1; higher comes first in a search; leave empty if unsure")
_SERVERS = ("可以选几个", "Choose one or more")

#: Columns that mean the same in every table.
COMMON: Mapping[str, Words] = {
    "code": _w("代码", "Code", "code", "不重复，一般不再改", "One of its own; it rarely changes"),
    "name": _w("名称", "Name"),
    "short_name": _w("简称", "Short name", "line", "人们平时的叫法；地图上也用", "As people say it; also on the map"),
    "phone": _w("电话", "Phone"),
    "icon": _w(
        "图标", "Icon", "picture", "选一张图片，或写内置图标的名字", "A picture, or the name of a built-in icon"
    ),
    "department_code": _w("部门", "Department", "ref"),
    "department_codes": _w("部门", "Departments", "refs", "这个窗口办哪些部门的事", "Whose matters this window serves"),
    "matter_code": _w("事项", "Matter", "ref", national="task_code"),
    "hours_id": _w("开放时间", "Opening hours", "ref", "不选就跟大厅一样", "Leave empty for the hall's own"),
    "order_num": _w("顺序", "Order", "number", "小的在前", "Lower comes first", "order_num"),
    "synonyms": _w("常用说法", "Everyday words", "list", *_OWN_WORDS),
    "popularity": _w("热度", "Popularity", "number", *_POPULAR),
    "server_types": _w("服务对象", "Who it is for", "choices", *_SERVERS, "server_type"),
    "by_law": _w("设定依据", "Legal basis", "long", national="by_law"),
    "condition": _w("什么情况下", "Only when", "line", "只在这种情况适用，如：未成年人", "Only then: e.g. minors"),
    "note": _w("说明", "Note"),
    "accessible": _w("低位、无障碍", "Low, accessible counter", "flag"),
    "place_id": _w(
        *("平面图上的位置", "Place on the plan", "place"),
        *("不选就用平面图上同号的窗口", "Leave empty for the window with this number on the plan"),
    ),
    "start": _w("从", "From", "time", "如 9:00", "such as 9:00"),
    "end": _w("到", "To", "time", "如 17:00；24:00 是一天结束", "such as 17:00; 24:00 ends the day"),
    "date": _w("日期", "Date", "date"),
    "until": _w("到哪一天", "Until", "date", "连续几天只写一行；一天就留空", "For a run of days; empty for one day"),
    "is_optional": _w("可以不办", "Optional", "flag"),
    "theme_code": _w("一件事", "Theme", "ref"),
    "tint": _w("颜色", "Colour", "colour", "浅色，如 #DCEFE4", "Pale, like #DCEFE4"),
}

#: What is said otherwise in one table.
SPECIAL: Mapping[tuple[str, str], Words] = {
    ("departments", "code"): _w("部门代码", "Department code", "code", national="dept_code"),
    ("departments", "name"): _w("部门名称", "Department", national="dept_name"),
    ("departments", "tint"): _w(
        "地图上的颜色", "Colour on the map", "colour", "浅色，如 #DCEFE4", "Pale, like #DCEFE4"
    ),
    ("windows", "number"): _w("窗口号", "Window number", "code", "牌子上写的：11、A3", "As on its sign: 11, A3"),
    ("windows", "name"): _w("窗口名称", "Name", "line", "不写就是“11号窗口”", "Empty: “Window 11”"),
    ("windows", "type"): _w("窗口类型", "Kind of window", "choice"),
    ("matters", "code"): _w("实施编码", "Matter code", "code", national="task_code"),
    ("matters", "name"): _w("事项名称", "Matter", national="task_name"),
    ("matters", "short_name"): _w("简称", "Short name", "line", "人们平时怎么说", "As people say it"),
    ("matters", "department_code"): _w("部门", "Department", "ref", national="dept_code"),
    ("matters", "catalog_code"): _w("基本编码", "Catalogue code", national="catalog_code"),
    ("matters", "task_type"): _w(
        "事项类型", "Type", "suggest", "行政许可、公共服务……", "The word, not a number", "task_type"
    ),
    ("matters", "project_type"): _w(
        "办件类型", "Handling", "suggest", "即办件或承诺件", "At once, or promised for a day", "project_type"
    ),
    ("matters", "topics"): _w("主题", "Topics", "list", "主题代码，用 | 分开", "Topic codes", "user_topic_type"),
    ("matters", "accept_condition"): _w("受理条件", "Conditions", "long", national="accept_condition"),
    ("matters", "handle_flow"): _w("办理流程", "Steps", "long", "一行一步", "One step a line", "handle_flow"),
    ("matters", "handle_form"): _w("办理形式", "Ways to apply", "long", national="handle_type"),
    ("matters", "anticipate_day"): _w("法定办结时限", "Legal time limit", "number", national="anticipate_day"),
    ("matters", "anticipate_type"): _w("法定时限单位", "Legal limit: unit", "choice", national="anticipate_type"),
    ("matters", "anticipate_explain"): _w("法定时限说明", "Legal limit: remark", national="anticipate_explain"),
    ("matters", "promise_day"): _w(
        *("承诺办结时限", "Promised time limit", "number", "0 = 当场办结", "0 = done on the spot"), "promise_day"
    ),
    ("matters", "promise_type"): _w("承诺时限单位", "Promised limit: unit", "choice", national="promise_type"),
    ("matters", "promise_explain"): _w("承诺时限说明", "Promised limit: remark", national="promise_explain"),
    ("matters", "minutes_at_window"): _w("窗口办理分钟", "Minutes at the window", "number"),
    ("matters", "limit_scene_num"): _w("到现场次数", "Visits needed", "number", national="limit_scene_num"),
    ("matters", "is_fee"): _w("收费", "Has a fee", "flag", national="is_fee"),
    ("matters", "is_online"): _w("网上可办", "Can be done online", "flag", national="is_online"),
    ("matters", "is_service_terminals"): _w(
        "自助终端可办", "Self-service machine", "flag", national="is_service_terminals"
    ),
    ("matters", "online_url"): _w("网上办理地址", "Online address", "link", national="online_handle_url"),
    ("matters", "result_name"): _w("办理结果", "Result", national="result_name"),
    ("matters", "link_way"): _w("咨询电话", "Enquiries", national="link_way"),
    ("matters", "supervise_way"): _w("监督投诉", "Complaints", "long", national="supervise_way"),
    ("materials", "material_name"): _w("材料名称", "Material", national="material_name"),
    ("materials", "is_need"): _w("必要性", "Needed", "choice", national="is_need"),
    ("materials", "material_type"): _w("材料类型", "Kind", "choice", national="material_type"),
    ("materials", "material_format"): _w("材料形式", "Form", "choice", national="material_format"),
    ("materials", "page_num"): _w("份数", "Copies", "number", national="page_num"),
    ("materials", "page_format"): _w("规格", "Size", "line", "A4……", "A4 …", "page_format"),
    ("materials", "source_explain"): _w("来源", "Where to get it", "long", national="source_explain"),
    ("materials", "accept_stand"): _w("受理标准", "What it must be like", "long", national="accept_stand"),
    ("materials", "fill_explain"): _w("填报须知", "How to fill it in", "long", national="fill_explain"),
    ("materials", "key"): _w(
        *("同一份材料的名字", "Name of the same paper", "line"),
        *("名字相同的材料在一件事里只列一次", "Papers of one name are listed once in a theme"),
    ),
    ("fees", "fee_name"): _w("收费项目", "Fee", national="fee_name"),
    ("fees", "fee_stand"): _w("收费标准", "Amount", "line", "如：每本 120 元", "such as 120 yuan each", "fee_stand"),
    ("fees", "desc_explain"): _w("减免说明", "Reductions", "long", national="desc_explain"),
    ("questions", "question"): _w("问题", "Question", "long", national="question"),
    ("questions", "answer"): _w("回答", "Answer", "long", national="answer"),
    ("services", "window_number"): _w(
        *("窗口", "Windows", "windows"), *("一个或几个：9、9|11、9-13", "One or more: 9, 9|11, 9-13")
    ),
    ("services", "priority"): _w("先后", "Priority", "number", "1 是首选", "1 is the first choice"),
    ("themes", "code"): _w("代码", "Code", "code"),
    ("themes", "name"): _w("一件事名称", "Theme"),
    ("themes", "summary"): _w("简介", "Summary", "long"),
    ("theme_steps", "after"): _w("先办完哪些", "After", "refs", "这一步要等哪些事办完", "What comes before it"),
    ("theme_steps", "note"): _w("这一步的说明", "Note on this step", "long"),
    ("hours", "id"): _w("时间表名", "Name of the week", "code", "如 main、evening", "such as main, evening"),
    ("hours", "weekday"): _w("星期", "Weekdays", "line", "1 周一 … 7 周日；如 1-5、6|7", "1 Monday … 7; 1-5, 6|7"),
    ("hours", "on_holidays"): _w("节假日也照常", "Holidays too", "flag", "如 24 小时自助区", "e.g. a 24-hour area"),
    ("special_days", "name"): _w("名称", "Name", "line", "如：国庆节", "such as National Day"),
    ("special_days", "start"): _w("从", "From", "time", "当天另有时间才写；空着就是不开门", "Empty: closed"),
    ("special_days", "as_weekday"): _w(
        "按星期几上班", "Works as", "choice", "调休上班日；不能同时写时间", "A make-up working day; no times then"
    ),
    ("notice_columns", "code"): _w("代码", "Code", "code", "如 policy、notice", "such as policy, notice"),
    ("notice_columns", "name"): _w("栏目名称", "Column"),
    ("notices", "code"): _w(
        "代码", "Code", "code", "自己起，不重复，如 2026-08", "Yours to choose, once only: 2026-08"
    ),
    ("notices", "column_code"): _w("栏目", "Column", "ref"),
    ("notices", "title"): _w("标题", "Title"),
    ("notices", "number"): _w("文号", "Number", "line", "如：示政办〔2026〕8号", "as printed on it"),
    ("notices", "issuer"): _w("发文机关", "Issued by"),
    ("notices", "summary"): _w("一句话介绍", "In one sentence", "long"),
    ("notices", "body"): _w("正文", "Text", "rich"),
    ("notices", "cover"): _w(
        "封面图片", "Cover", "picture", "不选就用标题做封面", "Without one the title is the cover"
    ),
    ("notices", "pages"): _w("PDF 原件", "The PDF", "document", "选一份 PDF，每页都能看", "Every page can be read"),
    ("notices", "issued"): _w("发布日期", "Issued on", "date", "印在文件上的日期", "The date printed on it"),
    ("notices", "valid_from"): _w(
        "从哪天起显示", "Shown from", "date", "空着就从发布日期起", "Empty: from the day of issue"
    ),
    ("notices", "valid_until"): _w("到哪天为止", "Shown until", "date", "空着就一直显示", "Empty: without end"),
    ("notices", "withdrawn"): _w(
        "哪天作废", "Withdrawn on", "date", "作废以后不再显示", "No longer shown from then on"
    ),
    ("notices", "pinned"): _w("排在最前", "First of all", "flag"),
    ("notices", "matter_codes"): _w("相关事项", "Matters it is about", "refs"),
    ("queues", "code"): _w("队列代码", "Queue code", "code", "如 general、tax", "such as general, tax"),
    ("queues", "prefix"): _w(
        "号码字头", "Prefix", "line", "一个或两个大写字母，如 A：A001", "One or two capital letters: A gives A001"
    ),
    ("queues", "name"): _w("队列名称", "Queue", "line", "取号时人们看到的", "As people see it when they take a number"),
    ("queues", "window_numbers"): _w(
        "叫号窗口", "Windows that call", "refs", "不选就由部门的窗口叫号", "Leave empty for the department's windows"
    ),
    ("queues", "department_codes"): _w(
        "整个部门的事项", "All matters of", "refs", "下面单独写明的除外", "Except those named for a queue one by one"
    ),
    ("queues", "matter_codes"): _w("单独写明的事项", "Matters named one by one", "refs"),
    ("queues", "hours_id"): _w(
        "取号时间", "When numbers are given", "ref", "不选就跟大厅一样", "Leave empty for the hall's own hours"
    ),
    ("queues", "quota_am"): _w("上午限号", "Numbers each morning", "number", "空着就不限", "Empty: no limit"),
    ("queues", "quota_pm"): _w("下午限号", "Numbers each afternoon", "number", "空着就不限", "Empty: no limit"),
    ("queues", "minutes"): _w(
        *("每号大约分钟", "Minutes a number", "number"),
        *("刚开始估计等候用；空着就按事项算", "For the first estimates; empty: from the matters"),
    ),
    ("queues", "order"): _w("顺序", "Order", "number", "小的在前", "Lower comes first"),
    ("synonyms", "words"): _w("意思一样的词", "Words that mean the same", "list", "用 | 分开", "Separated by |"),
    ("synonyms", "note"): _w("备注", "Remark", "line", "只给自己看", "For yourselves only"),
}

#: table → (title, what it is for).
TABLES: Mapping[str, tuple[Text, Text]] = {
    "departments": (
        Text(zh="部门", en="Departments"),
        Text(zh="大厅里有哪些部门", en="Who has windows in the hall"),
    ),
    "windows": (
        Text(zh="窗口", en="Windows"),
        Text(zh="每个窗口的编号、位置、部门和时间", en="Number, place, departments and hours of each window"),
    ),
    "matters": (
        Text(zh="事项", en="Matters"),
        Text(
            zh="能办的事，连同材料、收费、问答和窗口", en="What can be done, with materials, fees, answers and windows"
        ),
    ),
    "materials": (Text(zh="申请材料", en="Materials"), Text(zh="要带什么", en="What to bring")),
    "fees": (Text(zh="收费", en="Fees"), Text(zh="要交多少钱", en="What it costs")),
    "questions": (Text(zh="常见问题", en="Questions"), Text(zh="大家常问的", en="What people ask")),
    "services": (Text(zh="在哪个窗口办", en="Windows of matters"), Text(zh="哪个窗口办哪件事", en="Who serves what")),
    "themes": (Text(zh="一件事", en="Themes"), Text(zh="一次办好的几件事", en="Several matters at one go")),
    "theme_steps": (Text(zh="一件事的步骤", en="Steps of themes"), Text(zh="先办什么后办什么", en="What comes first")),
    "hours": (Text(zh="开放时间", en="Opening hours"), Text(zh="一周里哪天几点开门", en="When it opens in a week")),
    "special_days": (
        Text(zh="节假日和调休", en="Holidays"),
        Text(zh="放假、调休上班和临时改时间", en="Closed days, make-up days, other hours"),
    ),
    "queues": (
        Text(zh="取号队列", en="Queues"),
        Text(zh="取哪种号、哪些窗口叫、每半天多少个", en="Which numbers there are and which windows call them"),
    ),
    "notices": (Text(zh="政策和公告", en="Notices"), Text(zh="政策文件、通知公告", en="Policies and announcements")),
    "notice_columns": (Text(zh="公告栏目", en="Notice columns"), Text(zh="公告分几栏", en="How notices are sorted")),
    "synonyms": (
        Text(zh="同义词", en="Synonyms"),
        Text(zh="搜索时当作一样的词", en="Words a search takes as the same"),
    ),
}
