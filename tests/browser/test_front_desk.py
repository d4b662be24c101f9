"""The front desk and the administrator, with and without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Product
from tests.browser.neighbours import Household, move_in
from tests.browser.people import enter, sign_in, until, violations, visit_of

pytestmark = pytest.mark.browser
WEEK = Path(__file__).parent.parent / "data" / "csv" / "willow-week.csv"
SHAWS = {
    "script": Household("Rita Shaw", ("Ann",), cell="(937) 555-1251"),
    "no-script": Household("Rita Shawcross", ("Ann",), cell="(937) 555-1252"),
}
BAD = Path(__file__).parent.parent / "data" / "csv" / "willow-bad-rows.csv"


def test_a_visit_is_confirmed_on_the_phone(
    product: Product, either: Page, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    shaw = SHAWS[request.node.callspec.id]
    move_in(product, tmp_path, shaw, asked=False)
    sign_in(either, product, "front")
    visit = visit_of(product, shaw.child)
    either.goto(f"{product.url}/today?d={visit['starts_at'][:10]}")
    row = either.locator(f"#visit-{visit['id']}")
    row.get_by_role("button", name=re.compile("as confirmed")).click()
    expect(row).to_contain_text("Confirmed")
    assert visit_of(product, shaw.child)["status"] == "Confirmed"


def test_a_schedule_file_is_imported_twice_and_the_second_changes_nothing(
    product: Product, either: Page
) -> None:
    sign_in(either, product, "admin")
    for _ in range(2):
        _import(either, product, WEEK)
    figures = either.locator("dl.counts")
    expect(figures).to_contain_text(re.compile(r"unchanged\s*270"))
    expect(figures).to_contain_text(re.compile(r"new\s*0"))


def test_bad_rows_are_explained_and_the_good_ones_are_there(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    _import(desk, product, BAD)
    report = desk.get_by_role("main")
    for words in ("35", "52", "Teleported"):
        expect(report).to_contain_text(words)
    assert violations(desk) == []
    with desk.expect_download() as download:
        desk.get_by_role("link", name=re.compile("Download|download")).first.click()
    assert "A1200051" in Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_the_columns_of_a_file_can_be_read_by_everybody(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    _upload(desk, product, BAD)
    assert violations(desk) == []
    desk.get_by_role("button", name="Try it without changing anything").click()
    expect(desk.get_by_role("heading", name="What would happen")).to_be_visible()
    assert violations(desk) == []


def _upload(page: Page, product: Product, file: Path) -> None:
    page.goto(f"{product.url}/imports")
    page.get_by_label("Schedule as CSV").set_input_files(file)
    page.get_by_role("button", name="Upload and look at the columns").click()


def _import(page: Page, product: Product, file: Path) -> None:
    _upload(page, product, file)
    page.get_by_role("button", name="Import now").click()
    until(page.get_by_role("heading", name=re.compile("^Done")), page.reload)


def test_global_settings_say_what_they_do_and_refuse_what_cannot_be(product: Product, either: Page) -> None:
    sign_in(either, product, "admin")
    either.goto(f"{product.url}/messages/auto/settings")
    deadline = either.get_by_label(re.compile("hours before the visit"))
    deadline.fill("25")
    either.get_by_role("button", name="Save", exact=True).click()
    expect(either.get_by_role("main")).to_contain_text("1 to 24 hours before the visit, for example 2")
    for hours, latest in (("2", "12:30 PM"), ("1", "1:30 PM")):
        either.get_by_label(re.compile("hours before the visit")).fill(hours)
        # The sentence changes while typing; only the page that comes after saving says that it is saved.
        with either.expect_navigation():
            either.get_by_role("button", name="Save", exact=True).click()
        expect(either.locator("#flash")).to_contain_text("Saved.")
        expect(either.get_by_role("main")).to_contain_text(
            f"A parent with a 2:30 PM visit can cancel until {latest}."
        )


def test_the_sentence_changes_while_typing(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/messages/auto/settings")
    desk.get_by_label(re.compile("hours before the visit")).fill("3")
    desk.get_by_label(re.compile("hours before the visit")).blur()
    expect(desk.get_by_role("main")).to_contain_text(
        "A parent with a 2:30 PM visit can cancel until 11:30 AM."
    )


def test_search_finds_a_family_from_anywhere(product: Product, desk: Page) -> None:
    sign_in(desk, product, "front")
    desk.goto(f"{product.url}/today")
    desk.keyboard.press("/")
    desk.keyboard.type("ramo")
    desk.keyboard.press("Enter")
    desk.get_by_role("link", name=re.compile("Ramos")).first.click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Ramos")


def test_signing_out_ends_a_copied_cookie(product: Product, chromium: Browser) -> None:
    first = chromium.new_context()
    page = first.new_page()
    enter(page, product, "nurse")
    copied = chromium.new_context(storage_state=first.storage_state())
    thief = copied.new_page()
    thief.goto(f"{product.url}/today")
    expect(thief).to_have_url(re.compile("/today"))
    page.get_by_text("Nursing").first.click()
    page.get_by_role("button", name="Sign out").click()
    thief.goto(f"{product.url}/today")
    expect(thief).to_have_url(re.compile("/login"))
    first.close()
    copied.close()
