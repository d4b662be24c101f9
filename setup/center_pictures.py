"""The pictures of the Message center and of insight: a mailing on its way, the waitlist, the plan, reports.

Each takes a page that is signed in as the demo's administrator, or a parent's phone, and the address Deskbell
runs at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page

from app import clock

CLOSED = "Dear {parent},\n\nour offices are closed this Friday. On Monday we are there for you again."
CLOSED_SHORT = "Hello {parent}, our offices are closed this Friday."
FIRST_ONES = 3_000
"""Milliseconds in which the first messages of a mailing leave."""
PLAIN = {
    "usage": "/messages/usage",
    "plan": "/settings/plan",
    "reports": "/reports?weeks=12",
    "renewals": "/settings/renewals",
}
Messages = Callable[[], str]
"""Everything that went to families, as JSON."""


def take_pages(page: Page, dark: Page, phone: Page, url: str, images: Path, messages: Messages) -> None:
    """All of them, while the practice's delivery times are open: else no offer reaches a family."""
    take_messages_sent(page, url, images)
    take_figures(page, dark, url, images)
    take_schedule(page, url, images)
    take_desk(page, phone, url, images)
    take_mailing(page, url, images)
    take_waitlist(page, url, images)
    take_offers(phone, offered(messages()), images)


def offered(messages: str) -> dict[str, str]:
    """The link of an offered time by the language it was written in."""
    offers = [each for each in json.loads(messages) if each["type"] == "waitlist_offer"]
    return {each["language"]: re.findall(r"http\S+/w/\S+", each["body"])[0] for each in offers}


def take_mailing(page: Page, url: str, images: Path) -> None:
    """One message to families: whom, words, the check, and its own page while it goes out and is paused."""
    take_audience(page, url, images)
    take_own_words(page, url, images)
    take_review(page, images)
    take_job(page, images)
    page.goto(f"{url}/messages")
    page.screenshot(path=images / "message-center.png")


def take_audience(page: Page, url: str, images: Path) -> None:
    """Whom it is for, with how many messages that would be."""
    page.goto(f"{url}/messages/new?for=visits")
    page.get_by_label("Description").fill("Please confirm next week")
    page.locator("#reach .total").first.wait_for()
    page.screenshot(path=images / "message-whom.png")


def take_own_words(page: Page, url: str, images: Path) -> None:
    """What it says, with the length a parent would get."""
    page.goto(f"{url}/messages/new?for=families")
    page.get_by_label("Description").fill("Closed on Friday")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("heading", name="Words").wait_for()
    page.wait_for_load_state("load")
    page.get_by_label("English: Text message and phone call").fill(CLOSED_SHORT)
    page.get_by_label("English: Email subject").fill("Closed on Friday")
    page.get_by_label("English: Email, letter and fax").fill(CLOSED)
    page.locator("#meter-en", has_text="text").wait_for()
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=images / "message-words.png")


def take_review(page: Page, images: Path) -> None:
    """Who gets it, what it costs, who is left out and why."""
    page.get_by_role("button", name="Save and check who gets it").click()
    page.get_by_role("heading", name="Who gets it").wait_for()
    page.get_by_role("group").filter(has_text="This contact has an end date.").first.click()
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=images / "message-review.png")


def take_job(page: Page, images: Path) -> None:
    """The page of the mailing while it goes out, and after somebody paused it."""
    page.get_by_role("link", name=re.compile("^Send to")).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Send")).click()
    page.get_by_role("button", name="Pause").wait_for()
    page.wait_for_timeout(FIRST_ONES)
    page.screenshot(path=images / "mailing-running.png")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Go on").wait_for()
    page.screenshot(path=images / "mailing-paused.png")


def take_messages_sent(page: Page, url: str, images: Path) -> None:
    """How many went out, and which ones, in columns of one's own."""
    page.goto(f"{url}/messages/sent")
    page.screenshot(path=images / "messages-sent.png")
    page.goto(f"{url}/messages/history?category=reminder")
    page.locator(".reads summary").first.click()
    page.locator("#told").first.wait_for()
    page.screenshot(path=images / "history.png")
    page.goto(f"{url}/messages/history/columns")
    page.screenshot(path=images / "history-columns.png")


def take_figures(page: Page, dark: Page, url: str, images: Path) -> None:
    """What was used, what it is paid with, what ends; and reports as they look at night."""
    for name, address in PLAIN.items():
        page.goto(url + address)
        page.screenshot(path=images / f"{name}.png")
    dark.goto(f"{url}/reports?weeks=12")
    trend = dark.get_by_role("heading", name="No-shows and late cancellations over time")
    trend.evaluate("heading => heading.scrollIntoView({block: 'center'})")
    dark.screenshot(path=images / "reports-dark.png")


def take_schedule(page: Page, url: str, images: Path) -> None:
    """The coming days, some visits ticked."""
    tomorrow = clock.now().date() + timedelta(days=1)
    page.goto(f"{url}/schedule?from={tomorrow}&to={tomorrow + timedelta(days=7)}")
    for row in page.get_by_role("table").get_by_role("checkbox").all()[:3]:
        row.check()
    page.screenshot(path=images / "schedule.png")


def take_desk(page: Page, phone: Page, url: str, images: Path) -> None:
    """What waits for the front desk, one of them opened, and the same page on a phone."""
    page.goto(f"{url}/cancellations")
    page.get_by_text("Note, put off, give to a colleague").nth(1).click()
    page.screenshot(path=images / "cancellations.png")
    phone.goto(f"{url}/cancellations")
    phone.screenshot(path=images / "cancellations-phone.png")


def take_waitlist(page: Page, url: str, images: Path) -> None:
    """A freed time that two families are asked about."""
    page.goto(f"{url}/waitlist")
    page.locator("button", has_text="Offer to waitlist (2)").last.click()
    page.locator("#flash").wait_for()
    page.goto(f"{url}/sandbox")
    page.get_by_role("button", name="Run the clock now", exact=True).click()
    page.locator("#flash").wait_for()
    page.goto(f"{url}/waitlist")
    page.screenshot(path=images / "waitlist.png")


def take_offers(phone: Page, links: dict[str, str], images: Path) -> None:
    """What the two families see: the time is free, one takes it, the other comes too late."""
    phone.goto(links["en"])
    phone.screenshot(path=images / "parent-offer.png")
    phone.get_by_role("button", name=re.compile("^Yes")).click()
    phone.get_by_role("heading", name="The time is yours").wait_for()
    phone.screenshot(path=images / "parent-offer-yours.png")
    phone.goto(links["es"])
    phone.screenshot(path=images / "parent-offer-taken-es.png")
