"""No page and no state of a parent's page breaks a rule that axe can see: both languages, light and dark."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from app.models import AppointmentRow, Patient
from app.work import work_everywhere
from tests.browser.conftest import Product
from tests.browser.people import listed, sign_in, violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = (
    "/today",
    "/today?group=time",
    "/today?group=provider",
    "/today?d=2020-01-01",
    "/cancellations",
    "/cancellations?tab=done",
    "/families?q=ra",
    "/families?q=nobody-of-this-name",
    "/problems",
    "/imports",
    "/messages/auto/settings",
    "/sandbox",
    "/me",
    "/no-such-page",
)
Scheme = Literal["light", "dark"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_staff_pages(product: Product, chromium: Browser, width: int, scheme: Scheme) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{product.url}/login")
    found = {"/login": violations(page)}
    sign_in(page, product, "admin")
    for path in (*PAGES, *_records(product)):
        page.goto(product.url + path)
        found[path] = violations(page) + _sideways(page, path)
    context.close()
    assert {path: each for path, each in found.items() if each} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_parents_pages(product: Product, chromium: Browser, language: str, scheme: Scheme) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 568}, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for link in sorted({row["link"] for row in listed(product, "message") if row["link"]}):
        page.goto(f"{link}?l={language}")
        found[page.title(), link] = violations(page) + _sideways(page, link)
    page.goto(f"{product.url}/v/0.0000000000000000")
    found["dead", ""] = violations(page)
    context.close()
    assert {title: each for (title, _), each in found.items() if each} == {}
    assert len({title for title, _ in found}) > 3


def _records(product: Product) -> list[str]:
    """A page of each record: a family, a visit with a story, an import."""
    visits = listed(product, "appointment")
    told = {appointment for row in listed(product, "message") for appointment in row["appointment_ids"]}
    story = next(row["id"] for row in visits if row["id"] in told)
    return [f"/appointments/{story}", _family_of(product, story)]


def _family_of(product: Product, appointment: int) -> str:
    with product.app.app_context(), work_everywhere() as session:
        family = session.scalar(
            select(Patient.family_id)
            .join(AppointmentRow, AppointmentRow.patient_id == Patient.id)
            .where(AppointmentRow.id == appointment)
        )
    return f"/families/{family}"


def _sideways(page: Page, where: str) -> list[str]:
    """A page must not scroll sideways at this width."""
    wide, view = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [] if wide <= view else [f"scrolls sideways ({wide} > {view}) on {where}"]
