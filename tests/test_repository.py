"""What must hold for every file of this repository: words where words belong, no strange addresses, nothing too big."""

from __future__ import annotations

import ast
import itertools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from kiosk.cli import COMMANDS

LARGEST = 12_000_000
HAN = re.compile(r"[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")

#: Where Chinese is the matter itself, not a sentence: tables of words, what speaks, spells or takes it apart.
TABLES_OF_WORDS = frozenset(
    {
        "kiosk/finding/rank.py",
        "kiosk/finding/reading.py",
        "kiosk/finding/signs.py",
        "kiosk/guidance/naming.py",
        "kiosk/guidance/signs.py",
        "kiosk/guidance/wording.py",
        "kiosk/hub/booking/headings.py",
        "kiosk/hub/console/templatetags/words.py",
        "kiosk/hub/plans/drawing_exchange.py",
        "kiosk/speech/mandarin.py",
        "kiosk/speech/numerals.py",
        "kiosk/speech/readings.py",
    }
)
#: First and last characters of Unicode's blocks, as they stand in ranges.
BOUNDS = str.maketrans("", "", "\u2e80\u3400\u9fff\uf900\ufaff\U00020000\u3007")

#: Who may be named by address: what identifies a schema, a licence or a standard, and the examples of RFC 2606.
KNOWN_HOSTS = frozenset(
    {
        "www.apache.org",
        "creativecommons.org",
        "scripts.sil.org",
        "openfontlicense.org",
        "www.adobe.com",  # the owner that the fonts' licence names
        "docs.ogc.org",
        "www.w3.org",
        "schema.org",
        "json-schema.org",
        "spdx.org",
        "example.org",
        "example.com",
        "127.0.0.1",
        "localhost",
    }
)
EXAMPLE_HOSTS = (".example", ".test", ".invalid", ".example.org", ".example.com")
PRIVATE_HOST = re.compile(r"10(\.\d{1,3}){3}|192\.168(\.\d{1,3}){2}")  # RFC 1918: a hall's own network
ADDRESS = re.compile(r"https?://([A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+)")
MACHINE_PATH = re.compile(r"(?<![\w.$}~/-])/(?:work|root|home)/[\w.]")


def tracked() -> list[Path]:
    listed = subprocess.run(("git", "ls-files", "-z"), cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is no checkout: git does not know the files")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    """(name, text) of every tracked file that is text."""
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data[:4096]:
            yield path.relative_to(ROOT).as_posix(), data.decode("utf-8", errors="replace")


# --- words -----------------------------------------------------------------------------------------------------------


def han_outside_texts(source: str) -> list[tuple[int, str]]:
    """Lines with a literal in Chinese that has no English beside it.

    Allowed is what stands in a call of ``Text``; in an argument or a variable ``zh`` (or zh_…, …_zh); under a key "zh"
    ("zh-CN", "zh-Hant") of a dict; before its English in a row (``finding("门太窄。", "The door is narrow.")``); and a
    docstring. A function whose name says so (``_sign_zh``) speaks Chinese, too. Everything else is a sentence that an
    English visitor would have to read.
    """
    found: list[tuple[int, str]] = []
    _look(ast.parse(source), found)
    return found


def _look(node: ast.AST, found: list[tuple[int, str]]) -> None:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and HAN.search(node.value.translate(BOUNDS)) and not _says_both(node.value):
            found.append((node.lineno, node.value))
        return
    allowed = set(map(id, _in_chinese_on_purpose(node)))
    for child in ast.iter_child_nodes(node):
        if id(child) not in allowed:
            _look(child, found)


def _in_chinese_on_purpose(node: ast.AST) -> Iterator[ast.AST | None]:
    """The children of a node that may be Chinese."""
    match node:
        case ast.FunctionDef(name=name) if _is_chinese_name(name):
            yield from node.body
        case ast.Module() | ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            if ast.get_docstring(node, clean=False) is not None:
                yield node.body[0]
        case ast.Call(func=function, args=arguments) if _name(function) == "Text":
            yield from (*arguments, *node.keywords)
        case ast.Call(args=row) | ast.Tuple(elts=row) | ast.List(elts=row):
            yield from (one for one, following in itertools.pairwise(row) if _is_english(following))
        case ast.keyword(arg=str(name)) if _is_chinese_name(name):
            yield node.value
        case ast.Dict():
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and _is_chinese_name(str(key.value)):
                    yield value
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AugAssign(target=ast.Name(id=name)):
            if _is_chinese_name(name):
                yield node.value


def _says_both(words: str) -> bool:
    """Whether a literal is a sentence in both languages ("没有找到。 Nothing found.") or a table of such."""
    return re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", words) is not None


def _is_chinese_name(name: str) -> bool:
    return name.startswith(("zh_", "zh-")) or name.lower().endswith("_zh") or name == "zh"


def _is_english(node: ast.expr) -> bool:
    """Whether an expression has words in Latin letters and none in Chinese, or is what an English text is called."""
    words = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    names = [n.id for n in ast.walk(node) if isinstance(n, ast.Name)]
    is_text = any(re.search("[A-Za-z]{2}", word) for word in words) or any(re.match("en(_|$)", n) for n in names)
    return is_text and not any(HAN.search(word) for word in words)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def test_the_rule_of_words_sees_what_is_wrong() -> None:
    wrong = """x = "办"
def f(a="事"):
    "说明"
    return {"en": "厅"}, f"{x}号", g("好", 1), ("好", "坏"), ("one", "好")
"""
    assert [line for line, _ in han_outside_texts(wrong)] == [1, 2, 4, 4, 4, 4, 4, 4]
    right = """"办事"
NAME = Text(zh="办事", en="x")  # 注
def f():
    "说明"
    zh, en = f"{NAME}几步", f"{NAME} a few steps"
    return {"zh": "好"}, g(zh="好"), finding("门太窄。", "The door is narrow."), Text({"zh": "好"})
"""
    assert not han_outside_texts(right)


def test_every_chinese_sentence_of_the_code_can_be_translated() -> None:
    found = []
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name not in TABLES_OF_WORDS:
            found += [f"{name}:{line}: {text[:40]!r}" for line, text in han_outside_texts(path.read_text("utf-8"))]
    assert not found, "\n".join(found)


def test_no_table_of_words_is_let_off_for_nothing() -> None:
    idle = [name for name in TABLES_OF_WORDS if not han_outside_texts((ROOT / name).read_text("utf-8"))]
    assert not idle, idle


QML_WORDS = re.compile(r"""\bqsTr(?:anslate)?\(\s*(?:"(?:[^"\\]|\\.)*"\s*,?\s*)+""")
QML_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?\*/', re.S)


