"""A parent with one free hand: the link from a text, on a phone, in English and Spanish."""

from __future__ import annotations

import re
import urllib.request

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Product, screen
from tests.browser.people import link_of, link_to_look_at, listed, sideways, sign_in, violations, visit_of

pytestmark = pytest.mark.browser


def test_one_child_stays_and_one_is_cancelled(product: Product, phone: Page, desk: Page) -> None:
    """The main job: the front desk, which asks every five seconds, sees it once, with the right lines."""
    jack = visit_of(product, "Jack Becker")
    sign_in(desk, product, "front")
    desk.goto(f"{product.url}/today?d={jack['starts_at'][:10]}")
    row = desk.locator(f"#visit-{jack['id']}")
    expect(row).to_contain_text("No answer")
    expect(desk.locator("#live")).to_have_attribute("hx-trigger", "every 5s")
    phone.goto(link_of(product, "Jack Becker"))
    expect(phone.get_by_role("heading", level=1)).to_have_text(re.compile("Are Emma and Jack still coming"))
    phone.get_by_role("group", name=re.compile("Jack")).get_by_text("Can't come").click()
    expect(phone.get_by_text("We will cancel Jack's visit.")).to_be_visible()
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Only Emma is coming.")
    assert violations(phone) == []
    expect(row).to_contain_text("Cancelled")
    _the_department_knows(product, desk, jack["id"])
    _the_story_is_told(product, desk, jack["id"])
    phone.reload()
    expect(phone.get_by_role("button", name="Undo: Jack is coming")).to_be_visible()


def _the_department_knows(product: Product, desk: Page, appointment: int) -> None:
    notices = [
        row
        for row in listed(product, "notice")
        if appointment in [line["appointment_id"] for line in row["lines"]]
    ]
    assert [(row["kind"], row["department"]) for row in notices] == [("cancelled", "Front Desk")]
    assert [line["change"] for line in notices[0]["lines"]] == ["cancelled"]
    desk.goto(f"{product.url}/cancellations")
    expect(desk.get_by_role("link", name="Jack Becker", exact=True)).to_be_visible()
    desk.goto(f"{product.url}/sandbox?channel=email&address=frontdesk@willow.example")
    alerts = desk.get_by_text(re.compile(r"Cancelled: .*\(1 of 2 in family\)"))
    expect(alerts.first).to_be_visible()


def _the_story_is_told(product: Product, desk: Page, appointment: int) -> None:
    desk.goto(f"{product.url}/appointments/{appointment}")
    story = desk.get_by_role("main")
    for words in (
        "Confirmation request",
        "can't come",
        "Nothing more goes out about this visit",
        "Front Desk",
    ):
        expect(story).to_contain_text(words)


def test_a_changed_mind_is_taken_back(product: Product, phone: Page) -> None:
    phone.goto(link_of(product, "Owen Miller"))
    phone.get_by_role("button", name="Owen can't come").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("We cancelled the visit")
    assert violations(phone) == []
    phone.get_by_role("button", name="Undo: Owen is coming").click()
    expect(phone.get_by_text("Coming", exact=True)).to_be_visible()
    assert visit_of(product, "Owen Miller")["lifecycle"] == "scheduled"


def test_spanish_without_script_or_cookies(product: Product, plain_phone: Page) -> None:
    plain_phone.goto(link_of(product, "Mia Ramos"))
    expect(plain_phone.locator("html")).to_have_attribute("lang", "es")
    plain_phone.get_by_role("button", name=re.compile("Sí, van a venir|Enviar mi respuesta")).click()
    expect(plain_phone.get_by_role("heading", level=1)).to_contain_text("Gracias")
    assert plain_phone.context.cookies() == []
    assert {visit_of(product, child)["confirmation"] for child in ("Mia Ramos", "Leo Ramos")} == {"confirmed"}


@pytest.mark.parametrize(("width", "height"), [(320, 568), (360, 640), (390, 844)])
def test_the_main_button_is_on_the_first_view(
    product: Product, chromium: Browser, width: int, height: int
) -> None:
    with screen(chromium, {"width": width, "height": height}) as page:
        page.goto(link_to_look_at(product, "Ava Tran"))
        button = page.locator(".bar .btn").first
        expect(button).to_be_in_viewport(ratio=1)
        assert sideways(page) == []


def test_a_scanner_that_opens_every_link_changes_nothing(product: Product) -> None:
    before = listed(product, "appointment")
    for method in ("GET", "HEAD", "OPTIONS"):
        request = urllib.request.Request(link_to_look_at(product, "Ava Tran"), method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200
            assert answer.headers["Set-Cookie"] is None
    assert listed(product, "appointment") == before


def test_a_letter_changed_in_the_link_leads_nowhere(product: Product, phone: Page) -> None:
    link = link_to_look_at(product, "Ava Tran")
    other = link[:-1] + ("A" if link[-1] != "A" else "B")
    answer = phone.goto(other)
    assert answer is not None
    assert answer.status == 404
    expect(phone.get_by_role("heading", level=1)).to_contain_text("We can't find this link")
    assert "Willow" not in phone.content()
