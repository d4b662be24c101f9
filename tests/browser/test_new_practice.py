"""A practice goes from nothing to a reminder answered by a parent, on pages only (scorecard A1)."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product
from tests.browser.people import sideways, until, violations

pytestmark = pytest.mark.browser
MOST_FIELDS = 12
MINUTES = 5


class Newcomer:
    """An administrator at the desk who fills fields, one after the other, and presses buttons."""

    def __init__(self, page: Page, *, script: bool) -> None:
        self.page = page
        self.script = script
        self.fields = 0

    def fill(self, label: str, value: str) -> None:
        field = self.page.get_by_label(label, exact=True)
        self.fields += 1
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def arrives_at(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", name=heading)).to_be_visible()
        self.can_read_it()

    def can_read_it(self) -> None:
        """axe needs timers, which a page without script does not have."""
        if self.script:
            assert violations(self.page) == []


def test_from_nothing_to_the_first_answer(
    empty_product: Product, either: Page, phone: Page, request: pytest.FixtureRequest
) -> None:
    began = time.monotonic()
    script = "no-script" not in request.node.name
    newcomer = Newcomer(either, script=script)
    _start(newcomer, empty_product.url)
    _set_up(newcomer)
    link = _try_it(newcomer)
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text(re.compile("Are Emma and Jack still coming"))
    phone.get_by_role("group", name=re.compile("Jack")).get_by_text("Can't come").click()
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Only Emma is coming.")
    if not script:
        either.get_by_role("link", name="Refresh").click()
    expect(either.get_by_role("main")).to_contain_text("Tom Becker answered: Emma: coming, Jack: can't come")
    either.get_by_role("link", name="See it on Today").click()
    expect(either.locator("tr", has_text="Emma Becker")).to_contain_text("Confirmed")
    expect(either.locator("tr", has_text="Jack Becker")).to_contain_text("Cancelled")
    assert newcomer.fields <= MOST_FIELDS
    assert time.monotonic() - began < MINUTES * 60
    _samples_go_away(newcomer, empty_product.url)


def _start(newcomer: Newcomer, url: str) -> None:
    page = newcomer.page
    page.goto(url)
    newcomer.arrives_at("Set up your practice")
    newcomer.fill("Name of the practice", "Oak Hill Pediatrics")
    newcomer.fill("Time zone", "America/Chicago")
    newcomer.fill("Your name", "Alex Morgan")
    newcomer.fill("Your email", "alex@oakhill.example")
    newcomer.fill("Password", "a short sentence")
    newcomer.press("Set up the practice")


def _set_up(newcomer: Newcomer) -> None:
    newcomer.arrives_at("1. How families see Oak Hill Pediatrics")
    newcomer.fill("Short name", "Oak Hill")
    newcomer.fill("Phone", "(937) 555-0142")
    newcomer.fill("Address", "12 Oak Hill Road, Dayton")
    newcomer.press("Save and go on")
    newcomer.arrives_at("2. What Deskbell does by itself")
    newcomer.fill("Email that is told of every cancellation", "front@oakhill.example")
    newcomer.press("Looks right")
    newcomer.arrives_at("3. Visits")
    newcomer.press("Use sample families")
    newcomer.arrives_at("4. Your words")
    newcomer.press("Looks right")
    newcomer.arrives_at("5. Try it")


def _try_it(newcomer: Newcomer) -> str:
    """Send the reminder; the link that stands beside it, once it has arrived."""
    page = newcomer.page
    newcomer.press("Send a reminder now")
    arrived = page.get_by_text("has arrived on the phone of Tom Becker")
    until(arrived, page.get_by_role("link", name="Refresh").click)
    newcomer.can_read_it()
    expect(page.locator(".phone")).to_contain_text("Oak Hill: Emma and Jack")
    link = page.get_by_role("link", name=re.compile("Open as the parent")).get_attribute("href")
    assert link
    return link


def _samples_go_away(newcomer: Newcomer, url: str) -> None:
    newcomer.page.goto(f"{url}/setup")
    newcomer.arrives_at("Before you go live")
    newcomer.press("Remove sample families")
    expect(newcomer.page.locator("#flash")).to_contain_text("6 sample children taken away")
    newcomer.page.goto(f"{url}/start")
    expect(newcomer.page.get_by_role("heading", level=1)).to_contain_text("We can't find this page")


def test_the_first_page_is_filled_by_keyboard_alone(empty_product: Product, desk: Page) -> None:
    desk.goto(f"{empty_product.url}/start")
    desk.get_by_label("Name of the practice").focus()
    for typed in (
        "Oak Hill Pediatrics",
        "Eastern",
        "Alex Morgan",
        "alex@oakhill.example",
        "a short sentence",
    ):
        desk.keyboard.type(typed)
        desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="1. How families see Oak Hill Pediatrics")).to_be_visible()
    desk.set_viewport_size({"width": 320, "height": 640})
    assert sideways(desk) == []
