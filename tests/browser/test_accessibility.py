"""No page and no state of it breaks a rule that axe can see: phone and desk, light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from app import clock
from tests.browser.address_book import (
    CENTER,
    DAILY,
    OUTSIDE,
    SET_UP,
    SHORT,
    page_at,
    pages_of,
    records,
)
from tests.browser.center_states import OF_CENTER, SOME_OF_CENTER
from tests.browser.channel_states import OF_CHANNELS, SOME_OF_CHANNELS
from tests.browser.conftest import DESK, PHONE, SMALL, Product, screen
from tests.browser.people import link_to_look_at, listed, sign_in, wrong
from tests.browser.states import EVERY, SOME, State

pytestmark = pytest.mark.browser
STATES = EVERY | OF_CHANNELS | OF_CENTER
SOME_STATES = (*SOME, *SOME_OF_CHANNELS, *SOME_OF_CENTER)
FEW = 10
"""Pages that one tab shows before a new one is opened: it keeps hold of what it ever loaded."""
ELSEWHERE = {
    "jobs.show": "test_schedule",
    "letters.show": "test_letters",
    "jobs.ask_stop": "test_stopped_mailing",
    "second_step.show": "test_colleagues",
    "start.show": "test_new_practice",
    "offers.show": "test_offers",
}
"""Pages that can only be met on a journey, with the module of the journey that looks at them with axe."""
_PART = re.compile(r"<(\w+)(?: class=\"([^\"]*)\")?")
Scheme = Literal["light", "dark"]


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_every_staff_page(product: Product, chromium: Browser, size: ViewportSize, scheme: Scheme) -> None:
    pages = (*DAILY, *records(product), *SET_UP, *CENTER)
    found, seen = _looked_at(product, chromium, size, scheme, pages, tuple(STATES))
    assert found == {}
    unseen = pages_of(product.app, parents=False) - seen - set(ELSEWHERE)
    assert unseen == set(), "give each an address in address_book.py, or a state of its own"


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "dark"), (PHONE, "light")], ids=["desk", "phone"])
def test_what_most_pages_are_made_of(
    product: Product, chromium: Browser, size: ViewportSize, scheme: Scheme
) -> None:
    found, _ = _looked_at(product, chromium, size, scheme, (*SHORT, *records(product)), SOME_STATES)
    assert found == {}


def _looked_at(
    product: Product,
    chromium: Browser,
    size: ViewportSize,
    scheme: Scheme,
    paths: tuple[str, ...],
    states: tuple[str, ...],
) -> tuple[dict[str, list[str]], set[str]]:
    """What is wrong, by page and by state; and which pages of the product these were."""
    inside = {path: _opening(path) for path in paths} | {name: STATES[name] for name in states}
    with screen(chromium, size, color_scheme=scheme) as page:
        context = page.context
        context.on("dialog", lambda dialog: dialog.accept())
        found, seen = {}, set()
        for path in OUTSIDE:
            page.goto(product.url + path)
            found[path] = wrong(page)
            seen.add(page_at(product.app, page.url))
        sign_in(page, product, "admin")
        for number, (name, bring) in enumerate(inside.items(), 1):
            bring(page, product.url)
            found[name] = wrong(page)
            seen.add(page_at(product.app, page.url))
            if number % FEW == 0:
                page.close()
                page = context.new_page()
    return {where: each for where, each in found.items() if each}, seen


def _opening(path: str) -> State:
    def bring(page: Page, url: str) -> None:
        page.goto(url + path)

    return bring


@pytest.mark.parametrize("language", ["en", "es"])
def test_parents_pages(product: Product, chromium: Browser, language: str) -> None:
    """A link of every kind, what hangs on one, and one that leads nowhere: on the smallest phone."""
    found, seen = {}, set()
    dead = f"{product.url}/v/0.0000000000000000"
    with screen(chromium, SMALL) as page:
        for address in (*_kinds_of_links(product), *_about_the_contact(product), dead):
            page.goto(f"{address}?l={language}")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                found[address, scheme] = wrong(page)
            seen.add(page_at(product.app, page.url))
    assert {where: each for where, each in found.items() if each} == {}
    assert pages_of(product.app, parents=True) - seen - set(ELSEWHERE) == set()


def _kinds_of_links(product: Product) -> Iterable[str]:
    """One link for each kind of page that families find behind theirs, told by its parts, and an old one."""
    kinds = {}
    browser = product.app.test_client()
    yesterday = (clock.now() - timedelta(days=1)).isoformat()
    ahead = {row["id"] for row in listed(product, "appointment") if row["starts_at"] > yesterday}
    sent = [row for row in listed(product, "message") if row["link"]]
    links = {row["link"] for row in sent if ahead.intersection(row["appointment_ids"])}
    for link in (sent[0]["link"], *sorted(links)):
        html = browser.get(link.removeprefix(product.url)).text
        kinds.setdefault((html.partition("</title>")[0], frozenset(_PART.findall(html))), link)
    assert len({title for title, _ in kinds}) > 3
    return kinds.values()


def _about_the_contact(product: Product) -> tuple[str, ...]:
    """How one parent is reached, behind the visit and by itself, and that it is somebody else."""
    link = link_to_look_at(product, "Ava Tran")
    row = next(row for row in listed(product, "message") if row["link"] == link)
    own = product.app.extensions["deskbell.signer"].preferences_url(row["contact_id"])
    own = product.url + own[own.index("/p/") :]
    of_visit = [f"{link}/{page}" for page in ("preferences", "wrong-person")]
    return (*of_visit, own, f"{own}/unsubscribe", f"{product.url}/v/thank-you")
