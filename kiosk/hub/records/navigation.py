"""What this room adds to the navigation."""

from __future__ import annotations

from kiosk.hub.console.navigation import Page

PAGES = (
    Page("content", "内容总览", "Overview", "list", group=1, place=10),
    Page("content-windows", "窗口", "Windows", "table", group=1, place=12),
    Page("content-matters", "事项", "Matters", "document", group=1, place=14),
    Page("content-desk", "排队规则", "Queue rules", "gear", group=1, place=15),
    Page("content-hours", "开放时间", "Opening hours", "clock", group=1, place=16),
    Page("content-notices", "政策和公告", "Notices", "document", group=1, place=18),
    Page("media", "图片和文件", "Pictures and files", "picture", group=1, place=60),
    Page("transfer", "导入和导出", "Import and export", "upload", group=1, place=70),
)
