"""Today in two windows: what one does the other sees, and nothing jumps under the pointer."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Product
from tests.browser.people import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def colleague(chromium: Browser) -> Iterator[Page]:
    """Another screen of the same front desk."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_a_row_changes_where_it_is_on_both_screens(product: Product, desk: Page, colleague: Page) -> None:
    for page in (desk, colleague):
        sign_in(page, product, "front")
        page.goto(f"{product.url}/today?group=answer")
    button = colleague.get_by_role("button", name=re.compile("as confirmed")).first
    row_id = button.locator("xpath=ancestor::tr").get_attribute("id")
    before = _ids(desk)

    button.press("Enter")
    expect(colleague.locator(f"#{row_id}")).to_have_attribute("data-group", "confirmed")
    expect(colleague.locator("#announce")).to_have_text("Marked as confirmed.")
    assert colleague.evaluate("document.activeElement.closest('tr')?.id") == row_id

    changed = desk.locator(f"#{row_id}")
    expect(changed).to_have_attribute("data-group", "confirmed", timeout=8_000)
    expect(changed).to_have_class(re.compile("new"))
    assert _ids(desk) == before
    expect(desk.locator("#regroup")).to_have_text("Regroup (1)")
    desk.locator("#regroup").click()
    expect(desk.locator(f"tbody[data-group=confirmed] #{row_id}")).to_be_visible()


def test_keys_lead_around(product: Product, desk: Page) -> None:
    sign_in(desk, product, "front")
    desk.goto(f"{product.url}/today")
    desk.keyboard.press("/")
    expect(desk.locator("#find")).to_be_focused()
    desk.keyboard.type("ram")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("link", name=re.compile("Mia Ramos")).first).to_be_visible()
    desk.locator("body").click(position={"x": 5, "y": 5})
    desk.keyboard.press("g")
    desk.keyboard.press("c")
    expect(desk.get_by_role("heading", name="Cancellations")).to_be_visible()


def _ids(page: Page) -> list[str]:
    return page.locator("tr[data-group]").evaluate_all("rows => rows.map(row => row.id)")
