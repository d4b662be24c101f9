"""Lists on paper: a table with its headings, black on white, all of it on the sheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Product, screen
from tests.browser.people import sign_in

pytestmark = pytest.mark.browser
SHEET = 720
"""Width of a Letter sheet between its margins, in CSS pixels: less than many a tablet, and no phone."""
LISTS = (
    "/schedule",
    "/messages/sent",
    "/messages/history",
    "/reports",
    "/settings/plan/ledger",
    "/waitlist",
)
# What a phone reads before a cell, where the headings of the columns have no room.
BEFORE_CELLS = """cells => cells.map(cell => getComputedStyle(cell, "::before").content)
    .filter(words => words.startsWith('"') || words.startsWith("attr"))"""
WIDTH = "document.documentElement.scrollWidth"


def test_a_list_is_a_table_on_a_white_sheet(product: Product, chromium: Browser) -> None:
    """Also for somebody whose screen is dark."""
    with screen(chromium, {"width": SHEET, "height": 1000}, color_scheme="dark") as page:
        sign_in(page, product, "admin")
        page.emulate_media(media="print")
        for path in LISTS:
            page.goto(product.url + path)
            expect(page.locator("main table thead").first, path).to_be_visible()
            assert page.locator("main td").evaluate_all(BEFORE_CELLS) == [], path
            assert page.evaluate(WIDTH) <= SHEET, path
            for hidden in (".rail", ".btn", ".tabs"):
                assert page.locator(f"{hidden}:visible").count() == 0, (path, hidden)
            expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
            expect(page.locator("main .card").first).to_have_css("background-color", "rgb(255, 255, 255)")
