"""A grandmother is called about two children: the telephone of the sandbox rings, and keys decide."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Product
from tests.browser.neighbours import Household, move_in
from tests.browser.people import sign_in, visit_of, wrong_anywhere

pytestmark = pytest.mark.browser
STONE = Household("Ella Stone", ("Gus", "Ivy"), home="(937) 555-1231", prefers="Home phone")
PIKE = Household("Ann Pike", ("Lou",), home="(937) 555-1232", prefers="Home phone")


def test_one_child_comes_and_one_does_not(product: Product, desk: Page, tmp_path: Path) -> None:
    """Two: somebody can't come. Then which child, and once more to be sure."""
    move_in(product, tmp_path, STONE)
    sign_in(desk, product, "front")
    call = _pick_up(product, desk, "19375551231")
    expect(call).to_contain_text("This is for the parent of Gus and Ivy.")
    assert wrong_anywhere(desk) == []
    _press(desk, "2")
    expect(call).to_contain_text(re.compile("For Gus, press 1|Gus.*press 1"))
    _press(desk, "1")
    expect(_spoken(call)).to_contain_text("Gus")
    _press(desk, "1")
    expect(_spoken(call)).to_contain_text(re.compile("cancel", re.IGNORECASE))
    assert wrong_anywhere(desk) == []
    assert visit_of(product, "Gus Stone")["status"] == "Cancelled"
    desk.goto(f"{product.url}/cancellations")
    expect(desk.get_by_role("link", name="Gus Stone", exact=True)).to_be_visible()


def test_the_other_language_and_no_more_calls(product: Product, desk: Page, tmp_path: Path) -> None:
    """Eight speaks Spanish; nine ends all calls, and staff see that the family stopped them."""
    move_in(product, tmp_path, PIKE)
    sign_in(desk, product, "front")
    call = _pick_up(product, desk, "19375551232")
    _press(desk, "8")
    expect(_spoken(call)).to_have_attribute("lang", "es")
    _press(desk, "9")
    expect(desk.get_by_role("link", name="Call from the beginning")).to_be_visible()
    desk.goto(f"{product.url}/do-not-send?list=stopped")
    expect(desk.get_by_role("row", name=re.compile(re.escape("(937) 555-1232")))).to_contain_text("No calls")


def _pick_up(product: Product, page: Page, number: str) -> Locator:
    page.goto(f"{product.url}/sandbox/device/voice?address=%2B{number}")
    page.get_by_role("link", name="Pick up").first.click()
    return page.locator("#call")


def _press(page: Page, key: str) -> None:
    """Press a key and wait until the next thing is said: the same key may be meant for the next one."""
    turn = page.locator("input[name=turn]").get_attribute("value")
    page.get_by_role("button", name=f"Key {key}", exact=True).click()
    expect(page.locator(f"input[name=turn][value='{turn}']")).to_have_count(0)


def _spoken(call: Locator) -> Locator:
    """What is said in this turn."""
    return call.locator(".spoken").first
