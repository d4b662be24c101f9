"""The Schedule: families asked from it, the mailing paused and resumed, and what was said on the phone."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Product
from tests.browser.people import link_of, sign_in, violations, wrong_anywhere
from tests.browser.street import FAMILIES, VISIT_TYPE, street

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def day(product: Product, tmp_path_factory: pytest.TempPathFactory) -> date:
    """The day on which the whole street comes."""
    return street(product, tmp_path_factory.mktemp("street"))


def test_only_what_stands_on_the_page_is_asked(product: Product, chromium: Browser, day: date) -> None:
    """Without JavaScript: fifty of sixty stand on the page, and nothing goes before it is confirmed."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, product, "admin")
    page.goto(_schedule(product, day))
    page.get_by_role("button", name="Visible (50)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask to confirm: 50 visits from the schedule")
    expect(page.get_by_role("heading", name="50 messages")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Send to 50 parents")).click()
    expect(page.get_by_role("dialog")).to_contain_text("50 by text")
    page.get_by_role("link", name="Not yet").click()
    page.goto(f"{product.url}/messages")
    expect(page.get_by_role("row", name=re.compile("Ask to confirm: 50 visits"))).to_contain_text("Draft")
    context.close()


def test_what_was_said_on_the_phone_is_marked_and_taken_back(product: Product, desk: Page, day: date) -> None:
    sign_in(desk, product, "front")
    desk.goto(_schedule(product, day))
    row = desk.get_by_role("row", name=re.compile("Kit Laneac"))
    row.get_by_role("button", name=re.compile("^Mark the visit")).click()
    expect(row).to_contain_text("Confirmed")
    desk.locator("#flash").get_by_role("button", name="Undo").click()
    expect(row).to_contain_text("No answer")


def test_all_that_match_are_asked_while_it_is_paused_and_goes_on(
    product: Product, desk: Page, phone: Page, day: date
) -> None:
    sign_in(desk, product, "admin")
    desk.goto(_schedule(product, day))
    _mark_two(desk)
    desk.get_by_role("button", name=f"All matching ({FAMILIES})").click()
    expect(desk.get_by_role("heading", name=f"{FAMILIES - 2} messages")).to_be_visible()
    expect(desk.get_by_text("2 people: The family has already answered.")).to_be_visible()
    desk.get_by_role("link", name=re.compile("^Send to 58 parents")).click()
    desk.get_by_role("dialog").get_by_role("button", name="Send to 58 parents").click()
    _pause_and_go_on(desk)
    phone.goto(link_of(product, "Kit Lanech"))
    phone.get_by_role("button", name=re.compile("Kit is coming|coming")).first.click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Thank you")
    desk.goto(_schedule(product, day) + "&status=confirmed")
    expect(desk.get_by_role("row", name=re.compile("Kit Lanech"))).to_contain_text("Confirmed")


def _mark_two(desk: Page) -> None:
    """Two families that called are ticked and marked together."""
    for child in ("Kit Laneaa", "Kit Laneab"):
        desk.get_by_label(re.compile(f"^Select {child}")).check()
    desk.get_by_role("button", name="Mark as confirmed").click()
    expect(desk.get_by_role("row", name=re.compile("Kit Laneab"))).to_contain_text("Confirmed")


def _pause_and_go_on(desk: Page) -> None:
    """By clicks while it runs; nothing is lost on the way."""
    desk.get_by_role("button", name="Pause").click()
    expect(desk.locator("#flash")).to_contain_text("Paused.")
    expect(desk.get_by_role("heading", name=re.compile("^Paused since"))).to_be_visible()
    assert wrong_anywhere(desk) == []
    desk.get_by_role("button", name="Go on").click()
    expect(desk.locator("#flash")).to_contain_text("Nobody gets it twice.")
    expect(desk.get_by_role("heading", name=re.compile("^Done"))).to_be_visible(timeout=60_000)
    expect(desk.get_by_role("progressbar", name="58 of 58 messages")).to_be_visible()
    assert violations(desk) == []


def _schedule(product: Product, day: date) -> str:
    asked = {"from": day.isoformat(), "to": day.isoformat(), "type": VISIT_TYPE}
    return f"{product.url}/schedule?{urlencode(asked)}"