def test_every_chinese_sentence_of_the_screens_can_be_translated() -> None:
    found = []
    for path in sorted((ROOT / "kiosk").rglob("*.qml")):
        source = QML_COMMENT.sub(lambda match: match[1] or "", path.read_text("utf-8"))
        for line in QML_WORDS.sub("", source).splitlines():
            if HAN.search(line):
                found.append(f"{path.name}: {line.strip()}")
    assert not found, "\n".join(found)


# --- addresses, paths, sizes -----------------------------------------------------------------------------------------


def test_no_file_names_a_strange_address() -> None:
    found = []
    for name, text in texts():
        for match in ADDRESS.finditer(text):
            host = match[1].rstrip(".").partition(":")[0]
            if host not in KNOWN_HOSTS and not host.endswith(EXAMPLE_HOSTS) and not PRIVATE_HOST.fullmatch(host):
                found.append(f"{name}: {match[0]}")
    assert not found, "\n".join(sorted(set(found))[:40])


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    found = [
        f"{name}: {line.strip()[:100]}"
        for name, text in texts()
        for line in text.splitlines()
        if MACHINE_PATH.search(line)
    ]
    assert not found, "\n".join(found[:40])


def test_no_file_is_larger_than_a_checkout_can_bear() -> None:
    large = [f"{p.relative_to(ROOT)}: {p.stat().st_size}" for p in tracked() if p.stat().st_size > LARGEST]
    assert not large, "\n".join(large)


def test_what_others_made_has_its_licence_beside_it() -> None:
    without = []
    for folder in sorted({p.parent for p in tracked() if p.is_relative_to(ROOT / "assets")}):
        kept = [p.name.lower() for home in (folder, folder.parent) for p in home.iterdir() if p.is_file()]
        things = [p for p in folder.iterdir() if p.suffix in (".ttf", ".otf", ".svg", ".png", ".wav", ".ogg", ".qsb")]
        if things and not any(word in name for name in kept for word in ("licen", "ofl", "copying")):
            without.append(str(folder.relative_to(ROOT)))
    assert not without, without


# --- words about the commands ----------------------------------------------------------------------------------------


def test_every_command_has_its_page() -> None:
    pages = {p.stem for p in (ROOT / "docs" / "commands").glob("*.md")}
    missing = [c for c in COMMANDS if c not in pages and not any(page.startswith(f"{c}-") for page in pages)]
    assert not missing, missing


LINK = re.compile(r"(?<!\\)\[[^\]\n]*\]\(([^)\s]+)\)|<img[^>]*src=\"([^\"]+)\"")


def test_every_link_of_the_documents_leads_somewhere() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for match in LINK.finditer(page.read_text("utf-8")):
            target = (match[1] or match[2]).partition("#")[0]
            if target and not ADDRESS.match(target) and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert not broken, "\n".join(broken)


# --- what is loaded, and what the wheels must not do ------------------------------------------------------------------


def loaded_by(statement: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after this statement."""
    code = f"import sys; {statement}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    return set(
        subprocess.run((sys.executable, "-c", code), cwd=ROOT, capture_output=True, check=True).stdout.decode().split()
    )


@pytest.mark.parametrize("library", ["pypinyin", "openpyxl", "scipy", "django", "networkx", "cv2"])
def test_the_panel_starts_without(library: str) -> None:
    if "app" not in _LOADED:
        _LOADED["app"] = loaded_by("import kiosk.app")
    assert "PySide6" in _LOADED["app"], "the measure is measured"
    assert library not in _LOADED["app"]


_LOADED: dict[str, set[str]] = {}


@pytest.mark.parametrize("module", ["cli", "store.release_build", "commands.plan", "commands.find", "commands.content"])
def test_commands_without_screens_load_no_qt(module: str) -> None:
    assert not loaded_by(f"import kiosk.{module}") & {"PySide6", "shiboken6", "qasync"}


def test_this_pyside_gives_back_the_none_it_takes() -> None:
    """PySide6 6.12.0 lost one reference to None at every call, until the interpreter died (PYSIDE-3474)."""
    from PySide6.QtCore import QObject

    thing = QObject()
    before = sys.getrefcount(None)
    for number in range(1000):
        thing.setObjectName(str(number))
    assert sys.getrefcount(None) > before - 500
