"""A mailing is stopped while it runs: the numbers are told first, nothing more goes, it can be used again."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product
from tests.browser.mailing_steps import arrived
from tests.browser.neighbours import turn_clock
from tests.browser.people import sign_in, wrong_anywhere
from tests.browser.street import FAMILIES, Street

pytestmark = pytest.mark.browser
COURT = Street("Court", "606", "Swim physical")
GONE, LEFT = 50, FAMILIES - 50


def test_a_mailing_is_stopped_and_used_again(product: Product, desk: Page, tmp_path: Path) -> None:
    day = COURT.move_in(product, tmp_path).isoformat()
    COURT.delay_reports(product)
    sign_in(desk, product, "admin")
    desk.goto(f"{product.url}/schedule?{urlencode({'from': day, 'to': day, 'type': COURT.visit_type})}")
    desk.get_by_role("button", name=f"All matching ({FAMILIES})").click()
    desk.get_by_role("link", name=re.compile(f"^Send to {FAMILIES} parents")).click()
    desk.get_by_role("dialog").get_by_role("button", name=f"Send to {FAMILIES} parents").click()
    _leave_it_once(desk)
    _stop(desk)
    _nothing_more_goes(product, desk)
    _use_again(product, desk)


def _leave_it_once(desk: Page) -> None:
    """While it runs it says how far it is; whoever asks to stop reads the numbers, and may leave it."""
    expect(desk.get_by_role("progressbar", name=f"{GONE} of {FAMILIES} messages")).to_be_visible()
    assert wrong_anywhere(desk) == []
    desk.get_by_role("link", name="Stop …").click()
    main = desk.get_by_role("main")
    expect(main).to_contain_text(f"{GONE} messages have gone out and cannot be taken back.")
    expect(main).to_contain_text(f"{LEFT} messages have not gone and never will.")
    assert wrong_anywhere(desk) == []
    desk.get_by_role("link", name="Leave it as it is").click()
    expect(desk.get_by_role("link", name="Stop …")).to_be_visible()


def _stop(desk: Page) -> None:
    desk.get_by_role("link", name="Stop …").click()
    desk.get_by_role("button", name=f"Stop {LEFT} messages").click()
    expect(desk.locator("#flash")).to_contain_text("Stopped. What had not gone out never will.")
    expect(desk.get_by_role("heading", name=re.compile("^Stopped: "))).to_be_visible()
    assert wrong_anywhere(desk) == []


def _nothing_more_goes(product: Product, desk: Page) -> None:
    """Also not once the first fifty turn out to have arrived, which the rest had waited for."""
    COURT.report_now(product)
    turn_clock(product)
    desk.reload()
    expect(desk.get_by_role("progressbar", name=f"{GONE} of {FAMILIES} messages")).to_be_visible()
    expect(desk.get_by_role("link", name=f"Cancelled {LEFT}")).to_be_visible()
    for button in ("Pause", "Go on"):
        expect(desk.get_by_role("button", name=button)).to_have_count(0)
    last_of_them, first_of_the_rest = COURT.cell(GONE - 1), COURT.cell(GONE)
    expect(arrived(desk, product, "text", last_of_them).locator(".bub")).to_have_count(1)
    expect(arrived(desk, product, "text", first_of_the_rest).locator(".bub")).to_have_count(0)


def _use_again(product: Product, desk: Page) -> None:
    """A draft for the same visits, in which those who answered meanwhile are left out as ever."""
    desk.goto(f"{product.url}/messages")
    row = desk.get_by_role("row", name=re.compile(f"^Ask to confirm: .*{COURT.visit_type}"))
    expect(row).to_contain_text("Stopped")
    row.get_by_role("button", name=re.compile("^Use again")).click()
    expect(desk.locator("#flash")).to_contain_text("A new draft with the same words.")
    desk.goto(f"{product.url}/messages")
    expect(row.filter(has_text="Draft")).to_have_count(1)
