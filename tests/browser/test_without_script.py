"""The pages of setting up do their work without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product
from tests.browser.people import sign_in
from tests.browser.states import follow

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def administrator(product: Product, plain: Page) -> None:
    """Who sits at the screen without JavaScript."""
    sign_in(plain, product, "admin")


def test_a_change_of_a_rule_is_reviewed_and_then_saved(product: Product, plain: Page) -> None:
    for name, before in (("Friendly reminder", "Reminder"), ("Reminder", "Friendly reminder")):
        follow(plain, f"{product.url}/messages/auto", before)
        plain.get_by_label("Name", exact=True).fill(name)
        plain.get_by_role("button", name="Review the change").click()
        expect(plain.get_by_role("main")).to_contain_text("Not saved yet.")
        expect(plain.locator(".effect-sum")).to_have_text("no message more or less in the next 14 days")
        plain.get_by_role("button", name=re.compile("^Save: ")).click()
        expect(plain.locator("#flash")).to_contain_text("Saved.")
        expect(plain.get_by_role("heading", level=1)).to_have_text(name)


def test_what_was_changed_after_the_review_is_reviewed_again(product: Product, plain: Page) -> None:
    follow(plain, f"{product.url}/messages/auto", "Reminder")
    plain.get_by_label("How long").fill("2")
    plain.get_by_role("button", name="Review the change").click()
    plain.get_by_label("How long").fill("9")
    plain.get_by_role("button", name=re.compile("^Save: ")).click()
    expect(plain.get_by_role("main")).to_contain_text("Not saved yet.")
    expect(plain.locator("#effect")).to_contain_text("9 days before the start")


def test_words_are_shown_as_they_arrive(product: Product, plain: Page) -> None:
    plain.goto(f"{product.url}/templates/standard/reminder")
    shown = plain.locator("#preview .bub")
    english = shown.inner_text()
    plain.get_by_role("radio", name="Spanish").check()
    plain.get_by_role("button", name="Show", exact=True).click()
    expect(shown).not_to_have_text(english)
    expect(shown).to_have_attribute("lang", "es")


def test_a_permission_is_given_and_taken_back(product: Product, plain: Page) -> None:
    for given in (True, False):
        plain.goto(f"{product.url}/settings/people/groups")
        tick = plain.get_by_label("Nursing: View the audit log")
        expect(tick).to_be_checked(checked=not given)
        tick.set_checked(given)
        plain.get_by_role("button", name="Save Nursing").click()
        expect(plain.get_by_label("Nursing: View the audit log")).to_be_checked(checked=given)
