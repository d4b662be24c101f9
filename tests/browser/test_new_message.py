"""Whoever writes a message sees what it is chosen by: each way shows its own fields, and only those."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product
from tests.browser.people import sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("word", "field"),
    [
        ("visits", "First day"),
        ("recalls", "Check-up"),
        ("families", "Language of the parent"),
        ("picked", "Find by parent, child, or the last digits of a phone number"),
    ],
)
def test_a_message_shows_what_its_families_are_chosen_by(
    product: Product, desk: Page, word: str, field: str
) -> None:
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/messages/new?for={word}")
    expect(desk.get_by_label(field)).to_be_visible()


def test_the_fields_follow_the_choice_of_all_or_some(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/messages/new?for=mass")
    language = desk.get_by_label("Language of the parent")
    expect(language).to_be_hidden()
    desk.get_by_role("radio", name="Some families").check()
    expect(language).to_be_visible()
