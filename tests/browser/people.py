"""What the people in these journeys do: sign in, find a link, open a page."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.queries.appointment_list import appointment_list
from app.queries.message_list import message_list
from app.queries.notice_list import notice_list
from app.queries.practice_by_slug import practice_by_slug
from app.work import work, work_everywhere
from tests.browser.conftest import Product

PASSWORD = "deskbell-demo"
MOST_TABS = 120
MOVING = ".htmx-request, .htmx-swapping, .htmx-settling"
"""While something is asked for or exchanged, what is on the page is not what stays there."""
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def sign_in(page: Page, product: Product, who: str) -> None:
    """Sign in as `who`@willow.example; ends on Today."""
    page.goto(f"{product.url}/login")
    page.get_by_label("Email").fill(f"{who}@willow.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today**")


def listed(product: Product, noun: str) -> list[dict[str, Any]]:
    """The contract's array of a noun for the demo practice, as `flask NOUN list --json` prints it."""
    with product.app.app_context():
        with work_everywhere() as session:
            practice_id = practice_by_slug(session)["willow"]
        with work(practice_id) as session:
            if noun == "message":
                return message_list(session, product.app.extensions["deskbell.signer"].url)
            return appointment_list(session) if noun == "appointment" else notice_list(session)


def visit_of(product: Product, child: str) -> dict[str, Any]:
    """The child's latest visit, as `appointment list` shows it."""
    return max(
        (row for row in listed(product, "appointment") if row["patient"] == child),
        key=lambda row: row["starts_at"],
    )


def link_of(product: Product, child: str) -> str:
    """The newest link that any parent of the child got for the child's latest visit."""
    appointment = visit_of(product, child)["id"]
    links = [
        row["link"]
        for row in listed(product, "message")
        if appointment in row["appointment_ids"] and row["link"]
    ]
    return str(links[-1])


def violations(page: Page) -> list[str]:
    """Rule and place of everything axe objects to, once the page has its styles and stands still."""
    page.wait_for_load_state("load")
    expect(page.locator(MOVING)).to_have_count(0)
    result: dict[str, Any] = Axe().run(page, options=RULES).response
    return [f"{each['id']}: {node['target']}" for each in result["violations"] for node in each["nodes"]]


def wrong(page: Page) -> list[str]:
    """What axe objects to, and whether the page scrolls sideways."""
    found = violations(page)
    wide, view = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return found + ([] if wide <= view else [f"scrolls sideways ({wide} > {view})"])


def wrong_anywhere(page: Page) -> list[str]:
    """The same at a desk in light and on a phone in dark; the page is back at the desk afterwards."""
    at_desk = wrong(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    on_phone = wrong(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    return at_desk + on_phone


def tab_to(page: Page, name: str, *, back: bool = False) -> None:
    """Tab on until the focus is on what is called so; whoever cannot get there gets no further."""
    wanted = (
        page.get_by_role("main")
        .get_by_role("button", name=name, exact=True)
        .or_(page.get_by_role("main").get_by_role("link", name=name, exact=True))
        .or_(page.get_by_role("main").get_by_role("textbox", name=name, exact=True))
    ).first
    for _ in range(MOST_TABS):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    pytest.fail(f"“{name}” cannot be reached with the Tab key")
