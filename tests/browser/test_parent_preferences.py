"""A parent says how to be reached, proves a birth date, or says that it is somebody else's child."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SMALL, Product, screen
from tests.browser.neighbours import Household, move_in
from tests.browser.people import link_of, sideways, sign_in, wrong

pytestmark = pytest.mark.browser
BIRCH = Household("Nora Birch", ("Max",), cell="(937) 555-1221", email="nora.birch@example.org")
SOL = Household("Eva Sol", ("Inés",), cell="(937) 555-1222", email="eva@example.org", speaks="Spanish")
COLE = Household("Jim Cole", ("Amy",), cell="(937) 555-1223")
DALE = Household("Kim Dale", ("Roy",), cell="(937) 555-1224", speaks="Spanish")
MOSS = Household("Ida Moss", ("Leo", "Una"), cell="(937) 555-1227")
HARTS = {
    ("en", "light"): "(937) 555-1226",
    ("en", "dark"): "(937) 555-1228",
    ("es", "light"): "(937) 555-1229",
    ("es", "dark"): "(937) 555-1230",
}
WEST = Household("Pat West", ("Joy",), cell="(937) 555-1225")


@pytest.fixture
def birth_date_asked(product: Product, desk: Page) -> Iterator[None]:
    """The practice asks for a birth date for as long as the test lasts."""
    sign_in(desk, product, "admin")
    _ask_birth_date(desk, product, asked=True)
    yield
    _ask_birth_date(desk, product, asked=False)


def test_english_another_way_and_back(product: Product, small: Page, tmp_path: Path) -> None:
    move_in(product, tmp_path, BIRCH)
    small.goto(link_of(product, BIRCH.child))
    small.get_by_role("link", name="Change how we reach you").click()
    _reads(small, "How should we reach you?")
    expect(small.get_by_role("radio", name="Text (937) ***-1221")).to_be_checked()
    small.get_by_role("radio", name=re.compile("^Email")).check()
    small.get_by_role("radio", name="Do not send these").check()
    small.get_by_role("button", name="Save", exact=True).click()
    _reads(small, "Saved.")
    expect(small.get_by_role("radio", name=re.compile("^Email"))).to_be_checked()
    small.get_by_role("button", name="Undo").click()
    _reads(small, "It is as it was before.")
    expect(small.get_by_role("radio", name="Text (937) ***-1221")).to_be_checked()
    small.get_by_role("link", name="Back to your visit").first.click()
    expect(small.get_by_role("heading", level=1)).to_contain_text("Max")


def test_spanish_stop_and_start_again(product: Product, small: Page, tmp_path: Path) -> None:
    move_in(product, tmp_path, SOL)
    small.goto(link_of(product, SOL.child))
    small.get_by_role("link", name="Cambiar cómo le avisamos").click()
    _reads(small, "¿Cómo quiere que le avisemos?")
    small.get_by_role("button", name="Todo", exact=True).click()
    _reads(small, "Ya no le enviaremos mensajes.")
    small.get_by_role("button", name="Deshacer").click()
    _reads(small, "Quedó como estaba antes.")
    small.get_by_role("radio", name="English").check()
    small.get_by_role("button", name="Guardar").click()
    _reads(small, "Saved.")
    expect(small.locator("html")).to_have_attribute("lang", "en")


def test_a_number_that_is_not_mine_is_a_task_for_staff(
    product: Product, small: Page, desk: Page, tmp_path: Path
) -> None:
    move_in(product, tmp_path, WEST)
    small.goto(link_of(product, WEST.child))
    small.get_by_role("link", name="Change how we reach you").click()
    small.get_by_role("button", name=re.compile(r"-1225 is not mine")).click()
    _reads(small, "Thank you. We will not use it any more.")
    sign_in(desk, product, "front")
    desk.goto(f"{product.url}/fix")
    task = desk.locator("li.item", has=desk.get_by_role("heading", name="(937) 555-1225"))
    expect(task).to_contain_text("not theirs")


@pytest.mark.usefixtures("birth_date_asked")
def test_five_wrong_birth_dates_lock_the_link(product: Product, small: Page, tmp_path: Path) -> None:
    move_in(product, tmp_path, COLE)
    small.goto(link_of(product, COLE.child))
    _reads(small, "What is your child's birth date?")
    expect(small.get_by_text("Amy")).to_have_count(0)
    for left in ("4 more times", "3 more times", "2 more times", "1 more time"):
        _say_birth_date(small, "Open the page", Month="3", Day="4", Year="2019")
        expect(small.get_by_role("alert")).to_contain_text(left)
    _say_birth_date(small, "Open the page", Month="3", Day="4", Year="2019")
    _reads(small, "Too many tries.")
    expect(small.get_by_role("main")).to_contain_text("Please try again")
    small.goto(f"{link_of(product, COLE.child)}/preferences")
    _reads(small, "Too many tries.")


@pytest.mark.usefixtures("birth_date_asked")
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out_by_the_question(
    product: Product, chromium: Browser, language: str, scheme: Literal["light", "dark"], tmp_path: Path
) -> None:
    """The question and a wrong date, as axe sees them; the right date afterwards counts from five again."""
    hart = Household(f"Liz Hart{language}{scheme}", ("Dan",), cell=HARTS[language, scheme])
    move_in(product, tmp_path, hart)
    with screen(chromium, SMALL, color_scheme=scheme) as page:
        page.goto(f"{link_of(product, hart.child)}?l={language}")
        assert wrong(page) == []
        for year in ("2019", "2018"):
            for name, number in (("month", "2"), ("day", "10"), ("year", year)):
                page.locator(f"[name={name}]").fill(number)
            page.locator("form button.btn").first.click()
            expect(page.get_by_role("alert")).to_have_count(1 if year == "2019" else 0)
            assert wrong(page) == []


@pytest.mark.usefixtures("birth_date_asked")
def test_the_right_birth_date_opens_the_page_day_first(product: Product, small: Page, tmp_path: Path) -> None:
    """In Spanish the day stands first. An answer given behind the check is taken without asking again."""
    move_in(product, tmp_path, DALE)
    small.goto(link_of(product, DALE.child))
    _reads(small, "¿Cuál es la fecha de nacimiento de su niño o niña?")
    assert small.locator("form label").all_inner_texts()[:3] == ["Día", "Mes", "Año"]
    _say_birth_date(small, "Abrir la página", Día="10", Mes="2", Año="2018")
    _reads(small, "¿Va a venir Roy?")
    small.get_by_role("button", name=re.compile("^Sí")).click()
    _reads(small, "Gracias.")
    expect(small.locator("html")).to_have_attribute("lang", "es")


def test_somebody_else_is_never_asked_again(
    product: Product, small: Page, desk: Page, tmp_path: Path
) -> None:
    move_in(product, tmp_path, MOSS)
    link = link_of(product, "Una Moss")
    small.goto(link)
    small.get_by_role("link", name="Not for you?").click()
    _reads(small, "Not for you?")
    small.get_by_role("radio", name="I don't know this child").check()
    small.get_by_role("button", name="Send").click()
    _reads(small, "Thank you.")
    answer = small.goto(link)
    assert answer is not None
    assert answer.status == 404
    sign_in(desk, product, "front")
    desk.goto(f"{product.url}/cancellations")
    notice = desk.get_by_role("main").get_by_text("Says: not my child")
    expect(notice.first).to_be_visible()


def _reads(page: Page, headline: str) -> None:
    """The page says so, and it fits the phone."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(headline)
    assert sideways(page) == []


def _say_birth_date(page: Page, button: str, **fields: str) -> None:
    for label, number in fields.items():
        page.get_by_label(label, exact=True).fill(number)
    page.get_by_role("button", name=button).click()


def _ask_birth_date(desk: Page, product: Product, *, asked: bool) -> None:
    desk.goto(f"{product.url}/settings/practice")
    tick = desk.get_by_label("Ask for a child’s birth date")
    tick.set_checked(asked)
    desk.locator("form", has=tick).get_by_role("button", name="Save").click()
    expect(desk.locator("#flash")).to_contain_text("Saved.")
