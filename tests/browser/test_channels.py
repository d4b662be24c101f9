"""Channels of an installation that is all sandbox: what is missing is said, and nothing goes live."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product
from tests.browser.people import sign_in, wrong_anywhere

pytestmark = pytest.mark.browser


def test_a_sender_is_corrected_until_it_can_be_one(product: Product, either: Page) -> None:
    sign_in(either, product, "admin")
    either.goto(f"{product.url}/settings/channels")
    calls = either.get_by_role("region", name="Calls")
    calls.get_by_text(re.compile("^Sender, more tries")).click()
    for typed, said in (("12", "Not saved: please look at this"), ("(937) 555-0100", "")):
        either.get_by_label("Number that calls come from").fill(typed)
        calls.get_by_role("button", name="Save").click()
        if said:
            expect(either.locator(".errors")).to_contain_text(said)
            expect(either.get_by_label("Number that calls come from")).to_have_value(typed)
    expect(either.locator("#flash")).to_contain_text(re.compile("Saved.|Nothing was changed."))
    expect(calls).to_contain_text("(937) 555-0100")


def test_the_demo_never_goes_live(product: Product, desk: Page) -> None:
    """No button leads there, and whoever finds the address reads why."""
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/settings/channels")
    expect(desk.get_by_role("link", name=re.compile("^Go live"))).to_have_count(0)
    expect(desk.get_by_role("region", name="Texts")).to_contain_text("This is a demo practice.")
    desk.get_by_role("region", name="Texts").get_by_text("What the server needs").click()
    expect(desk.get_by_text("VONAGE_PRIVATE_KEY").first).to_be_visible()
    assert wrong_anywhere(desk) == []
    desk.goto(f"{product.url}/settings/channels/text/activate")
    expect(desk.get_by_role("alert")).to_contain_text("Texts cannot go live yet.")
    expect(desk.get_by_role("main").locator("li", has_text="This is a demo practice.")).to_be_visible()
    assert wrong_anywhere(desk) == []
