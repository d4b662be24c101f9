"""What somebody does who writes a mailing: whom, what it says, check, send, and look where it arrived."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from app.models import DeliveryRulesRow
from app.work import work
from tests.browser.conftest import Product
from tests.browser.neighbours import willow

OWING = "20"
"""The families that owe at least so many dollars are few: parents with a phone, and one without."""


@contextmanager
def open_at_any_hour(product: Product) -> Iterator[None]:
    """Mailings leave whenever the tests run."""
    with _delivery(product, (time(0), time(0)), list(range(7))):
        yield


@contextmanager
def _delivery(product: Product, window: tuple[time, time], days: list[int]) -> Iterator[None]:
    before = _set(product, window, days)
    yield
    _set(product, *before)


def _set(product: Product, window: tuple[time, time], days: list[int]) -> tuple[tuple[time, time], list[int]]:
    practice_id = willow(product)
    with product.app.app_context(), work(practice_id) as session:
        rules = session.scalars(select(DeliveryRulesRow)).one()
        before = (rules.window_from, rules.window_to), rules.days
        rules.window_from, rules.window_to = window
        rules.days = days
        return before


def to_families_that_owe(page: Page, product: Product, description: str) -> None:
    """A draft to them; ends where it is written."""
    page.goto(f"{product.url}/messages/new?for=families")
    page.get_by_label("Description").fill(description)
    page.get_by_label("At least so many dollars unpaid").fill(OWING)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="Words", exact=True)).to_be_visible()


def write(page: Page, subject: str, words: str, *, text: bool = True) -> None:
    """The same words in both languages; ends where they are checked."""
    for language in ("English", "Spanish"):
        if text:
            page.get_by_label(f"{language}: Text message and phone call").fill(words)
        page.get_by_label(f"{language}: Email subject").fill(subject)
        page.get_by_label(re.compile(f"{language}: Email(, letter and fax)?$")).fill(words)
    page.get_by_role("button", name="Save and check who gets it").click()
    expect(page.get_by_role("heading", name="Who gets it")).to_be_visible()


def number_going(page: Page) -> int:
    """How many messages the review says will go."""
    told = page.locator("#summary-title").inner_text()
    return int(told.split()[0].replace(",", ""))


def send(page: Page) -> None:
    """Ask to send it and say yes; ends on the page of the mailing."""
    page.get_by_role("link", name=re.compile("^Send ")).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Send ")).click()
    expect(page).to_have_url(re.compile(r"/jobs/\d+$"))


def until_done(page: Page) -> None:
    """The page of the mailing tells by itself that all has left."""
    expect(page.locator("#job-title")).to_contain_text("Done")


def arrived(page: Page, product: Product, channel: str, address: str) -> Locator:
    """What the sandbox shows of that phone or inbox."""
    page.goto(f"{product.url}/sandbox/device/{channel}?address={address.replace('+', '%2B')}")
    return page.locator("#device")


def credits_left(page: Page) -> int:
    """The balance that stands beside the tabs of the Message center."""
    told = page.locator(".center .left").inner_text()
    return int(told.split()[0].replace(",", ""))
