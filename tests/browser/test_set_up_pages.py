"""An administrator changes what goes out, in which words, and who is told of the answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product
from tests.browser.neighbours import Household, move_in
from tests.browser.people import link_of, sign_in
from tests.browser.states import follow

pytestmark = pytest.mark.browser
TO_BE_ASKED = Household("Joy Archway", ("Nat", "Lil"), cell="(937) 555-1178")
"""Visits about which nobody was asked yet, whatever the hour."""
ADLER = Household("Ruth Adlerson", ("Ben",), cell="(937) 555-1179")
WOULD_SET = re.compile(r"Would set \d+ contacts?: \d+ text to the cell phone\.")


def test_a_change_of_a_rule_is_foreseen_saved_and_written_down(
    product: Product, desk: Page, tmp_path: Path
) -> None:
    move_in(product, tmp_path, TO_BE_ASKED, asked=False)
    sign_in(desk, product, "admin")
    _ask(desk, product, "2", "3 days before the start")
    row = desk.get_by_role("row", name=re.compile("Confirmation request"))
    expect(row).to_contain_text("2 days before the start")
    desk.goto(f"{product.url}/audit")
    newest = desk.locator("#audit tbody tr").first
    expect(newest).to_contain_text("Alex Morgan")
    expect(newest).to_contain_text("Confirmation request")
    expect(newest.locator("dl")).to_contain_text("was 3 → now 2")
    _ask(desk, product, "3", "2 days before the start")


def _ask(desk: Page, product: Product, days: str, before: str) -> None:
    """Let families be asked so many days before: a slip is seen in time, what is saved stands in the list."""
    follow(desk, f"{product.url}/messages/auto", "Confirmation request")
    panel = desk.locator("#effect")
    change = panel.locator(".effect-sum")
    expect(panel).to_contain_text(before)
    expect(change).to_have_text("no message more or less in the next 14 days")
    desk.get_by_label("How long").fill("14")
    expect(change).to_have_text(re.compile("fewer messages? in the next 14 days"))
    desk.get_by_label("How long").fill(days)
    expect(panel).to_contain_text(f"{days} days before the start")
    expect(change).to_be_visible()
    panel.get_by_role("button", name=re.compile("^Save")).click()
    expect(desk.locator("#flash")).to_contain_text("Saved.")
    desk.get_by_role("link", name="Back to the list").click()


def test_words_of_ones_own(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    address = _copy_of_the_reminder(desk, product)
    english = desk.get_by_label("English", exact=True)
    standard = english.input_value()
    _type_an_element(desk)
    _break_an_element(desk, standard)
    desk.goto(address)
    _save(desk, standard.replace("Call {phone}", "Questions? {phone}"))
    _send_a_test(desk, product, "Questions? 937-555-0142")
    _restore(desk, address)
    desk.goto(address)
    expect(desk.get_by_label("English", exact=True)).to_have_value(standard)
    _put_away(desk)


def _copy_of_the_reminder(desk: Page, product: Product) -> str:
    desk.goto(f"{product.url}/templates")
    desk.get_by_role("button", name="Copy the standard words to edit: Reminder").click()
    expect(desk.locator("#flash")).to_contain_text("Your copy is ready.")
    desk.get_by_role("link", name="1 child").click()
    desk.wait_for_url("**for=**")
    return desk.url


def _type_an_element(desk: Page) -> None:
    """An element put in with a button is shown as it arrives, and counted."""
    size, bubble = desk.locator("#meter-en b").first, desk.locator("#preview .bub")
    before, shown = int(size.inner_text()), bubble.inner_text()
    desk.get_by_label("English", exact=True).press("ControlOrMeta+End")
    desk.get_by_role("group", name="Elements").get_by_role("button", name="Weekday").click()
    expect(bubble).not_to_have_text(shown)
    assert int(size.inner_text()) > before


def _break_an_element(desk: Page, words: str) -> None:
    desk.get_by_label("English", exact=True).fill(words.replace("{practice}", "{praktice}"))
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_role("alert")).to_contain_text("{praktice}")
    expect(desk.get_by_role("alert")).to_contain_text("{practice}")


def _save(desk: Page, words: str) -> None:
    desk.get_by_label("English", exact=True).fill(words)
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator("#flash")).to_contain_text("Saved.")


def _send_a_test(desk: Page, product: Product, words: str) -> None:
    desk.get_by_role("button", name="Send a test to me").click()
    expect(desk.get_by_text("A test is on its way to admin@willow.example")).to_be_visible()
    desk.goto(f"{product.url}/sandbox?address=admin@willow.example")
    arrived = desk.locator("#outbox .text", has_text=words)
    expect(arrived.first).to_be_attached()


def _restore(desk: Page, address: str) -> None:
    """Back to the words before: they are a version of their own, and the others stay."""
    desk.goto(address)
    desk.get_by_role("link", name="History").click()
    expect(desk.locator("article", has_text="in use").first).to_contain_text("Version 2")
    desk.get_by_role("button", name=re.compile("^Restore version 1")).click()
    expect(desk.locator("#flash")).to_contain_text("The older words are in use again")
    expect(desk.locator("article", has_text="in use").first).to_contain_text("Version 3")


def _put_away(desk: Page) -> None:
    desk.get_by_role("link", name="When it is sent").click()
    desk.get_by_role("button", name="Put away").click()
    expect(desk.locator("#flash")).to_contain_text("The texts are put away.")


def test_the_department_that_a_rule_names_is_told(
    product: Product, desk: Page, phone: Page, tmp_path: Path
) -> None:
    move_in(product, tmp_path, ADLER)
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/settings/departments")
    desk.get_by_role("link", name="Add a rule").click()
    desk.get_by_text("Appointment types").click()
    desk.get_by_label("Well visit").check()
    desk.get_by_label("Department").select_option("Billing")
    desk.get_by_role("button", name="Add the rule").click()
    rule = desk.locator("li.route", has_text="Well visit")
    expect(rule).to_contain_text("Billing")
    desk.wait_for_load_state()  # what is chosen before the script listens is only sent by the button
    desk.get_by_label("Appointment type").select_option("Well visit")
    expect(desk.locator(".verdict")).to_contain_text("Billing")
    expect(desk.locator(".verdict")).to_contain_text("Rule 2 decides: Well visit.")
    phone.goto(link_of(product, ADLER.child))
    phone.get_by_role("button", name="Ben can't come").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("We cancelled the visit")
    desk.goto(f"{product.url}/cancellations")
    of_ben = desk.locator("li.item", has=desk.get_by_role("link", name=ADLER.child))
    expect(of_ben.filter(has_text="Billing")).to_contain_text("Cancelled")
    desk.goto(f"{product.url}/settings/departments")
    rule.get_by_role("button", name="Remove").click()
    expect(rule).to_have_count(0)


def test_preferences_are_set_once(product: Product, desk: Page) -> None:
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/messages/preferences")
    purposes = ("Reminders", "Recalls", "General notices", "Patient portal")
    for purpose in purposes:
        with desk.expect_response(re.compile("preferences")):
            desk.get_by_role("group", name=purpose).get_by_label("Text").check()
    expect(desk.locator(".would").first).to_have_text(WOULD_SET)
    would = [int(re.findall(r"\d+", each)[0]) for each in desk.locator(".would").all_inner_texts()]
    assert len(would) == len(purposes)
    desk.get_by_role("button", name=f"Set {sum(would)} defaults").click()
    expect(desk.locator("#flash")).to_contain_text(f"{sum(would)} fields set.")
    desk.goto(f"{product.url}/messages/preferences?reminders=text")
    expect(desk.get_by_role("main")).to_contain_text("0 blank. Nothing to do.")
    _take_back(desk, product, purposes)


def _take_back(desk: Page, product: Product, purposes: tuple[str, ...]) -> None:
    """The demo has one parent who never chose; other tests look at it."""
    desk.goto(f"{product.url}/families?q=Iris Bell")
    desk.locator("#found th a").first.click()
    desk.get_by_text("Edit Nadia Bell").click()
    for purpose in purposes:
        desk.get_by_label(purpose, exact=True).select_option("Not chosen")
    desk.locator("section.person").get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_role("main")).to_contain_text(
        "Nadia Bell will get nothing about Iris: No preferred way"
    )
