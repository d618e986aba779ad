"""Pictures and documents of a hall: named safely, bounded and drawn anew before they are kept, found by their name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pypinyin import lazy_pinyin

from kiosk.base.texts import Text
from kiosk.hub.access.models import User
from kiosk.hub.project.confined import confined
from kiosk.hub.records import media_store
from kiosk.hub.records.changes import ChangeError, changing, noted
from kiosk.hub.records.models import Hall, Media
from kiosk.hub.records.redrawing import unpack
from kiosk.hub.records.rows import has_controls
from kiosk.matters.sentences import fill

#: The folder of a content folder that media lie in.
MEDIA = "media"
#: Columns that name a picture in pictures/ (an icon without a dot is one of the program's own).
NAMED_PICTURES = frozenset({"icon", "logo"})
PICTURE_LIMIT, PDF_LIMIT = 32 << 20, 64 << 20
_SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "application/pdf": ".pdf",
}
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}\.[a-z]{3,4}")
# A list of pages is a list of codes in the content format: 64 characters each, "-100.webp" among them.
_STEM = 50

_BAD_NAME = Text(
    zh="文件名里有控制字符或路径，请换个名字。", en="The name holds control characters or a path; choose another."
)
_BIG = Text(
    zh="文件有 {mb} MB，太大了（最多 {most} MB）。", en="The file has {mb} MB, which is too much (at most {most} MB)."
)
_KIND = Text(
    zh="只收 PNG、JPEG、WebP 图片和 PDF。SVG 请另存为 PNG。",
    en="Only PNG, JPEG and WebP pictures and PDF are taken. Save an SVG as PNG.",
)
_EMPTY = Text(zh="文件是空的。", en="The file is empty.")
_IN_USE = Text(zh="还有内容在用它，不能删除：{where}。", en="It is still used and cannot be deleted: {where}.")


@dataclass(frozen=True, slots=True)
class Taken:
    """A medium that may be kept. ``pages``: a document's, drawn."""

    name: str
    kind: str
    data: bytes
    width: int = 0
    height: int = 0
    pages: tuple[Taken, ...] = ()


def named_safely(name: str) -> str:
    """A name of letters, digits, - and _ for whatever the file was called (Chinese by its pinyin).

    ChangeError for control characters and parts of a path: nobody calls a file so by mistake.
    """
    if has_controls(name) or any(mark in name for mark in "/\\:\0") or name.strip(" .") in ("", ".."):
        raise ChangeError(_BAD_NAME, column="name")
    stem, _, suffix = name.strip().rpartition(".")
    if not stem:
        stem, suffix = suffix, ""
    latin = "".join(lazy_pinyin(stem[:_STEM], errors="default"))
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", latin).strip("-_")[:_STEM] or "file"
    return f"{plain}.{re.sub(r'[^a-z0-9]', '', suffix.lower())[:4]}"


def kind_of(data: bytes) -> str:
    """What the first bytes say it is; "" for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if data[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    return "image/svg+xml" if head.startswith((b"<svg", b"<?xml")) and b"<svg" in data[:4096] else ""


def prepare(name: str, data: bytes, *, vector_too: bool = False) -> Taken:
    """Bound, check and draw anew, in a child process; ChangeError or ConfinedError with a sentence otherwise.

    ``name`` is safe already; its ending becomes that of what the bytes are. ``vector_too``: an SVG that the panel's own
    check lets through is kept as it is (halls that were made by hand have such icons).
    """
    kind = kind_of(data)
    if not data:
        raise ChangeError(_EMPTY, column="name", where=name)
    if not kind or (kind == "image/svg+xml" and not vector_too):
        raise ChangeError(_KIND, column="name", where=name)
    most = PDF_LIMIT if kind == "application/pdf" else PICTURE_LIMIT
    if len(data) > most:
        raise ChangeError(fill(_BIG, mb=-(-len(data) >> 20), most=most >> 20), column="name", where=name)
    stem = name.rpartition(".")[0] or name
    if kind == "application/pdf":
        drawn = unpack(confined("kiosk.hub.records.redrawing:document", data, seconds=60))
        pages = tuple(
            Taken(f"{stem}-{number}.webp", facts["kind"], page, facts["width"], facts["height"])
            for number, (facts, page) in enumerate(drawn, 1)
        )
        return Taken(f"{stem}.pdf", kind, data, pages[0].width, pages[0].height, pages)
    if _is_ours(data):
        width, height = _size_kept(data)
        return Taken(stem + _SUFFIXES[kind], kind, data, width, height)
    act = "vector" if kind == "image/svg+xml" else "picture"
    ((facts, redrawn),) = unpack(confined(f"kiosk.hub.records.redrawing:{act}", data, seconds=30))
    return Taken(stem + _SUFFIXES[facts["kind"]], facts["kind"], redrawn, facts["width"], facts["height"])


def _is_ours(data: bytes) -> bool:
    """Whether these very bytes were drawn here before: drawing a JPEG again would only make it worse."""
    return Media.objects.filter(sha256=media_store.digest(data)).exclude(kind="application/pdf").exists()


def _size_kept(data: bytes) -> tuple[int, int]:
    known = Media.objects.filter(sha256=media_store.digest(data)).first()
    return (known.width, known.height) if known else (0, 0)


def take_in(hall: Hall | str, name: str, data: bytes, user: User | None) -> Media:
    """Take one file in under a free name; a document's pages come along. Raises what :func:`prepare` raises."""
    taken = prepare(named_safely(name), data)
    with changing(hall) as locked:
        (medium,) = put_away(locked, [taken], user, free_names=True)
        noted(locked, user, "media.added", medium.name, sha256=medium.sha256, size=medium.size)
    return medium


def put_away(hall: Hall, media: Iterable[Taken], user: User | None, *, free_names: bool = False) -> list[Media]:
    """Keep prepared media, in the transaction of ``changing``. The same name again replaces, unless ``free_names``."""
    used = set(Media.objects.filter(hall=hall).values_list("name", flat=True)) if free_names else set()
    kept = []
    for taken in media:
        name = _free(taken.name, used)
        used.add(name)
        stem = name.rpartition(".")[0]
        pages = [_keep(hall, page, f"{stem}-{number}.webp", [], user) for number, page in enumerate(taken.pages, 1)]
        used.update(page.name for page in pages)
        kept.append(_keep(hall, taken, name, [page.name for page in pages], user))
    return kept


def _keep(hall: Hall, taken: Taken, name: str, pages: list[str], user: User | None) -> Media:
    facts = {
        "sha256": media_store.keep(taken.data),
        "kind": taken.kind,
        "size": len(taken.data),
        "width": taken.width,
        "height": taken.height,
        "pages": pages,
        "added_by": user,
    }
    medium, _ = Media.objects.update_or_create(hall=hall, name=name, defaults=facts)
    return medium


def _free(name: str, used: set[str]) -> str:
    stem, _, suffix = name.rpartition(".")
    number, free = 1, name
    while free in used:
        number += 1
        free = f"{stem}-{number}.{suffix}"
    return free


def delete_medium(hall: Hall | str, name: str, user: User | None, used: Sequence[str] = ()) -> None:
    """Take a medium (and its pages) out of the hall; ChangeError while something names it. Its bytes stay."""
    if used:
        raise ChangeError(fill(_IN_USE, where=", ".join(used[:5])), where=name)
    with changing(hall) as locked:
        medium = Media.objects.filter(hall=locked, name=name).first()
        if medium is None:
            return
        Media.objects.filter(hall=locked, name__in=[*medium.pages, name]).delete()
        noted(locked, user, "media.deleted", name, sha256=medium.sha256)
