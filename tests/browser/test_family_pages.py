"""The front desk puts a family right: who is asked first, who alone, and that two contacts are one person."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Product
from tests.browser.neighbours import Household, move_in
from tests.browser.people import sign_in

pytestmark = pytest.mark.browser
ARCHERS = Household("Jane Archer", ("Nell", "Otis"), cell="(937) 555-1177")
ROBIN = "Robin Archer"


def test_a_second_contact_of_otis(product: Product, desk: Page, tmp_path: Path) -> None:
    move_in(product, tmp_path, ARCHERS, asked=False)
    sign_in(desk, product, "admin")
    _open_the_family(desk, product)
    _add_robin(desk, "(937) 555-1178", consent=True)
    _ask_robin_first(desk)
    _ask_robin_alone(desk)
    _do_not_send(desk)
    _add_robin(desk, "(937) 555-1178", consent=False)
    _merge_both(desk)
    _take_off(desk)


def _open_the_family(desk: Page, product: Product) -> None:
    desk.goto(f"{product.url}/families?q=Archer")
    desk.locator("#found th a").first.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Archer family")


def _otis(desk: Page) -> Locator:
    return desk.get_by_role("region", name=re.compile("Otis"))


def _add_robin(desk: Page, cell: str, *, consent: bool) -> None:
    _otis(desk).get_by_role("link", name="Add a contact for Otis").click()
    new = desk.locator("#new-contact section", has_text="Somebody new")
    new.get_by_label("Name", exact=True).fill(ROBIN)
    new.get_by_label("Relationship to Otis").fill("Father")
    new.get_by_label("Cell phone").fill(cell)
    new.get_by_label("Wants messages by").select_option("Text to the cell phone")
    if consent:
        new.get_by_label("Reminders by text").check()
        new.get_by_label("How you know").select_option("On the phone")
    new.get_by_role("button", name="Add the contact").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Archer family")
    expect(_otis(desk).locator("ol").first).to_contain_text(ROBIN)


def _ask_robin_first(desk: Page) -> None:
    """The order is what counts; who has not agreed to something is said above."""
    names = _otis(desk).locator("div.tie strong")
    expect(names).to_have_text(["Jane Archer", ROBIN])
    desk.get_by_role("button", name=f"Move {ROBIN} up for Otis").click()
    expect(names).to_have_text([ROBIN, "Jane Archer"])
    expect(desk.locator(".notice", has_text=ROBIN)).to_contain_text(f"{ROBIN} will get no recalls")


def _ask_robin_alone(desk: Page) -> None:
    desk.get_by_text("Who gets messages about Otis").click()
    choose = desk.get_by_label("Messages about Otis go to")
    choose.select_option(f"Only {ROBIN}")
    desk.locator("form", has=choose).get_by_role("button", name="Save").click()
    expect(desk.get_by_role("main")).to_contain_text(f"Only {ROBIN} gets messages about Otis")
    expect(_otis(desk)).to_contain_text("Gets messages instead of the family")


def _do_not_send(desk: Page) -> None:
    """With his number on the do-not-send list nobody is left, and the page says so and what to do."""
    card = desk.locator("section.person", has_text=ROBIN)
    card.get_by_text("Do not send", exact=True).click()
    card.get_by_role("button", name="Put it on the do-not-send list").click()
    banner = desk.locator(".notice.bad", has_text=f"{ROBIN} will get no reminders about Otis")
    expect(banner).to_contain_text("do-not-send list")
    card.get_by_role("button", name="Allow cell phone again").click()
    expect(banner).to_have_count(0)


def _merge_both(desk: Page) -> None:
    """He was written down twice: the page finds him by name and number."""
    expect(_otis(desk).locator("div.tie strong", has_text=ROBIN)).to_have_count(2)
    desk.get_by_role("link", name=re.compile("Perhaps on file twice")).first.click()
    expect(desk.get_by_role("row", name=re.compile(ROBIN))).to_contain_text("Name and number or email")
    desk.get_by_role("link", name=f"Compare with {ROBIN}").first.click()
    desk.get_by_role("button", name="Merge: they are one person").click()
    expect(desk.locator("#flash")).to_contain_text(re.compile("one|merged", re.IGNORECASE))
    expect(_otis(desk).locator("div.tie strong", has_text=ROBIN)).to_have_count(1)
    expect(_otis(desk)).to_contain_text("Gets messages instead of the family")


def _take_off(desk: Page) -> None:
    desk.get_by_text(f"Edit what {ROBIN} is to Otis").click()
    desk.get_by_role("button", name=f"Take {ROBIN} off Otis").click()
    expect(_otis(desk).locator("div.tie strong")).to_have_text(["Jane Archer"])
