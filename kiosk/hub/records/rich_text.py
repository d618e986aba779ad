"""A notice's text: the few tags the panel's reader draws, cleaned on the way in; pictures only by a medium's name."""

from __future__ import annotations

import html
import re

import nh3

from kiosk.policy.tags import Words, cut

#: As ``kiosk.policy.markup`` understands them; nothing else reaches a panel.
TAGS = {"p", "br", "h2", "h3", "h4", "strong", "ul", "ol", "li", "img", "table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {"img": {"src", "alt"}}
_GONE_WITH_CONTENT = {"script", "style", "title", "xml", "noscript", "template", "iframe", "object", "svg", "math"}
#: What people's programs write, and what we call it.
_ALIASES = {"b": "strong", "i": "strong", "em": "strong", "h1": "h2", "h5": "h4", "h6": "h4"}
_ALIASES |= {"div": "p", "section": "p", "article": "p", "center": "p", "blockquote": "p"}
# By its name alone, as the panel wants it, or as the console's own editor shows it.
_MEDIUM = re.compile(r"(?:/halls/[\w-]{1,64}/)?(?:media/)?([A-Za-z0-9_-]{1,80}\.(?:png|jpg|jpeg|webp))")
#: Characters; what is longer is cut off before it is cleaned.
BODY_LIMIT = 100_000


def clean(raw: str) -> str:
    """Only allowed tags and attributes, no styles, no links, no pictures from elsewhere; plain text becomes paragraphs.

    Idempotent: ``clean(clean(x)) == clean(x)``.
    """
    text = raw[:BODY_LIMIT].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if not re.search(r"</?[A-Za-z!]", text):
        return paragraphs(html.unescape(text))
    # Word's conditional comments hide whole documents; nh3 drops comments, but "[if …]" may also stand bare.
    text = re.sub(r"<!\[[^>]{0,100}\]>", "", text)
    text = _named_as_ours(text)
    cleaned = nh3.clean(
        text,
        tags=TAGS,
        clean_content_tags=_GONE_WITH_CONTENT - TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=set(),
        link_rel=None,
        strip_comments=True,
    )
    return _tidy(cleaned)


def paragraphs(text: str) -> str:
    """Plain text, one paragraph a line."""
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines if line)


def pictures_in(body: str) -> list[str]:
    """The names of the media a cleaned text shows, in order."""
    return list(dict.fromkeys(re.findall(r'<img[^>]*?\bsrc="([^"]*)"', body)))


def plain_words(body: str) -> str:
    """The text alone, for search and lists."""
    words = (part.text for part in cut(body) if isinstance(part, Words))
    return re.sub(r"\s+", " ", " ".join(words)).strip()


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        match = _MEDIUM.fullmatch(value)
        return match[1] if match else None
    return value[:200] if name == "alt" else None


def _named_as_ours(text: str) -> str:
    """<b> → <strong> and so on, so that what looks the same is the same."""

    def renamed(match: re.Match[str]) -> str:
        name = _ALIASES.get(match[2].lower())
        return f"<{match[1]}{name}{match[3]}" if name else match[0]

    return re.sub(r"<(/?)([A-Za-z][A-Za-z0-9]*)(\b)", renamed, text)


def _tidy(text: str) -> str:
    """No picture without a name, no empty paragraphs, no runs of blanks; one block a line."""
    text = re.sub(r"<img(?![^>]*\bsrc=)[^>]*>", "", text)
    text = text.replace("&nbsp;", " ").replace("\u00a0", " ")
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"(<t[dh]>)(.*?)(?=</t[dh]>)", lambda cell: cell[1] + _one_line(cell[2]), text)
    for _ in range(3):
        text = re.sub(r"<(p|h2|h3|h4|li|strong)>\s*(?:<br>\s*)*</\1>", "", text)
    text = re.sub(r"\s*(</?(?:p|h2|h3|h4|ul|ol|li|table|thead|tbody|tr|td|th)\b[^>]*>)\s*", r"\1", text)
    text = re.sub(
        r"(</(?:p|h2|h3|h4|ul|ol|table)>|<img [^>]*>(?=<(?:p|h2|h3|h4|ul|ol|table)\b))(?=\S)", r"\1\n", text
    ).strip()
    return "\n".join(_block(line) for line in text.split("\n") if line.strip())


def _one_line(cell: str) -> str:
    """A cell's paragraphs as its own text."""
    return re.sub(r"\s+", " ", re.sub(r"</?(?:p|h2|h3|h4)>|<br>", " ", cell)).strip()


def _block(line: str) -> str:
    """A line of bare words between blocks is a paragraph."""
    line = line.strip()
    if re.match(r"</?(?:p|h2|h3|h4|ul|ol|li|table|thead|tbody|tr|td|th|img)\b", line):
        return line
    head, sep, tail = re.split(r"(?=<(?:p|h2|h3|h4|ul|ol|table)\b)", line, maxsplit=1)[0], "", ""
    tail = line[len(head) :]
    sep = "\n" if tail else ""
    return f"<p>{head.strip()}</p>{sep}{tail}"
