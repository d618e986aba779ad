"""What the journeys share: the demo hall's content, built once."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT


@pytest.fixture(scope="session")
def demo_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of a panel that has built the demo hall; to be copied, never written to."""
    from kiosk.store.built import built_release

    state = Path(tmp_path_factory.mktemp("demo"))
    built_release(ROOT / "config" / "demo-hall", state / "built")
    return state


@pytest.fixture(scope="session")
def demo_release(demo_built: Path) -> Path:
    """The demo hall as a release file."""
    return next(demo_built.rglob("release-1.db"))
