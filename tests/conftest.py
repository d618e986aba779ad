"""What every test may use: the shared plans and photos, or a skip that says they are absent."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import once
import pytest
from hypothesis import settings

# The check draws the same examples each time, so that a red check means a change; `KIOSK_HUNT=1` draws new ones.
settings.register_profile("check", derandomize=True, deadline=None)
settings.register_profile("hunt", deadline=None)
settings.load_profile("hunt" if os.environ.get("KIOSK_HUNT") else "check")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QSG_RENDER_LOOP", "basic")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

once.begin()

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("KIOSK_SHARED", ROOT.parent / "shared"))


def shared_plan(name: str) -> Path:
    """The folder of a shared floor plan; skips the calling test, saying so, where ``shared`` is absent."""
    folder = SHARED / "data" / "floorplans" / name
    if not folder.is_dir():
        pytest.skip(f"the shared plan {name} is not here ({folder})")
    return folder


@pytest.fixture(scope="module", autouse=True)
def _what_stands_is_not_gone_through_again() -> None:
    """After some rooms a worker holds two million objects: each look for garbage would take it a second."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """The panel has no widgets."""
    from PySide6.QtGui import QGuiApplication

    return QGuiApplication


@pytest.fixture(scope="session")
def demo_built() -> Path:
    """The state folder of a panel that has built the demo hall; to be copied, never written to."""
    from kiosk.store.built import built_release

    return once.once("demo-hall", lambda state: built_release(ROOT / "config" / "demo-hall", state / "built"))


@pytest.fixture(scope="session")
def demo_release(demo_built: Path) -> Path:
    """The demo hall as a release file."""
    return next(demo_built.rglob("release-1.db"))


#: Rooms whose tests take longest. They come first, so that no worker is left alone with them at the end.
LONGEST = ("ui/audit", "journeys", "hub/plans", "hub/live", "ui/test_staff")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first; the order is otherwise kept."""
    here = ROOT / "tests"
    items.sort(key=lambda item: not item.path.relative_to(here).as_posix().startswith(LONGEST))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes name no test: what a clock or a salt has its hand in would be another name in each worker."""
    return argname if isinstance(val, bytes | bytearray | set | frozenset) else None
