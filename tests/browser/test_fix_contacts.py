"""A number that fails stands on Fix contacts, is put right where it stands, and the message goes again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Product
from tests.browser.neighbours import Household, move_in, turn_clock
from tests.browser.people import sideways, sign_in, wrong_anywhere

pytestmark = pytest.mark.browser
HALE = Household("Vera Hale", ("Toby",), cell="(937) 555-1211")
FERN = Household("Ida Fern", ("June",), cell="(937) 555-1213")


def test_a_wrong_number_is_put_right_in_three_steps(product: Product, desk: Page, tmp_path: Path) -> None:
    """Correct it, type, save and send again; the list, the rail and the family's phone follow at once."""
    _does_not_arrive(product, desk, HALE, tmp_path)
    desk.goto(f"{product.url}/fix")
    before = _to_do(desk)
    item = _item(desk, "(937) 555-1211")
    expect(item).to_contain_text("Vera Hale (Toby)")
    expect(item).to_contain_text("This number does not exist.")
    expect(item).to_contain_text("correct it")
    assert wrong_anywhere(desk) == []
    item.get_by_role("link", name="Correct (937) 555-1211").click()
    field = item.get_by_label("New number for Vera Hale")
    expect(field).to_be_focused()
    assert wrong_anywhere(desk) == []
    field.fill("(937) 555-1212")
    item.get_by_role("button", name="Save and send again").click()
    expect(desk.locator("#flash")).to_contain_text("The message goes out again.")
    expect(item).to_contain_text("Done by Dana K.")
    expect(desk.locator("#fix-count")).to_contain_text(str(before - 1) if before > 1 else "")
    assert wrong_anywhere(desk) == []
    _arrives(product, desk, "19375551212", "Toby")


def test_a_typing_error_is_said_where_it_is(product: Product, plain_phone: Page, tmp_path: Path) -> None:
    """Without JavaScript the form stands on a page of its own; nothing typed is lost."""
    _does_not_arrive(product, plain_phone, FERN, tmp_path)
    plain_phone.goto(f"{product.url}/fix?kind=hard")
    _item(plain_phone, "(937) 555-1213").get_by_role("link", name=re.compile("^Correct")).click()
    plain_phone.get_by_label("New number for Ida Fern").fill("555-12")
    plain_phone.get_by_role("button", name="Save and send again").click()
    wrong = plain_phone.get_by_label("New number for Ida Fern")
    expect(wrong).to_have_value("555-12")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(plain_phone.get_by_role("main")).to_contain_text("Write it like (937) 555-0142.")
    assert sideways(plain_phone) == []
    wrong.fill("937 555 1214")
    plain_phone.get_by_role("button", name="Save and send again").click()
    expect(plain_phone.locator("#flash")).to_contain_text("The message goes out again.")
    expect(_item(plain_phone, "(937) 555-1213")).to_have_count(0)
    _arrives(product, plain_phone, "19375551214", "June")


def test_what_is_on_the_list_gets_nothing(product: Product, desk: Page) -> None:
    """A number put on Do not send says why, and comes off again."""
    sign_in(desk, product, "front")
    desk.goto(f"{product.url}/do-not-send")
    desk.get_by_label("Number, email address or whole domain").fill("937-555-1219")
    desk.get_by_label("Why").fill("Asked at the desk")
    desk.get_by_role("button", name="Do not send", exact=True).click()
    row = desk.get_by_role("row", name=re.compile(re.escape("(937) 555-1219")))
    expect(row).to_contain_text("Asked at the desk")
    expect(row).to_contain_text("Dana K.")
    assert wrong_anywhere(desk) == []
    row.get_by_role("button", name=re.compile("Allow")).click()
    expect(row).to_have_count(0)


def _does_not_arrive(product: Product, page: Page, household: Household, folder: Path) -> None:
    """The family moves in with a number at which the first message comes back."""
    sign_in(page, product, "front")
    page.goto(f"{product.url}/sandbox")
    page.get_by_label("Number or email").last.fill(household.cell)
    page.get_by_label("The next message").select_option("bounce")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator("#flash")).to_contain_text("The next message to this address meets it.")
    move_in(product, folder, household)
    turn_clock(product)


def _item(page: Page, number: str) -> Locator:
    return page.locator("li.item", has=page.get_by_role("heading", name=number))


def _to_do(page: Page) -> int:
    found = re.search(r"\d+", page.locator("#fix-count").text_content() or "")
    return int(found[0]) if found else 0


def _arrives(product: Product, page: Page, number: str, words: str) -> None:
    """At the newest of the family's phone, as soon as it went out."""
    turn_clock(product)
    page.goto(f"{product.url}/sandbox?channel=text&address=%2B{number}")
    expect(page.locator(".bub", has_text=words)).to_be_visible()
