"""The Schedule: families asked from it, the mailing paused and resumed, and what was said on the phone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product
from tests.browser.neighbours import Household, day_of_visits, move_in
from tests.browser.people import link_of, sign_in, wrong_anywhere
from tests.browser.street import FAMILIES, Street

pytestmark = pytest.mark.browser
LANE = Street("Lane", "614", "Camp physical")
ROAD = Street("Road", "513", "Team physical")
GREEN = Household("Robin Green", ("Kit",), "(614) 555-0201", comes_for="Dance physical")


def test_only_what_stands_on_the_page_is_asked(product: Product, plain: Page, tmp_path: Path) -> None:
    """Without JavaScript: fifty of sixty stand on the page, and nothing goes before it is confirmed."""
    day = LANE.move_in(product, tmp_path)
    sign_in(plain, product, "admin")
    plain.goto(_schedule(product, day, LANE.visit_type))
    plain.get_by_role("button", name="Visible (50)").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Ask to confirm: 50 visits from the schedule")
    expect(plain.get_by_role("heading", name="50 messages")).to_be_visible()
    plain.get_by_role("link", name=re.compile("^Send to 50 parents")).click()
    expect(plain.get_by_role("dialog")).to_contain_text("50 by text")
    plain.get_by_role("link", name="Not yet").click()
    plain.goto(f"{product.url}/messages")
    expect(plain.get_by_role("row", name=re.compile("Ask to confirm: 50 visits"))).to_contain_text("Draft")


def test_what_was_said_on_the_phone_is_marked_and_taken_back(
    product: Product, desk: Page, tmp_path: Path
) -> None:
    """Undo is in reach, however far one has scrolled."""
    move_in(product, tmp_path, GREEN, asked=False)
    sign_in(desk, product, "front")
    desk.set_viewport_size({"width": 1280, "height": 360})
    desk.goto(_schedule(product, day_of_visits(product), GREEN.comes_for))
    row = desk.get_by_role("row", name=re.compile(GREEN.child))
    mark = row.get_by_role("button", name=re.compile("^Mark the visit"))
    mark.evaluate("button => button.scrollIntoView()")
    mark.click()
    expect(row).to_contain_text("Confirmed")
    undo = desk.locator("#flash").get_by_role("button", name="Undo")
    expect(undo).to_be_in_viewport()
    undo.click()
    expect(row).to_contain_text("No answer")


def test_all_that_match_are_asked_while_it_is_paused_and_goes_on(
    product: Product, desk: Page, phone: Page, tmp_path: Path
) -> None:
    day = ROAD.move_in(product, tmp_path)
    ROAD.delay_reports(product)
    sign_in(desk, product, "admin")
    desk.goto(_schedule(product, day, ROAD.visit_type))
    _mark_two(desk)
    desk.get_by_role("button", name=f"All matching ({FAMILIES})").click()
    expect(desk.get_by_role("heading", name=f"{FAMILIES - 2} messages")).to_be_visible()
    expect(desk.get_by_text("2 people: The family has already answered.")).to_be_visible()
    desk.get_by_role("link", name=re.compile("^Send to 58 parents")).click()
    desk.get_by_role("dialog").get_by_role("button", name="Send to 58 parents").click()
    _pause_and_go_on(product, desk)
    phone.goto(link_of(product, ROAD.child(59)))
    phone.get_by_role("button", name=re.compile("Kit is coming|coming")).first.click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Thank you")
    desk.goto(_schedule(product, day, ROAD.visit_type, status="confirmed"))
    expect(desk.get_by_role("row", name=re.compile(ROAD.child(59)))).to_contain_text("Confirmed")


def _mark_two(desk: Page) -> None:
    """Two families that called are ticked and marked together."""
    for child in (ROAD.child(0), ROAD.child(1)):
        desk.get_by_label(re.compile(f"^Select {child}")).check()
    desk.get_by_role("button", name="Mark as confirmed").click()
    expect(desk.get_by_role("row", name=re.compile(ROAD.child(1)))).to_contain_text("Confirmed")


def _pause_and_go_on(product: Product, desk: Page) -> None:
    """By clicks while it runs; nothing is lost on the way."""
    expect(desk.get_by_role("progressbar", name="50 of 58 messages")).to_be_visible()
    desk.get_by_role("button", name="Pause").click()
    expect(desk.locator("#flash")).to_contain_text("Paused.")
    expect(desk.get_by_role("heading", name=re.compile("^Paused since"))).to_be_visible()
    assert wrong_anywhere(desk) == []
    ROAD.report_now(product)
    desk.get_by_role("button", name="Go on").click()
    expect(desk.locator("#flash")).to_contain_text("Nobody gets it twice.")
    expect(desk.get_by_role("heading", name=re.compile("^Done"))).to_be_visible()
    expect(desk.get_by_role("progressbar", name="58 of 58 messages")).to_be_visible()
    assert wrong_anywhere(desk) == []


def _schedule(product: Product, day: date, visit_type: str, **more: str) -> str:
    asked = {"from": day.isoformat(), "to": day.isoformat(), "type": visit_type, **more}
    return f"{product.url}/schedule?{urlencode(asked)}"
