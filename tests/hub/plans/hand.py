"""A manager's hand on the plan editor: Chromium through Playwright, places in metres on the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
_READY_MS = 90_000


@contextmanager
def browser(width: int = 1366, height: int = 768, language: str = "zh-CN") -> Iterator[Any]:
    """A page of a fresh browser (``page.another()``: somebody else's); skips, saying so, where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no browser here ({CHROMIUM})")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])

        def another() -> Any:
            context = chromium.new_context(viewport={"width": width, "height": height}, locale=language)
            context.set_default_timeout(_READY_MS)
            page = context.new_page()
            page.faults, page.another = [], another
            page.on("pageerror", lambda error: page.faults.append(str(error)))
            page.on("console", lambda told: page.faults.append(told.text) if told.type == "error" else None)
            return page

        try:
            yield another()
        finally:
            chromium.close()


def log_in(page: Any, url: str, name: str, password: str) -> None:
    page.goto(f"{url}/login")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.click("main button[type=submit], main button.primary")
    page.wait_for_url(lambda address: "/login" not in address)


class Hand:
    """Draws on an open editor."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.page.wait_for_selector("#plan-editor[data-ready=true]")
        self.page.wait_for_selector("#plan-over[data-scale]")

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a place of the sheet (metres) is on the page."""
        told = self.page.eval_on_selector(
            "#plan-over",
            "e => ({...e.dataset, left: e.getBoundingClientRect().left, top: e.getBoundingClientRect().top})",
        )
        scale = float(told["scale"])
        return told["left"] + float(told["originX"]) + x * scale, told["top"] + float(told["originY"]) - y * scale

    def tool(self, name: str) -> None:
        self.page.click(f".tool[data-tool={name}]")
        assert self.page.get_attribute("#plan-over", "data-tool") == name

    def drag(self, a: tuple[float, float], b: tuple[float, float]) -> None:
        mouse = self.page.mouse
        mouse.move(*self.pixel(*a))
        mouse.down()
        (x0, y0), (x1, y1) = self.pixel(*a), self.pixel(*b)
        mouse.move((x0 + x1) / 2, (y0 + y1) / 2)
        mouse.move(x1, y1)
        mouse.up()
        self.settled()

    def click(self, x: float, y: float) -> None:
        self.page.mouse.move(*self.pixel(x, y))
        self.page.mouse.click(*self.pixel(x, y))
        self.settled()

    def settled(self) -> None:
        """Until the editor has made what was asked (shapes come from the hub)."""
        self.page.wait_for_selector("#plan-editor:not([data-busy=true])")

    def option(self, label: str, value: str) -> None:
        """Set one of the tool's options by its label."""
        control = self.page.locator("#plan-options").get_by_label(label, exact=True)
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
            control.press("Tab")

    def prop(self, label: str, value: str) -> None:
        """Set a property of what is selected by its label."""
        control = self.page.locator("#tab-properties").get_by_label(label, exact=True)
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
            control.press("Tab")
        self.settled()

    def floor(self, name: str) -> None:
        self.page.locator("button.level", has_text=name).click()

    def findings(self) -> list[dict[str, str]]:
        """What the hub says is wrong, once it looked at the newest state."""
        self.page.wait_for_selector("#findings-count[data-state=done]")
        self.page.click("[data-tab=findings]")
        return self.page.eval_on_selector_all(
            "#tab-findings .finding", "list => list.map(e => ({rule: e.dataset.rule, text: e.innerText}))"
        )

    def save(self) -> None:
        self.page.click("#plan-save")
        self.page.wait_for_selector("#plan-status[data-state=saved]")
