"""What this room adds to the navigation."""

from __future__ import annotations

from kiosk.hub.console.navigation import Page

PAGES = (
    Page("emergency", "紧急消息", "Emergency message", "alarm", ("manager",), group=0, place=20),
    Page("switches", "临时关闭", "Closed for now", "switch", ("manager", "technician", "counter"), group=0, place=30),
    Page("publishing", "发布", "Publish", "publish", ("editor", "reviewer", "manager"), group=2, place=10),
    Page("preview", "预览", "Preview", "eye", ("editor", "reviewer", "manager"), group=2, place=20),
    Page("releases", "发布记录", "Releases", "undo", group=2, place=30),
)
