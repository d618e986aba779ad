"""A notice's text as people see it: in the console's editor, and as the panel's reader shows it."""

from __future__ import annotations

import re

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from kiosk.hub.console.words import said
from kiosk.hub.records.rich_text import clean
from kiosk.policy.blocks import Block, Grid, Heading, Items, Paragraph, Spans
from kiosk.policy.markup import parse_body


def editable(body: str, hall_id: str) -> str:
    """Cleaned again (whoever wrote it), its pictures by the console's own address."""
    folder = reverse("media", args=[hall_id])
    return re.sub(r'(<img[^>]*?\bsrc=")([A-Za-z0-9_-]+\.[a-z]+")', rf"\1{folder}\2", clean(body)) if body else ""


def preview(body: str, hall_id: str) -> SafeString:
    """What the panel's reader makes of it: its own blocks, drawn in large type; and what it leaves out."""
    parsed = parse_body(body)
    drawn = format_html_join("\n", "{}", ((_drawn(block, hall_id),) for block in parsed.blocks))
    if not parsed.dropped:
        return drawn
    words = said("触摸屏上不会显示：", "Not shown on the panel: ") + ", ".join(parsed.dropped[:10])
    return format_html('{}<p class="soft">{}</p>', drawn, words)


def _drawn(block: Block, hall_id: str) -> SafeString:
    if isinstance(block, Heading):
        level = min(6, block.level + 2)
        return format_html("<h{}>{}</h{}>", level, _spans(block.spans), level)
    if isinstance(block, Paragraph):
        return format_html("<p>{}</p>", _spans(block.spans))
    if isinstance(block, Items):
        tag = mark_safe("ol" if block.ordered else "ul")
        items = format_html_join("", "<li>{}</li>", ((_spans(item),) for item in block.items))
        return format_html("<{}>{}</{}>", tag, items, tag)
    if isinstance(block, Grid):
        return _grid(block)
    address = reverse("medium", args=[hall_id, block.medium])
    return format_html('<figure><img src="{}" alt="{}"></figure>', address, block.words)


def _grid(block: Grid) -> SafeString:
    rows = []
    for number, row in enumerate(block.rows):
        tag = mark_safe("th" if block.header and number == 0 else "td")
        cells = format_html_join("", "<{}>{}</{}>", ((tag, _spans(cell), tag) for cell in row))
        rows.append(format_html("<tr>{}</tr>", cells))
    return format_html("<table>{}</table>", format_html_join("", "{}", ((row,) for row in rows)))


def _spans(spans: Spans) -> SafeString:
    return format_html_join(
        "", "{}", ((format_html("<strong>{}</strong>", s.text) if s.strong else s.text,) for s in spans)
    )
