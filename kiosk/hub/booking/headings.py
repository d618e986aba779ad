"""How offices name the columns of a file of appointments, its states, and how they write a moment: a table of words."""

from __future__ import annotations

import re

#: column → the headings it goes by.
HEADINGS = {
    "code": ("code", "预约码", "预约号", "预约编号", "预约凭证", "凭证码", "appointmentcode"),
    "at": ("at", "预约时间", "预约日期时间", "datetime", "appointmenttime"),
    "date": ("date", "预约日期", "日期", "day"),
    "time": ("time", "时间", "时段", "预约时段"),
    "queue": ("queue", "队列", "业务队列", "排队业务", "业务"),
    "matters": ("matters", "matter", "事项", "办理事项", "预约事项", "事项编码"),
    "state": ("state", "状态", "预约状态"),
    "phone": ("phone", "mobile", "手机", "手机号", "手机号码", "电话", "联系电话", "联系方式"),
}
#: The column of a workbook that is given as an example, in its order; and the state of its line.
SAMPLE, SAMPLE_STATE = ("预约码", "预约时间", "队列", "事项", "手机号", "状态"), "预约"
CANCELLED = frozenset({"cancelled", "canceled", "取消", "已取消", "撤销", "作废"})
BOOKED = frozenset({"", "booked", "预约", "已预约", "有效", "正常", "预约成功"})
#: 2026-11-23 9:30, 2026/11/23 09:30, 2026年11月23日 9时30分, 2026-11-23 9:00-9:30.
MOMENT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?[T\s]*(\d{1,2})\s*[:时点]\s*(\d{1,2})?.{0,24}"
)
