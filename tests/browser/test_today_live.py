"""Today in two windows: what one does the other sees, and nothing jumps under the pointer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product
from tests.browser.neighbours import Household, move_in
from tests.browser.people import sign_in, visit_of

pytestmark = pytest.mark.browser
PARK = Household("Joan Park", ("Eli", "Amy"), cell="(937) 555-1255")


def test_a_row_changes_where_it_is_on_both_screens(
    product: Product, desk: Page, colleague: Page, tmp_path: Path
) -> None:
    move_in(product, tmp_path, PARK, asked=False)
    visit = visit_of(product, PARK.child)
    for page in (desk, colleague):
        sign_in(page, product, "front")
        page.goto(f"{product.url}/today?group=answer&d={visit['starts_at'][:10]}")
    row = f"#visit-{visit['id']}"
    before = _ids(desk)

    colleague.locator(row).get_by_role("button", name=re.compile("as confirmed")).press("Enter")
    expect(colleague.locator(row)).to_have_attribute("data-group", "confirmed")
    expect(colleague.locator("#announce")).to_have_text("Marked as confirmed.")
    assert colleague.evaluate("'#' + document.activeElement.closest('tr')?.id") == row

    changed = desk.locator(row)
    expect(changed).to_have_attribute("data-group", "confirmed")
    expect(changed).to_have_class(re.compile("new"))
    assert _ids(desk) == before
    expect(desk.locator("#regroup")).to_have_text("Regroup (1)")
    desk.locator("#regroup").click()
    expect(desk.locator(f"tbody[data-group=confirmed] {row}")).to_be_visible()


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
