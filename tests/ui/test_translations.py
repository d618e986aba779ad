from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.ui.screens import QML
from kiosk.ui.translations import I18N, Sentences, Translations, read_sentences

ROOT = Path(__file__).resolve().parent.parent.parent
HAN = re.compile(r"[\u3400-\u9fff]")


def test_no_sentence_is_untranslated_or_out_of_date():
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "translations", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", sorted(QML.rglob("*.qml")), ids=lambda path: path.name)
def test_no_chinese_stands_outside_qstr(path):
    text = re.sub(r'qsTr\("(?:[^"\\]|\\.)*"\)', "", path.read_text(encoding="utf-8"))
    text = re.sub(r"//.*", "", text)
    assert not [line.strip() for line in text.splitlines() if HAN.search(line)]


@pytest.mark.parametrize("path", sorted((ROOT / "kiosk/ui").glob("*.py")), ids=lambda path: path.name)
def test_no_chinese_stands_outside_text(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    allowed: set[int] = set()
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Text", "fill", "tr")
        is_comment = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_separator = isinstance(node, ast.Constant) and node.value in ("、", "；", "，", "。")
        if is_text or is_comment or is_separator:
            allowed |= {id(inner) for inner in ast.walk(node)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in allowed]
    assert not [node.value for node in constants if isinstance(node.value, str) and HAN.search(node.value)]


def test_sentences_are_read_from_the_ts_files():
    english, traditional = (read_sentences(I18N / f"kiosk_{tag}.ts") for tag in ("en", "zh-Hant"))
    assert english["Bar", "重新开始"] == "Start over"
    assert traditional["Bar", "重新开始"] == "重新開始"
    assert set(english) == set(traditional)
    assert not [text for text in english.values() if HAN.search(text)]


def test_the_translator_answers_only_for_itself(qapp):
    from PySide6.QtCore import QCoreApplication

    translations = Translations()
    try:
        assert translations.speak("en")
        assert not translations.speak("en")
        assert QCoreApplication.translate("Bar", "返回") == "Back"
        assert QCoreApplication.translate("Elsewhere", "返回") == "返回"
        assert translations.speak("zh-Hant")
        assert QCoreApplication.translate("Bar", "大字") == "大字"
        assert translations.speak("zh-CN")
        assert QCoreApplication.translate("Bar", "返回") == "返回"
    finally:
        translations.close()


def test_an_unfinished_sentence_is_left_in_the_source(tmp_path: Path):
    ts = tmp_path / "x.ts"
    ts.write_text(
        '<?xml version="1.0"?><TS><context><name>A</name><message><source>甲</source>'
        '<translation type="unfinished">a</translation></message><message><source>乙</source>'
        "<translation>b</translation></message></context></TS>",
        encoding="utf-8",
    )
    assert read_sentences(ts) == {("A", "乙"): "b"}
    assert not Sentences(ts).isEmpty()
