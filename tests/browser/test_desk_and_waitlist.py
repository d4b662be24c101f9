"""Cancellations at the desk, a freed time on the waitlist, and two people at one item."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Product
from tests.browser.neighbours import Household, move_in, turn_clock
from tests.browser.people import link_of, sideways, sign_in
from tests.browser.waiting_families import gave_up, wait_for_a_time

pytestmark = pytest.mark.browser
OAK = Household("Nell Oakes", ("Bo",), cell="(937) 555-1301")
ELM = Household("Hugo Elms", ("Ivy",), cell="(937) 555-1302")
ASH = Household("Lena Ashby", ("Max",), cell="(937) 555-1303")
ROWAN = Household("Marta Rowan", ("Luz",), cell="(937) 555-1304", speaks="Spanish")
YEW = Household("Otto Yewdale", ("Kai",), cell="(937) 555-1305")


def test_a_cancellation_comes_in_and_is_worked_through(
    product: Product, desk: Page, phone: Page, tmp_path: Path
) -> None:
    """Nobody reloads: it comes in behind "1 new", is taken, noted, put off, brought back and done."""
    move_in(product, tmp_path, OAK)
    sign_in(desk, product, "front")
    desk.goto(f"{product.url}/cancellations?q=Oakes")
    phone.goto(link_of(product, OAK.child))
    phone.get_by_role("button", name="Bo can't come").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("We cancelled the visit")
    item = _item(desk, OAK)
    expect(item).to_have_count(0)
    desk.get_by_role("link", name="1 new").click()
    expect(item).to_contain_text("Nell Oakes")
    _take_and_note(desk, item)
    _put_off_and_bring_back(desk, item)
    _done_and_undone(desk, item)


def _take_and_note(desk: Page, item: Locator) -> None:
    item.get_by_role("button", name="Take it: Bo Oakes").click()
    expect(desk.locator("#flash")).to_contain_text("Dana K. has it.")
    expect(item.locator(".top")).to_contain_text("Yours")
    item.get_by_text("Note, put off, give to a colleague").click()
    item.get_by_label("Note for your colleagues").fill("Wants a new time in spring.")
    item.get_by_role("button", name="Save note").click()
    expect(item.locator(".jotted")).to_contain_text("Wants a new time in spring.")


def _put_off_and_bring_back(desk: Page, item: Locator) -> None:
    if not item.get_by_role("button", name="Tomorrow morning").is_visible():
        item.get_by_text("Note, put off, give to a colleague").click()
    item.get_by_role("button", name="Tomorrow morning").click()
    expect(item.locator(".top")).to_contain_text("Comes back tomorrow")
    item.get_by_role("button", name="Bring back now: Bo Oakes").click()
    expect(desk.locator("#flash")).to_contain_text("It asks again.")
    expect(item.locator(".top")).not_to_contain_text("Comes back")


def _done_and_undone(desk: Page, item: Locator) -> None:
    item.get_by_role("button", name="Done: Bo Oakes").press("Enter")
    expect(desk.locator("#flash")).to_contain_text("Done.")
    expect(item).to_contain_text("Done by Dana K.")
    expect(item.get_by_role("button", name="Open again: Bo Oakes")).to_be_visible()
    desk.keyboard.press("u")
    expect(desk.locator("#flash")).to_contain_text("It waits again.")
    expect(_item(desk, OAK).get_by_role("button", name="Done: Bo Oakes")).to_be_visible()


def test_a_freed_time_goes_to_the_first_family_that_says_yes(
    product: Product, desk: Page, plain_phone: Page, tmp_path: Path
) -> None:
    """Two clicks from Today; the desk sees who took it, and whoever was slower keeps the place."""
    move_in(product, tmp_path, ELM, ASH, ROWAN)
    wait_for_a_time(product, ASH, ROWAN)
    gave_up(product, ELM)
    sign_in(desk, product, "front")
    desk.goto(f"{product.url}/today")
    desk.get_by_role("link", name=re.compile("^Cancellations")).click()
    desk.get_by_role("button", name="Offer the time of Ivy Elms to the waitlist").click()
    expect(desk.locator("#flash")).to_contain_text("The first family that says yes gets it.")
    turn_clock(product)
    first, second = (_offer_on_the_phone_of(product, desk, each) for each in ("19375551303", "19375551304"))
    desk.goto(f"{product.url}/cancellations?q=Elms")
    expect(_item(desk, ELM)).to_contain_text("Offered to the waitlist.")
    slower = plain_phone.context.new_page()
    slower.goto(second)
    _says_yes(plain_phone, first)
    expect(_item(desk, ELM)).to_contain_text("Filled from the waitlist: Max has this time.")
    _is_too_late(slower)
    desk.goto(f"{product.url}/waitlist")
    expect(desk.get_by_role("row", name=re.compile("Luz Rowan"))).to_contain_text("Asked 1 time")
    expect(desk.get_by_role("row", name=re.compile("Max Ashby"))).to_have_count(0)


def _offer_on_the_phone_of(product: Product, page: Page, number: str) -> str:
    """The address in the family's newest text about a free time."""
    page.goto(f"{product.url}/sandbox?channel=text&address=%2B{number}")
    text = page.locator(".bub", has_text="/w/").last
    expect(text).to_be_visible()
    found = re.search(r"http\S+/w/\S+", text.inner_text())
    assert found
    return found[0]


