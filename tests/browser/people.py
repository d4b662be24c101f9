"""What the people in these journeys do: sign in, find a link, open a page."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from app.queries.appointment_list import appointment_list
from app.queries.message_list import message_list
from app.queries.notice_list import notice_list
from app.queries.practice_by_slug import practice_by_slug
from app.work import work, work_everywhere
from tests.browser.conftest import DESK, PATIENCE, PHONE, Product

PASSWORD = "deskbell-demo"
MOST_TABS = 120
MOVING = ".htmx-request, .htmx-swapping, .htmx-settling"
"""While something is asked for or exchanged, what is on the page is not what stays there."""
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def sign_in(page: Page, product: Product, who: str) -> None:
    """`who`@willow.example is signed in here; the form is filled in once, the cookie does for the rest."""
    if who not in product.cookies:
        enter(page, product, who)
        product.cookies[who] = page.context.cookies()
    page.context.add_cookies(product.cookies[who])


def enter(page: Page, product: Product, who: str) -> None:
    """Sign in at the door, with a session of its own; ends on Today."""
    page.goto(f"{product.url}/login")
    page.get_by_label("Email").fill(f"{who}@willow.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today**")


def until(seen: Locator, ask_again: Callable[[], object]) -> None:
    """Where nothing comes by itself people look again now and then, until they see it."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not seen.count() and time.monotonic() < deadline:
        seen.page.wait_for_timeout(200)
        ask_again()
    expect(seen).to_be_visible()


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
    """The newest link that any parent of the child got for its latest visit, for this test alone."""
    product.keep_for_this_test(child.rpartition(" ")[2])
    return link_to_look_at(product, child)


def link_to_look_at(product: Product, child: str) -> str:
    """The same, for whoever answers nothing."""
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
    return violations(page) + sideways(page)


def sideways(page: Page) -> list[str]:
    """Whether the page scrolls sideways, once it has its styles: its words are there before them."""
    page.wait_for_load_state("load")
    wide, view = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [] if wide <= view else [f"scrolls sideways ({wide} > {view})"]


def wrong_anywhere(page: Page) -> list[str]:
    """The same at a desk in light and on a phone in dark; the page is back at the desk afterwards."""
    at_desk = wrong(page)
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    on_phone = wrong(page)
    page.set_viewport_size(DESK)
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
