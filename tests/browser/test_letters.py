"""A family that wants letters: its letter waits, opens as a PDF, is marked printed and not printed again."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product
from tests.browser.neighbours import Household, move_in
from tests.browser.people import sign_in, wrong_anywhere

pytestmark = pytest.mark.browser
REED = Household("Ona Reed", ("Flo",), cell="(937) 555-1241")


def test_a_letter_is_printed(product: Product, desk: Page, tmp_path: Path) -> None:
    move_in(product, tmp_path, REED)
    sign_in(desk, product, "front")
    _wants_letters(product, desk)
    move_in(product, tmp_path, replace(REED, children=("Flo", "Sam")))
    desk.goto(f"{product.url}/letters")
    assert wrong_anywhere(desk) == []
    desk.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    letter = desk.locator("li.item", has_text=REED.name)
    expect(letter).to_contain_text("12 Oak Street")
    assert wrong_anywhere(desk) == []
    _opens_as_pdf(desk, letter.get_by_role("link", name=re.compile("^Open")).get_attribute("href") or "")
    expect(letter).not_to_have_class(re.compile("done"))
    letter.get_by_role("button", name=re.compile("^Mark the letter")).click()
    expect(desk.locator("#flash")).to_contain_text("Marked as printed.")
    expect(letter).to_contain_text("Printed by Dana K.")
    assert wrong_anywhere(desk) == []
    desk.locator("#flash").get_by_role("button", name="Undo").click()
    expect(desk.locator("#flash")).to_contain_text("It waits to be printed again.")
    expect(letter.get_by_role("button", name=re.compile("^Mark the letter"))).to_be_visible()


def _wants_letters(product: Product, desk: Page) -> None:
    """The front desk writes the postal address down, and that reminders go there."""
    desk.goto(f"{product.url}/families?q=Reed")
    desk.locator("#found th a").first.click()
    card = desk.locator("section.person", has_text=REED.name)
    card.get_by_text(f"Edit {REED.name}").click()
    card.get_by_label("Postal address").fill("12 Oak Street\nDayton, OH 45402")
    card.get_by_label("Reminders").select_option("mail")
    card.get_by_role("button", name="Save", exact=True).click()
    expect(card).to_contain_text("12 Oak Street")


def _opens_as_pdf(desk: Page, address: str) -> None:
    answer = desk.request.get(f"{desk.url.split('/letters')[0]}{address}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
