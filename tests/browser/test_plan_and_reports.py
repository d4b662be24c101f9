"""The administrator buys credits, keeps renewals, and reads reports with their numbers."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Product
from tests.browser.people import sign_in, wrong

pytestmark = pytest.mark.browser


def test_credits_are_bought(product: Product, desk: Page) -> None:
    """The price is told before anything is ordered; the balance and the ledger show what was bought."""
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/settings/plan")
    before = _balance(desk)
    desk.get_by_text("1,000 credits", exact=True).click()
    desk.get_by_role("button", name="See the price").click()
    facts = desk.locator("dl.facts")
    expect(facts).to_contain_text("1,000 credits")
    expect(facts).to_contain_text("$10.00")
    desk.get_by_role("button", name="Order for $10.00").click()
    expect(desk.locator("#flash")).to_contain_text("1,000 credits added.")
    # Messages that go out meanwhile take a little of it.
    assert before + 500 < _balance(desk) <= before + 1000
    bought = desk.get_by_role("row", name=re.compile(r"1,000 credits \$10\.00 Alex Morgan Paid"))
    expect(bought).to_be_visible()
    desk.get_by_role("navigation", name="Plan").get_by_role("link", name="Ledger").click()
    desk.get_by_label("What happened").select_option("Bought")
    desk.get_by_role("button", name="Show", exact=True).click()
    newest = desk.get_by_role("region", name="Lines of the ledger").locator("tbody tr").first
    expect(newest).to_contain_text("Bought")
    expect(newest).to_contain_text("+1,000")
    expect(newest).to_contain_text("by Alex Morgan")


def _balance(page: Page) -> Decimal:
    words = page.locator(".left-over strong").inner_text()
    return Decimal(words.removesuffix(" credits").replace(",", ""))


def test_a_certificate_is_renewed_and_taken_off(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/settings/renewals")
    desk.get_by_label("Whose").select_option("Dana K.")
    desk.get_by_role("textbox", name="What ends").fill("First aid course")
    desk.get_by_label("Valid up to").fill("2031-03-31")
    desk.get_by_role("button", name="Add", exact=True).click()
    line = desk.get_by_role("row", name=re.compile("First aid course"))
    expect(line).to_contain_text("Mar 31, 2031")
    _open_the_course(line)
    desk.get_by_label("Renewed until").fill("2033-03-31")
    desk.get_by_role("button", name="Renewed", exact=True).click()
    expect(desk.locator("#flash")).to_contain_text("Renewed.")
    expect(line).to_contain_text("Mar 31, 2033")
    _open_the_course(line)
    desk.get_by_role("button", name="Take off the list").click()
    expect(desk.locator("#flash")).to_contain_text("It is off the list.")
    expect(line).to_have_count(0)
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator("#flash")).to_contain_text("It is on the list again.")
    expect(line).to_contain_text("Mar 31, 2033")


def _open_the_course(line: Locator) -> None:
    line.get_by_role("link", name="First aid course of Dana K.: renewed or change").click()


def test_every_chart_tells_its_numbers_too(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/reports")
    charts = desk.locator("figure.chart")
    expect(charts).not_to_have_count(0)
    for chart in charts.all():
        title = chart.locator("svg[role=img] > title").text_content()
        if chart.locator("details.numbers:not([open])").count():
            chart.get_by_text("Show numbers").click()
        numbers = chart.get_by_role("table", name=title)
        expect(numbers).to_be_visible()
        assert numbers.locator("tbody td").count() > 0, title
    assert wrong(desk) == []
