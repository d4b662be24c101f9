"""Everything by keyboard alone: Tab, letters, arrows, Enter."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product
from tests.browser.people import sign_in, tab_to

pytestmark = pytest.mark.browser


def test_a_message_is_written_and_saved(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/messages/auto/new?type=reminder")
    tab_to(desk, "Name")
    _type_over(desk, "By keyboard")
    tab_to(desk, "How long")
    _type_over(desk, "4")
    expect(desk.locator("#effect")).to_contain_text("4 days before the start")
    expect(desk.locator("#effect-title")).to_be_visible()
    tab_to(desk, "Save as a draft")
    desk.keyboard.press("Enter")
    expect(desk.locator("#flash")).to_contain_text("Saved as a draft.")
    tab_to(desk, "Delete")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Delete")
    tab_to(desk, "Delete")
    desk.keyboard.press("Enter")
    expect(desk.locator("#flash")).to_contain_text("By keyboard is deleted.")


def test_words_are_changed_and_saved(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/templates")
    tab_to(desk, "Copy the standard words to edit: Missed visit")
    desk.keyboard.press("Enter")
    expect(desk.locator("#flash")).to_contain_text("Your copy is ready.")
    tab_to(desk, "English")
    english = desk.get_by_label("English", exact=True)
    words = english.input_value()
    desk.keyboard.press("ControlOrMeta+Home")
    desk.keyboard.type("Hello! ")
    expect(desk.locator("#preview .bub")).to_contain_text("Hello! ")
    desk.keyboard.press("Enter")
    expect(english).to_have_value(re.compile("^Hello! \n"))
    desk.keyboard.press("Backspace")
    tab_to(desk, "Save", back=True)
    desk.keyboard.press("Enter")
    expect(desk.locator("#flash")).to_contain_text("Saved.")
    expect(english).to_have_value(f"Hello! {words}")
    tab_to(desk, "When it is sent")
    desk.keyboard.press("Enter")
    tab_to(desk, "Put away")
    desk.keyboard.press("Enter")
    expect(desk.locator("#flash")).to_contain_text("The texts are put away.")


def test_a_family_is_found_and_opened(product: Product, desk: Page) -> None:
    sign_in(desk, product, "front")
    desk.goto(f"{product.url}/today")
    desk.keyboard.press("/")
    desk.keyboard.type("petrov")
    expect(desk.locator("#quick a").first).to_be_visible()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Petrova family")


def _type_over(desk: Page, words: str) -> None:
    desk.keyboard.press("ControlOrMeta+a")
    desk.keyboard.type(words)
