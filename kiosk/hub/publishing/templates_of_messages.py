"""Ready-made emergency messages, short enough to be read from afar and plain enough to be believed."""

from __future__ import annotations

TEMPLATES: tuple[dict[str, str], ...] = (
    {
        "key": "evacuate",
        "name_zh": "紧急疏散",
        "name_en": "Leave the building",
        "level": "alarm",
        "zh": "请立即从最近的安全出口离开大楼，不要乘坐电梯，听从工作人员引导。",
        "en": "Please leave the building now by the nearest exit. Do not use the lifts. Follow the staff.",
    },
    {
        "key": "power",
        "name_zh": "停电、系统故障",
        "name_en": "Power cut or fault",
        "level": "notice",
        "zh": "因停电，部分窗口暂停办理。请在座位上稍候，我们会尽快恢复。",
        "en": "Because of a power cut some windows are closed. Please take a seat; we are working on it.",
    },
    {
        "key": "early",
        "name_zh": "提前下班",
        "name_en": "Closing early",
        "level": "notice",
        "zh": "今天大厅提前关闭，请尽快到窗口办理，或改日再来。",
        "en": "The hall closes early today. Please go to your window now, or come another day.",
    },
    {
        "key": "weather",
        "name_zh": "恶劣天气",
        "name_en": "Bad weather",
        "level": "notice",
        "zh": "外面天气恶劣，请留在室内，注意安全。大厅可以休息等候。",
        "en": "The weather outside is bad. Please stay inside and be careful; you may wait in the hall.",
    },
)
