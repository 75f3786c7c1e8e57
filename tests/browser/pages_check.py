"""The pages in a real Chromium: keys, search, colours, widths, and a call that means harm."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
from attrs import define, field
from playwright.async_api import Browser, Page, async_playwright

from gong_async.testing.records import FULL, transcript
from gong_async.view import call_page, index_page, read_call, read_harvest
from tests.pages import HOSTILE_ID, harvested, hostile

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "chromium"
FULL_ID = FULL["metaData"]["id"]
SAID = ("Do you sell at Walmart?", "WALMART and wal mart, it's", "No.", *["Well."] * 60, "Walmart!")


@define(slots=False)  # Playwright puts something of its own into it
class Shown:
    """A page in the browser, and all that it should not have done."""

    page: Page
    complaints: list[str] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.on("request", self._asked)

    def _asked(self, request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith("file:"):
            self.complaints.append(url)

    async def number(self, script: str) -> int:
        return int(await self.page.evaluate(script))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    many = [
        {
            "metaData": {
                "id": str(n),
                "title": f"Call {n}",
                "duration": n,
                "started": f"2026-01-{n % 28 + 1:02}T00:00:00Z",
            }
        }
        for n in range(1, 251)
    ]
    harvested(folder / "a.db", FULL, transcript(FULL_ID, *SAID), *hostile(), *many)
    with closing(sqlite3.connect(folder / "a.db")) as db:
        for call_id in (FULL_ID, HOSTILE_ID):
            text = call_page(read_call(db, "acme", call_id))
            (folder / f"{call_id}.html").write_text(text, "utf-8")
        listed = index_page(read_harvest(db), "a.db", "gong-async view a.db", {FULL_ID})
    (folder / "index.html").write_text(listed, "utf-8")
    return folder


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    options = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(options))
        yield browser
        await browser.close()


async def opened(browser: Browser, path: Path, width: int = 1400, scheme: str = "light") -> Shown:
    page = await browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    shown = Shown(page)
    await page.goto(path.as_uri())
    return shown


@pytest.mark.parametrize("name", ["index", FULL_ID, HOSTILE_ID])
@pytest.mark.parametrize("width", [400, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_page_fits_runs_and_asks_for_nothing(
    name: str, width: int, scheme: str, browser: Browser, folder: Path
) -> None:
    shown = await opened(browser, folder / f"{name}.html", width, scheme)
    assert await shown.number("document.documentElement.scrollWidth") == width
    assert await shown.page.locator(".bar").is_visible()
    paper = await shown.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(250, 249, 246)", "dark": "rgb(21, 23, 28)"}[scheme]
    assert shown.complaints == []


async def test_the_search_counts_marks_and_steps(browser: Browser, folder: Path) -> None:
    shown = await opened(browser, folder / f"{FULL_ID}.html")
    page, count = shown.page, shown.page.locator("#count")
    await page.keyboard.press("/")
    await page.keyboard.type("walmart")
    assert await count.inner_text() == "3 matches"
    assert await shown.number("CSS.highlights.get('found').size") == 3
    places = []
    for key in ("Enter", "Enter", "Enter", "Enter", "Shift+Enter"):
        await page.keyboard.press(key)
        places.append((await count.inner_text(), await page.locator(".here").get_attribute("id")))
    assert places == [
        ("1 of 3", "s0"),
        ("2 of 3", "s1"),
        ("3 of 3", "s63"),
        ("1 of 3", "s0"),
        ("3 of 3", "s63"),
    ]
    assert await page.evaluate("String([...CSS.highlights.get('here')])") == "Walmart"
    assert await shown.number("window.scrollY") > 0
    await page.keyboard.press("Escape")
    assert await page.locator("#search").input_value() == ""
    assert await count.inner_text() == ""
    assert await shown.number("CSS.highlights.get('found').size") == 0
    await page.keyboard.press("/")
    for typed, found in (("mart and", "1 match"), ("IT’S", "1 match"), ("(", "0 matches")):
        await page.locator("#search").fill(typed)
        assert await count.inner_text() == found
    assert shown.complaints == []


async def test_keys_lead_through_the_turns(browser: Browser, folder: Path) -> None:
    shown = await opened(browser, folder / f"{HOSTILE_ID}.html")
    page, at = shown.page, "document.activeElement.id"
    await page.keyboard.press("ArrowDown")
    assert await page.evaluate(at) == ""
    for key, turn in (
        ("j", "t0"),
        ("j", "t1"),
        ("k", "t0"),
        ("ArrowDown", "t1"),
        ("ArrowUp", "t0"),
    ):
        await page.keyboard.press(key)
        assert await page.evaluate(at) == turn
    await page.keyboard.press("j")
    assert await page.locator(".now.set").first.get_attribute("x1") == "5.00%"
    await page.keyboard.press("?")
    assert await page.locator("#keys").is_visible()
    await page.keyboard.press("Escape")
    assert not await page.locator("#keys").is_visible()
    assert shown.complaints == []


async def test_the_colours_can_be_chosen(browser: Browser, folder: Path) -> None:
    shown = await opened(browser, folder / f"{FULL_ID}.html")
    page = shown.page
    for label, paper in (("Light", "rgb(250, 249, 246)"), ("Dark", "rgb(21, 23, 28)")):
        await page.locator("#theme").click()
        assert await page.locator("#theme").inner_text() == label
        assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
    await page.reload()
    assert await page.locator("#theme").inner_text() == "Dark"
    assert shown.complaints == []


async def test_the_list_is_filtered_and_sorted(browser: Browser, folder: Path) -> None:
    shown = await opened(browser, folder / "index.html")
    page, rows = shown.page, shown.page.locator("tbody tr")
    assert await rows.count() == 100
    await page.locator("#more").click()
    await page.locator("#more").click()
    assert await rows.count() == 252
    assert not await page.locator("#more").is_visible()
    await page.keyboard.press("/")
    await page.keyboard.type("call 250")
    assert await page.locator("#count").inner_text() == "1 call"
    assert await rows.first.locator("code").inner_text() == "250"
    await page.keyboard.press("Escape")
    await page.locator("[data-name=Stores]").click()
    assert await page.locator("#count").inner_text() == "1 call"
    assert await rows.first.locator("a").get_attribute("href") == f"{FULL_ID}.html"
    await page.keyboard.press("Escape")
    await page.locator("[data-column='3']").click()
    assert await rows.first.locator(".long").inner_text() == "30:00"
    await page.locator("[data-column='3']").click()
    assert await rows.first.locator(".long").inner_text() == "0:01"
    assert shown.complaints == []
