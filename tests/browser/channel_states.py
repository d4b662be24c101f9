"""Pages of channels, and of what comes back over them, in the states that matter; see ``states``."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.states import State, follow


def question_to_answer(page: Page, url: str) -> None:
    follow(page, f"{url}/conversations", "Ana Ramos")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Ramos")


def answer_too_long_for_one_text(page: Page, url: str) -> None:
    question_to_answer(page, url)
    page.get_by_label("Your message to Ana Ramos").fill("Sí 😀 " * 30)
    expect(page.locator("#meter")).to_contain_text("3 texts")


def answer_refused(page: Page, url: str) -> None:
    question_to_answer(page, url)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".errors")).to_be_visible()


def number_not_on_file(page: Page, url: str) -> None:
    follow(page, f"{url}/conversations", "(937) 555-0199")


def address_to_correct(page: Page, url: str) -> None:
    page.goto(f"{url}/fix?kind=hard")
    page.get_by_role("link", name="Correct ben.carter@example.org").click()
    expect(page.get_by_label("New email for Ben Carter")).to_be_focused()


def correction_refused(page: Page, url: str) -> None:
    address_to_correct(page, url)
    page.get_by_label("New email for Ben Carter").fill("nobody@example")
    page.get_by_role("button", name=re.compile("^Save")).first.click()
    expect(page.get_by_label("New email for Ben Carter")).to_have_attribute("aria-invalid", "true")


def address_on_a_page_of_its_own(page: Page, url: str) -> None:
    """As it opens without JavaScript."""
    page.goto(f"{url}/fix?kind=hard")
    link = page.get_by_role("link", name="Correct ben.carter@example.org")
    page.goto(f"{url}{link.get_attribute('href')}")
    expect(page.get_by_label("New email for Ben Carter")).to_be_visible()


def address_to_allow_again(page: Page, url: str) -> None:
    page.goto(f"{url}/do-not-send")
    allow = page.locator("form[action$='/allow']").first
    page.goto(f"{url}{allow.get_attribute('action')}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("again")


def not_on_the_list(page: Page, url: str) -> None:
    page.goto(f"{url}/do-not-send")
    page.get_by_label("Number, email address or whole domain").fill("12")
    page.get_by_role("button", name="Do not send", exact=True).click()
    expect(page.locator(".errors")).to_be_visible()


def family_phone(page: Page, url: str) -> None:
    page.goto(f"{url}/sandbox/device/text?address=%2B19375550161")
    expect(page.get_by_label("Text back")).to_be_visible()


def family_inbox(page: Page, url: str) -> None:
    page.goto(f"{url}/sandbox/device/email?address=olivia.grant@example.org")
    page.get_by_text("Open the email").first.click()


def call_picked_up(page: Page, url: str) -> None:
    page.goto(f"{url}/sandbox/device/voice?address=%2B19375550119")
    page.get_by_role("link", name=re.compile("^Pick up")).first.click()
    expect(page.locator("#call .spoken").first).to_be_visible()


def channel_refused(page: Page, url: str) -> None:
    page.goto(f"{url}/settings/channels")
    faxes = page.get_by_role("region", name="Faxes")
    if not faxes.get_by_label("From address").is_visible():
        faxes.get_by_text(re.compile("^Sender, more tries")).click()
    faxes.get_by_label("From address").fill("nobody@example")
    faxes.get_by_role("button", name="Save").click()
    expect(page.locator(".errors")).to_be_visible()


OF_CHANNELS: dict[str, State] = {
    state.__name__: state
    for state in (
        question_to_answer,
        answer_too_long_for_one_text,
        answer_refused,
        number_not_on_file,
        address_to_correct,
        correction_refused,
        address_on_a_page_of_its_own,
        address_to_allow_again,
        not_on_the_list,
        family_phone,
        family_inbox,
        call_picked_up,
        channel_refused,
    )
}
SOME_OF_CHANNELS = ("question_to_answer", "family_phone")