def _says_yes(phone: Page, link: str) -> None:
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("A free time for Max")
    assert sideways(phone) == []
    phone.get_by_role("button", name="Yes, take this time").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("The time is yours.")


def _is_too_late(phone: Page) -> None:
    """The page was open all the while, and still had the button."""
    expect(phone.locator("html")).to_have_attribute("lang", "es")
    phone.get_by_role("button", name="Sí, la quiero").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Esa cita ya se dio.")
    expect(phone.get_by_role("main")).to_contain_text("Conserva su lugar en la lista.")
    expect(phone.get_by_role("button", name="Sí, la quiero")).to_have_count(0)
    assert sideways(phone) == []


def test_two_at_one_cancellation(product: Product, desk: Page, colleague: Page, tmp_path: Path) -> None:
    """Whoever is slower sees how it stands now, and what was typed is still there."""
    move_in(product, tmp_path, YEW)
    gave_up(product, YEW)
    for page, who in ((desk, "front"), (colleague, "nurse")):
        sign_in(page, product, who)
        # As if neither screen had asked yet for what changed since it was drawn.
        page.route("**/cancellations/delta*", lambda route: route.fulfill(status=204))
        page.goto(f"{product.url}/cancellations?q=Yewdale")
    _write(colleague, "Called, will call back at 4.")
    expect(_item(colleague, YEW).locator(".jotted")).to_contain_text("will call back at 4")
    with desk.expect_response(re.compile("/note")) as answered:
        _write(desk, "Needs a wheelchair room.")
    assert answered.value.status == 409
    item = _item(desk, YEW)
    expect(desk.locator("#flash")).to_contain_text("Rosa M.")
    expect(desk.locator("#flash")).to_contain_text("changed the note. Yours was not saved")
    expect(item.locator(".jotted")).to_contain_text("Called, will call back at 4.")
    expect(item.get_by_label("Note for your colleagues")).to_be_visible()
    expect(item.get_by_label("Note for your colleagues")).to_have_value("Needs a wheelchair room.")
    item.get_by_role("button", name="Save note").click()
    expect(item.locator(".jotted")).to_contain_text("Needs a wheelchair room.")
    _both_finish(desk, colleague)


def _write(page: Page, words: str) -> None:
    item = _item(page, YEW)
    item.get_by_text("Note, put off, give to a colleague").click()
    item.get_by_label("Note for your colleagues").fill(words)
    item.get_by_role("button", name="Save note").click()


def _both_finish(desk: Page, colleague: Page) -> None:
    _item(colleague, YEW).get_by_role("button", name="Done: Kai Yewdale").click()
    expect(colleague.locator("#flash")).to_contain_text("Done.")
    with desk.expect_response(re.compile("/finish")) as answered:
        _item(desk, YEW).get_by_role("button", name="Done: Kai Yewdale").click()
    assert answered.value.status == 409
    expect(desk.locator("#flash")).to_contain_text("Rosa M. did this already")
    expect(_item(desk, YEW)).to_contain_text("Done by Rosa M.")


def _item(page: Page, household: Household) -> Locator:
    return page.locator("#notices li.item", has_text=household.child)
