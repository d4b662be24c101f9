"""A family texts back: staff see it at once, answer from there, and the answer is on the family's phone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Product
from tests.browser.neighbours import Household, family_texts, move_in
from tests.browser.people import sideways, sign_in, tab_to, wrong_anywhere

pytestmark = pytest.mark.browser
FINCH = Household("Dora Finch", ("Pip",), cell="(937) 555-1201")
WREN = Household("Abel Wren", ("Tess",), cell="(937) 555-1202")
TEAL = Household("Uma Teal", ("Ada",), cell="(937) 555-1204")
GULL = Household("Enid Gull", ("Ola",), cell="(937) 555-1206")
LARK = Household("Rosa Lark", ("Nico",), cell="(937) 555-1203", speaks="Spanish")


def test_a_question_comes_in(product: Product, desk: Page, tmp_path: Path) -> None:
    """Nobody reloads: its row and the number in the rail change where they stand."""
    move_in(product, tmp_path, FINCH)
    family_texts(product, "+19375551201", "thank you")
    sign_in(desk, product, "front")
    desk.goto(f"{product.url}/conversations")
    row = desk.locator("li.thread", has_text=FINCH.name)
    expect(row).not_to_have_class(re.compile("unread"))
    before = _unread(desk)
    family_texts(product, "+19375551201", "Can Grandma bring Pip?")
    expect(row).to_have_class(re.compile("unread"))
    expect(row).to_contain_text("Can Grandma bring Pip?")
    expect(_rail_count(desk)).to_contain_text(str(before + 1))
    assert wrong_anywhere(desk) == []


def test_a_question_is_answered(product: Product, desk: Page, tmp_path: Path) -> None:
    """What the family adds comes in by itself; with the answer all is read, and it is on their phone."""
    move_in(product, tmp_path, TEAL)
    family_texts(product, "+19375551204", "Can Grandma bring Ada?")
    sign_in(desk, product, "front")
    desk.goto(f"{product.url}/conversations?q=Teal")
    before = _unread(desk)
    desk.get_by_role("link", name=TEAL.name).click()
    expect(_they_wrote(desk)).to_contain_text("Can Grandma bring Ada?")
    family_texts(product, "+19375551204", "She has her own car.")
    expect(_they_wrote(desk)).to_contain_text("She has her own car.")
    assert wrong_anywhere(desk) == []
    _answer(desk, "Yes, she can. Please bring the insurance card.")
    expect(desk.locator("#lines .unread")).to_have_count(0)
    assert _unread(desk) == before - 1
    expect(desk.locator("#lines")).to_contain_text("read by Dana K.")
    _arrived(product, desk, "+19375551204", "Yes, she can. Please bring the insurance card.")


def test_what_came_while_writing_is_read_first(
    product: Product, desk: Page, plain_phone: Page, tmp_path: Path
) -> None:
    """Two answers to one family would cross. Without JavaScript and on a phone it is the same."""
    move_in(product, tmp_path, WREN)
    family_texts(product, "+19375551202", "Is there parking?")
    sign_in(plain_phone, product, "nurse")
    plain_phone.goto(f"{product.url}/conversations?q=Wren&unread=yes")
    plain_phone.get_by_role("link", name=WREN.name).click()
    family_texts(product, "+19375551202", "And is it free?")
    plain_phone.get_by_label(re.compile("^Your message to")).fill("Yes, behind the house.")
    plain_phone.get_by_role("button", name="Send", exact=True).click()
    expect(plain_phone.get_by_role("alert")).to_contain_text("Something new came while you were writing")
    expect(_they_wrote(plain_phone)).to_contain_text("And is it free?")
    expect(plain_phone.get_by_label(re.compile("^Your message to"))).to_have_value("Yes, behind the house.")
    assert sideways(plain_phone) == []
    _answer(plain_phone, "Yes, behind the house. It is free.")
    sign_in(desk, product, "front")
    _arrived(product, desk, "+19375551202", "Yes, behind the house. It is free.")


def test_everything_by_keyboard(product: Product, desk: Page, tmp_path: Path) -> None:
    move_in(product, tmp_path, LARK)
    family_texts(product, "+19375551203", "¿Puede ir la abuela?")
    sign_in(desk, product, "front")
    desk.goto(f"{product.url}/conversations")
    tab_to(desk, LARK.name)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text(LARK.name)
    tab_to(desk, f"Your message to {LARK.name}")
    desk.keyboard.type("Sí, claro 😀")
    expect(desk.locator("#meter")).to_contain_text("One text then holds 70 letters")
    tab_to(desk, "Use plain letters")
    desk.keyboard.press("Enter")
    expect(desk.get_by_label(f"Your message to {LARK.name}")).to_have_value(re.compile("^S[ií], claro *$"))
    tab_to(desk, "Send")
    desk.keyboard.press("Enter")
    expect(desk.locator("#flash")).to_contain_text("Sent.")
    expect(_we_wrote(desk)).to_contain_text("claro")


def test_stop_leaves_nothing_to_write_with(product: Product, desk: Page, tmp_path: Path) -> None:
    """STOP is obeyed at once: the box says why it is closed, and START opens it again."""
    move_in(product, tmp_path, GULL)
    family_texts(product, "+19375551206", "STOP")
    sign_in(desk, product, "front")
    desk.goto(f"{product.url}/conversations?q=Gull")
    desk.get_by_role("link", name=GULL.name).click()
    box = desk.locator("section", has=desk.get_by_role("heading", name="Answer by text"))
    expect(box.locator(".notice")).to_be_visible()
    expect(box.get_by_role("button", name="Send", exact=True)).to_have_count(0)
    assert wrong_anywhere(desk) == []
    family_texts(product, "+19375551206", "START")
    desk.reload()
    expect(box.get_by_role("button", name="Send", exact=True)).to_be_visible()


def _answer(page: Page, words: str) -> None:
    page.get_by_label(re.compile("^Your message to")).fill(words)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#flash")).to_contain_text("Sent.")
    expect(_we_wrote(page)).to_contain_text(words)


def _they_wrote(page: Page) -> Locator:
    """The family's newest line."""
    return page.locator("#lines li.theirs .bub").last


def _we_wrote(page: Page) -> Locator:
    """The practice's newest line, whether written or sent by itself."""
    return page.locator("#lines li.ours .bub").last


def _rail_count(page: Page) -> Locator:
    return page.locator("#unread-count")


def _unread(page: Page) -> int:
    found = re.search(r"\d+", _rail_count(page).text_content() or "")
    return int(found[0]) if found else 0


def _arrived(product: Product, page: Page, number: str, words: str) -> None:
    page.goto(f"{product.url}/sandbox?channel=text&address={number.replace('+', '%2B')}")
    expect(page.locator(".bub", has_text=words)).to_be_visible()
