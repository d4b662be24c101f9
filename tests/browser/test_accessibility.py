"""No page and no state of it breaks a rule that axe can see: phone and desk, light and dark."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from app.domain.setup_steps import SetupStep
from app.models import AppointmentRow, Patient
from app.work import work_everywhere
from tests.browser.center_states import OF_CENTER, SOME_OF_CENTER
from tests.browser.channel_states import OF_CHANNELS, SOME_OF_CHANNELS
from tests.browser.conftest import Product
from tests.browser.people import listed, sign_in, violations, wrong
from tests.browser.states import EVERY, SOME

pytestmark = pytest.mark.browser
OUTSIDE = ("/login", "/login/2fa", "/forgot", "/reset/ended", "/join/ended")
DAILY = (
    "/today",
    "/today?group=time",
    "/today?group=provider",
    "/today?d=2020-01-01",
    "/cancellations",
    "/cancellations?tab=done",
    "/families?q=ra",
    "/families?q=nobody-of-this-name",
    "/conversations",
    "/conversations?unread=yes",
    "/conversations?q=nobody-of-this-name",
    "/fix",
    "/fix?kind=hard",
    "/do-not-send",
    "/do-not-send?list=domains",
    "/do-not-send?list=stopped",
    "/letters",
    "/problems",
    "/imports",
    "/messages/auto/settings",
    "/sandbox",
    "/me",
    "/no-such-page",
)
SET_UP = (
    "/messages/auto",
    "/messages/auto/new",
    "/messages/auto/birthday",
    "/recalls",
    "/templates",
    "/templates/standard/reminder",
    "/messages/preferences",
    "/messages/skipped",
    "/settings/practice",
    "/settings/locations",
    "/settings/departments",
    "/settings/departments/new",
    "/settings/people",
    "/settings/people/groups",
    "/settings/channels",
    "/settings/channels/text/activate",
    "/settings/channels/letter/sandbox",
    "/audit",
    "/audit?first=2020-01-01&last=2020-01-01",
    "/me/two-factor",
    *(f"/setup?step={step}" for step in SetupStep),
)
CENTER = (
    "/schedule",
    "/schedule?status=no_show",
    "/messages",
    "/messages?show=archive",
    *(
        f"/messages/new?for={whom}"
        for whom in ("recalls", "families", "picked", "private", "broadcast", "mass")
    ),
    "/messages/broadcasts",
    "/messages/sent",
    "/messages/sent?split=category",
    "/messages/history",
    "/messages/history?q=nobody-of-this-name",
    "/messages/history/columns",
    "/messages/usage",
    "/messages/usage?by=provider",
    "/cancellations?tab=mine",
    "/waitlist",
    "/waitlist/entries/new",
    "/reports",
    "/reports?weeks=26",
    "/settings/plan",
    "/settings/plan/ledger",
    "/settings/plan/providers",
    "/settings/renewals",
)
SHORT = (
    "/today",
    "/conversations",
    "/fix",
    "/settings/channels",
    "/messages/auto",
    "/templates/standard/reminder",
    "/settings/people/groups",
    "/audit",
    "/setup",
    "/schedule",
    "/messages/sent",
    "/messages/usage",
    "/reports",
    "/waitlist",
    "/settings/plan",
)
STATES = EVERY | OF_CHANNELS | OF_CENTER
SOME_STATES = (*SOME, *SOME_OF_CHANNELS, *SOME_OF_CENTER)
Scheme = Literal["light", "dark"]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_staff_page(product: Product, chromium: Browser, width: int, scheme: Scheme) -> None:
    pages = (*DAILY, *_records(product), *SET_UP, *CENTER)
    assert _found(product, chromium, width, scheme, pages, tuple(STATES)) == {}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (390, "light")])
def test_what_most_pages_are_made_of(product: Product, chromium: Browser, width: int, scheme: Scheme) -> None:
    assert _found(product, chromium, width, scheme, (*SHORT, *_records(product)), SOME_STATES) == {}


def _found(
    product: Product,
    chromium: Browser,
    width: int,
    scheme: Scheme,
    pages: tuple[str, ...],
    states: tuple[str, ...],
) -> dict[str, list[str]]:
    """What is wrong, by page and by state."""
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    found = {}
    for path in OUTSIDE:
        page.goto(product.url + path)
        found[path] = wrong(page)
    sign_in(page, product, "admin")
    for path in pages:
        page.goto(product.url + path)
        found[path] = wrong(page)
    for name in states:
        STATES[name](page, product.url)
        found[name] = wrong(page)
    context.close()
    return {where: each for where, each in found.items() if each}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_parents_pages(product: Product, chromium: Browser, language: str, scheme: Scheme) -> None:
    """Every link in light, and what hangs on one; in dark, where only colours differ, one of each kind."""
    context = chromium.new_context(viewport={"width": 320, "height": 568}, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for link in sorted({row["link"] for row in listed(product, "message") if row["link"]}):
        page.goto(f"{link}?l={language}")
        if scheme == "light" or page.title() not in {title for title, _ in found}:
            found[page.title(), link] = wrong(page)
    for address in _about_the_contact(product):
        page.goto(f"{address}?l={language}")
        found[page.title(), address] = wrong(page)
    page.goto(f"{product.url}/v/0.0000000000000000")
    found["dead", ""] = violations(page)
    context.close()
    assert {title: each for (title, _), each in found.items() if each} == {}
    assert len({title for title, _ in found}) > 3


def _about_the_contact(product: Product) -> tuple[str, ...]:
    """How one parent is reached, behind the visit and by itself, and that it is somebody else."""
    row = next(row for row in listed(product, "message") if row["link"])
    own = product.app.extensions["deskbell.signer"].preferences_url(row["contact_id"])
    own = product.url + own[own.index("/p/") :]
    of_visit = [f"{row['link']}/{page}" for page in ("preferences", "wrong-person")]
    return (*of_visit, own, f"{own}/unsubscribe", f"{product.url}/v/thank-you")


def _records(product: Product) -> tuple[str, ...]:
    """A page of each record: a family, a visit with a story, a contact's messages."""
    visits = listed(product, "appointment")
    told = {appointment for row in listed(product, "message") for appointment in row["appointment_ids"]}
    story = next(row["id"] for row in visits if row["id"] in told)
    return (f"/appointments/{story}", _family_of(product, story))


def _family_of(product: Product, appointment: int) -> str:
    with product.app.app_context(), work_everywhere() as session:
        family = session.scalar(
            select(Patient.family_id)
            .join(AppointmentRow, AppointmentRow.patient_id == Patient.id)
            .where(AppointmentRow.id == appointment)
        )
    return f"/families/{family}"
