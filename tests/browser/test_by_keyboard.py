"""Everything by keyboard alone: Tab, letters, arrows, Enter."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product
from tests.browser.people import sign_in

pytestmark = pytest.mark.browser
MOST_TABS = 120


def test_a_message_is_written_and_saved(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/messages/auto/new?type=reminder")
    _tab_to(desk, "Name")
    _type_over(desk, "By keyboard")
    _tab_to(desk, "How long")
    _type_over(desk, "4")
    expect(desk.locator("#effect")).to_contain_text("4 days before the start")
    expect(desk.locator("#effect-title")).to_be_visible()
    _tab_to(desk, "Save as a draft")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("Saved as a draft.")
    _tab_to(desk, "Delete")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Delete")
    _tab_to(desk, "Delete")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("By keyboard is deleted.")


def test_words_are_changed_and_saved(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/templates")
    _tab_to(desk, "Copy the standard words to edit: Missed visit")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("Your copy is ready.")
    _tab_to(desk, "English")
    english = desk.get_by_label("English", exact=True)
    words = english.input_value()
    desk.keyboard.press("ControlOrMeta+Home")
    desk.keyboard.type("Hello! ")
    expect(desk.locator("#preview .bub")).to_contain_text("Hello! ")
    desk.keyboard.press("Enter")
    expect(english).to_have_value(re.compile("^Hello! \n"))
    desk.keyboard.press("Backspace")
    _tab_to(desk, "Save", back=True)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("Saved.")
    expect(english).to_have_value(f"Hello! {words}")
    _tab_to(desk, "When it is sent")
    desk.keyboard.press("Enter")
    _tab_to(desk, "Put away")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("The texts are put away.")


def test_a_family_is_found_and_opened(product: Product, desk: Page) -> None:
    sign_in(desk, product, "front")
    desk.keyboard.press("/")
    desk.keyboard.type("petrov")
    expect(desk.locator("#quick a").first).to_be_visible()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Petrova family")


def _tab_to(desk: Page, name: str, *, back: bool = False) -> None:
    """Tab on until the focus is on what is called so; whoever cannot get there gets no further."""
    wanted = (
        desk.get_by_role("main")
        .get_by_role("button", name=name, exact=True)
        .or_(desk.get_by_role("main").get_by_role("link", name=name, exact=True))
        .or_(desk.get_by_role("main").get_by_role("textbox", name=name, exact=True))
    ).first
    for _ in range(MOST_TABS):
        desk.keyboard.press("Shift+Tab" if back else "Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    pytest.fail(f"“{name}” cannot be reached with the Tab key")


def _type_over(desk: Page, words: str) -> None:
    desk.keyboard.press("ControlOrMeta+a")
    desk.keyboard.type(words)
