"""The tabs of the Message center: what is written there goes out, is counted and can be read again."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Download, Page, expect

from tests.browser.conftest import Product
from tests.browser.mailing_steps import (
    arrived,
    credits_left,
    number_going,
    open_at_any_hour,
    send,
    to_families_that_owe,
    until_done,
    write,
)
from tests.browser.people import MOVING, sign_in, until

pytestmark = pytest.mark.browser
RUTHS_PHONE = "+19375550128"
JOAN = "Joan Fischer"


@pytest.fixture(scope="module", autouse=True)
def any_hour(product: Product) -> Iterator[None]:
    with open_at_any_hour(product):
        yield


def test_a_notice_is_written_checked_sent_and_arrives(product: Product, desk: Page) -> None:
    words = "Hello {parent}, our parking lot is closed on Friday."
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/messages")
    _is_current(desk, "Personalized messages")
    before = credits_left(desk)
    to_families_that_owe(desk, product, "Parking on Friday")
    write(desk, "Parking", words)
    _the_one_without_a_number_is_left_out(desk)
    number = number_going(desk)
    main = desk.get_by_role("main")
    expect(main).to_contain_text(re.compile(rf"Cost\s*\d+ credits\s*of {before:,} credits left"))
    desk.get_by_role("link", name=f"Send to {number} parents").click()
    expect(desk.get_by_role("dialog", name=f"Send to {number} parents?")).to_be_visible()
    desk.get_by_role("dialog").get_by_role("button", name=f"Send to {number} parents").click()
    expect(desk).to_have_url(re.compile(r"/jobs/\d+$"))
    until_done(desk)
    expect(desk.get_by_label(f"{number} of {number} messages")).to_be_visible()
    expect(arrived(desk, product, "text", RUTHS_PHONE)).to_contain_text(words.format(parent="Ruth"))
    desk.goto(f"{product.url}/messages")
    expect(desk.get_by_role("row", name=re.compile("Parking on Friday"))).to_contain_text("Done")
    assert credits_left(desk) < before


def _the_one_without_a_number_is_left_out(desk: Page) -> None:
    left = desk.locator("#left")
    expect(left.get_by_role("heading")).to_contain_text("left out")
    group = left.get_by_role("group").filter(has_text=JOAN)
    group.locator("summary").click()
    expect(group.get_by_role("link", name=JOAN)).to_be_visible()


def test_a_notice_is_sent_without_javascript(product: Product, plain: Page) -> None:
    sign_in(plain, product, "admin")
    to_families_that_owe(plain, product, "Side door")
    write(plain, "Side door", "Hello {parent}, please use the side door.")
    send(plain)
    until(plain.locator("#job-title", has_text=re.compile("^Done")), plain.reload)
    expect(arrived(plain, product, "text", RUTHS_PHONE)).to_contain_text("please use the side door.")


def test_automated_messages_stand_on_a_tab(product: Product, desk: Page) -> None:
    _opened(desk, product, "Automated messages")
    rules = desk.get_by_role("table", name="Automated messages in the order of a visit's life")
    expect(rules.get_by_role("row", name=re.compile("Confirmation request"))).to_be_visible()


def test_a_broadcast_reaches_the_mailboxes(product: Product, desk: Page) -> None:
    _opened(desk, product, "Email broadcasts")
    desk.get_by_role("link", name=re.compile("^Email broadcast One email")).click()
    desk.get_by_label("Description").fill("New hours")
    desk.get_by_role("radio", name="Some families").check()
    desk.get_by_label("Language of the parent").select_option("Spanish")
    desk.get_by_role("button", name="Save and go on").click()
    write(desk, "New hours", "We open at seven now.", text=False)
    address = desk.locator("table.recipients .sub").first.inner_text()
    assert "@" in address
    send(desk)
    until_done(desk)
    expect(arrived(desk, product, "email", address)).to_contain_text("New hours")
    _opened(desk, product, "Email broadcasts")
    expect(desk.get_by_role("row", name=re.compile("New hours"))).to_be_visible()


def test_every_number_of_the_report_leads_to_its_messages(product: Product, desk: Page) -> None:
    _opened(desk, product, "Messages sent")
    # A month that is over: of today more may leave between one page and the next.
    desk.get_by_role("link", name="Last month").click()
    expect(desk.get_by_role("link", name="Last month")).to_have_attribute("aria-current", "page")
    texts = desk.get_by_role("table").get_by_role("row", name=re.compile("^Text ")).get_by_role("link").first
    number = texts.inner_text()
    texts.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("History")
    expect(desk.locator(".totals")).to_contain_text(f"{number} messages sent")
    expect(desk.get_by_label("Contact mode")).to_have_value("text")


def test_columns_stay_as_somebody_chose_them(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    usual = _history_columns(desk, product)
    desk.get_by_role("link", name="Columns").click()
    desk.get_by_label("Children", exact=True).fill("")
    desk.get_by_label("Cost", exact=True).fill("99")
    desk.get_by_role("button", name="Save columns").click()
    expect(desk.locator("#flash")).to_contain_text("The columns are saved.")
    assert _history_columns(desk, product) == [*(each for each in usual if each != "Children"), "Cost"]
    desk.get_by_role("link", name="Columns").click()
    desk.get_by_role("button", name="Back to the usual columns").click()
    expect(desk.locator("#flash")).to_contain_text("The columns are saved.")
    assert _history_columns(desk, product) == usual


def _history_columns(desk: Page, product: Product) -> list[str]:
    desk.goto(f"{product.url}/messages/history?period=last7")
    return desk.locator("table.history thead th:not(.reading)").all_inner_texts()


def test_filters_are_kept_as_a_view(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/messages/history")
    desk.get_by_label("Contact mode").select_option("Email")
    desk.get_by_role("button", name="Show", exact=True).click()
    desk.get_by_text("Save this view", exact=True).click()
    desk.get_by_label("Name of the view").fill("Emails only")
    desk.get_by_role("group", name="Saved views").get_by_role("button", name="Save", exact=True).click()
    desk.goto(f"{product.url}/messages/history")
    desk.get_by_role("link", name="Emails only").click()
    expect(desk.get_by_label("Contact mode")).to_have_value("email")
    desk.get_by_role("button", name="Remove the view Emails only").click()
    expect(desk.get_by_role("link", name="Emails only")).to_have_count(0)


def test_the_exact_text_opens_in_its_line(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/messages/history?q=Luis%20Ortega&mode=text&category=confirmation_request")
    desk.locator("details.reads summary").first.click()
    expect(desk.locator("#told .text")).to_contain_text("Pablo")
    expect(desk.locator(MOVING)).to_have_count(0)


def test_messages_are_taken_out_as_files(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/messages/history?q=Luis%20Ortega&mode=text&category=confirmation_request")
    number = desk.locator("table.history tbody tr").count()
    with Path(_exported(desk, "CSV").path()).open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))
    assert len(rows) == number + 1
    assert {"Luis Ortega"} == {row[1] for row in rows[1:]}
    sheet = _exported(desk, "XLSX")
    assert sheet.suggested_filename.endswith(".xlsx")
    with Path(sheet.path()).open("rb") as opened_sheet:
        cells = list(load_workbook(opened_sheet, read_only=True).worksheets[0].values)
    assert [[str(cell or "") for cell in row[:2]] for row in cells] == [row[:2] for row in rows]


def _exported(desk: Page, kind: str) -> Download:
    with desk.expect_download() as download:
        desk.get_by_role("button", name=f"Export as {kind}").click()
    return download.value


def test_usage_is_told_in_figures_and_in_numbers(product: Product, desk: Page) -> None:
    _opened(desk, product, "Usage statistics")
    figures = desk.locator("dl.figures")
    bought = sum(_number(each) for each in desk.get_by_role("row", name=re.compile("Paid")).all_inner_texts())
    expect(figures).to_contain_text(re.compile(rf"Bought\s*{bought:,} credits"))
    expect(figures).to_contain_text(f"{credits_left(desk):,} credits")
    numbers = desk.get_by_role("table", name="Month by month")
    expect(numbers).to_be_hidden()
    desk.get_by_text("Show numbers: Month by month").click()
    expect(numbers).to_be_visible()
    expect(numbers.get_by_role("columnheader", name="Text")).to_be_visible()


def _number(told: str) -> int:
    """The first number of credits in it."""
    found = re.search(r"([\d,]+) credits", told)
    assert found, told
    return int(found[1].replace(",", ""))


def test_contact_preferences_stand_on_a_tab(product: Product, desk: Page) -> None:
    _opened(desk, product, "Contact preferences")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Contact preferences")


def _opened(desk: Page, product: Product, tab: str) -> None:
    """Get there by the tabs, as an administrator."""
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/messages")
    desk.get_by_role("navigation", name="Message center").get_by_role("link", name=tab, exact=True).click()
    _is_current(desk, tab)


def _is_current(desk: Page, tab: str) -> None:
    tabs = desk.get_by_role("navigation", name="Message center")
    expect(tabs.get_by_role("link", name=tab, exact=True)).to_have_attribute("aria-current", "page")
