"""The page of an offered time as it stands for a family: English and Spanish, light and dark, 320 px."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SMALL, Product, screen
from tests.browser.neighbours import Household, move_in
from tests.browser.people import wrong
from tests.browser.waiting_families import gave_up, offer_alone, wait_for_a_time

pytestmark = pytest.mark.browser
HEATH = Household("Nora Heath", ("Sky",), cell="(937) 555-1306")
BROOK = Household("Rui Brook", ("Ana",), cell="(937) 555-1307")
FIELD = Household("Bea Field", ("Tom",), cell="(937) 555-1308")


@pytest.fixture
def tiny(chromium: Browser) -> Iterator[Page]:
    """The smallest phone there is, with JavaScript, which axe needs."""
    with screen(chromium, SMALL) as page:
        yield page


def test_an_offered_time_in_every_standing(product: Product, tiny: Page, tmp_path: Path) -> None:
    """Open, turned down, off the list, theirs, and taken by somebody else."""
    move_in(product, tmp_path, HEATH, BROOK, FIELD)
    gave_up(product, HEATH)
    wait_for_a_time(product, BROOK, FIELD)
    brook, field = offer_alone(product, HEATH, BROOK, FIELD)
    _reads(tiny, brook, "A free time for Ana", "Una cita libre para Ana")
    _presses(tiny, brook, "No, thank you")
    _reads(tiny, brook, "Thank you for telling us.", "Gracias por avisarnos.")
    _presses(tiny, brook, "Take Ana off the list")
    _reads(tiny, brook, "You are off the list.", "Ya no está en la lista.")
    _presses(tiny, field, "Yes, take this time")
    _reads(tiny, field, "The time is yours.", "La cita es suya.")
    _reads(tiny, brook, "That time is taken now.", "Esa cita ya se dio.")


def _reads(phone: Page, address: str, english: str, spanish: str) -> None:
    """The page says so in both languages, and nothing is wrong with it."""
    for language, headline in (("en", english), ("es", spanish)):
        phone.goto(f"{address}?l={language}")
        expect(phone.get_by_role("heading", level=1)).to_have_text(headline)
        expect(phone.locator("html")).to_have_attribute("lang", language)
        for scheme in ("light", "dark"):
            phone.emulate_media(color_scheme=scheme)
            assert wrong(phone) == [], (headline, scheme)


def _presses(phone: Page, address: str, button: str) -> None:
    phone.goto(f"{address}?l=en")
    with phone.expect_navigation():
        phone.get_by_role("button", name=button).click()
