"""Message center, schedule, waitlist, plan and reports in the states that matter; see ``states``."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.states import State


def visits_to_choose(page: Page, url: str) -> None:
    page.goto(f"{url}/messages/new?for=visits")
    expect(page.locator("#reach .total, #reach .says").first).to_be_visible()


def words_not_written(page: Page, url: str) -> None:
    _draft(page, url)
    page.get_by_role("button", name="Save and check who gets it").click()
    expect(page.get_by_text("Not saved: please look at this")).to_be_visible()


def words_of_a_mailing(page: Page, url: str) -> None:
    _draft(page, url)
    page.get_by_label("English: Text message and phone call").fill("Hello {parent}, we are closed on Friday.")
    expect(page.locator("#meter-en")).to_contain_text("text")
    page.get_by_label("English: Email subject").fill("Closed on Friday")
    page.get_by_label("English: Email, letter and fax").fill("Dear {parent},\n\nwe are closed on Friday.")


def mailing_to_review(page: Page, url: str) -> None:
    words_of_a_mailing(page, url)
    page.get_by_role("button", name="Save and check who gets it").click()
    expect(page.get_by_role("heading", name="Who gets it")).to_be_visible()


def somebody_left_out(page: Page, url: str) -> None:
    mailing_to_review(page, url)
    page.get_by_role("group").filter(has_text="This contact has an end date.").first.click()
    page.get_by_role("link", name=re.compile("^Show the message to")).first.click()
    expect(page.locator("#real")).to_be_visible()


def mailing_to_confirm(page: Page, url: str) -> None:
    mailing_to_review(page, url)
    page.get_by_role("link", name=re.compile("^Send to")).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def text_of_a_message(page: Page, url: str) -> None:
    page.goto(f"{url}/messages/history")
    page.locator("#history .reads summary, .history .reads summary").first.click()
    expect(page.locator("#told").first).to_be_visible()


def text_on_a_page_of_its_own(page: Page, url: str) -> None:
    page.goto(f"{url}/messages/history")
    link = page.locator(".history .reads a").first
    page.goto(f"{url}{link.get_attribute('href')}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def whom_of_a_draft(page: Page, url: str) -> None:
    _draft(page, url)
    page.get_by_role("main").get_by_role("link", name="Whom").click()
    expect(page.get_by_label("Description")).to_have_value("Closed on Friday")


def visits_ticked(page: Page, url: str) -> None:
    page.goto(f"{url}/schedule")
    page.get_by_label("Select all shown").check()
    expect(page.get_by_role("button", name="Mark as confirmed")).to_be_visible()


def item_of_the_desk_opened(page: Page, url: str) -> None:
    page.goto(f"{url}/cancellations")
    page.get_by_text("Note, put off, give to a colleague").first.click()
    expect(page.get_by_label(re.compile("^Note")).first).to_be_visible()


def entry_of_the_waitlist(page: Page, url: str) -> None:
    page.goto(f"{url}/waitlist")
    page.get_by_role("link", name="Change what Pablo Ortega waits for").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pablo")


def purchase_to_confirm(page: Page, url: str) -> None:
    page.goto(f"{url}/settings/plan")
    page.get_by_role("button", name="See the price").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def plan_refused(page: Page, url: str) -> None:
    page.goto(f"{url}/settings/plan")
    page.get_by_role("textbox", name="Text", exact=True).fill("many")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errors")).to_be_visible()


def numbers_of_a_chart(page: Page, url: str) -> None:
    page.goto(f"{url}/reports")
    for each in page.get_by_text("Show numbers").all():
        each.click()
    expect(page.get_by_role("table").first).to_be_visible()


def renewal_refused(page: Page, url: str) -> None:
    page.goto(f"{url}/settings/renewals")
    page.get_by_role("textbox", name="What ends").fill("Nursing license")
    page.get_by_label("Valid up to").fill("1999-01-01")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".errors, [role=alert]").first).to_be_visible()


def renewal_to_change(page: Page, url: str) -> None:
    page.goto(f"{url}/settings/renewals")
    page.get_by_role("link", name=re.compile(": renewed or change$")).first.click()
    expect(page.get_by_label("Renewed until")).to_be_visible()


def _draft(page: Page, url: str) -> None:
    """A new message to every family, not written yet."""
    page.goto(f"{url}/messages/new?for=families")
    page.get_by_label("Description").fill("Closed on Friday")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="Words")).to_be_visible()
    page.wait_for_load_state("load")  # typing is noticed only once the scripts are there


OF_CENTER: dict[str, State] = {
    state.__name__: state
    for state in (
        visits_to_choose,
        words_not_written,
        words_of_a_mailing,
        mailing_to_review,
        somebody_left_out,
        mailing_to_confirm,
        text_of_a_message,
        text_on_a_page_of_its_own,
        whom_of_a_draft,
        visits_ticked,
        item_of_the_desk_opened,
        entry_of_the_waitlist,
        purchase_to_confirm,
        plan_refused,
        numbers_of_a_chart,
        renewal_refused,
        renewal_to_change,
    )
}
SOME_OF_CENTER = ("words_not_written", "mailing_to_confirm", "item_of_the_desk_opened", "numbers_of_a_chart")
