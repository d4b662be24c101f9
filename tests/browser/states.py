"""Staff pages in the states that matter: each brings a page signed in as an administrator there and waits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

BAD_ROWS = Path(__file__).parent.parent / "data" / "csv" / "willow-bad-rows.csv"
State = Callable[[Page, str], None]


def rule_with_its_effect(page: Page, url: str) -> None:
    follow(page, f"{url}/messages/auto", "Confirmation request")
    expect(page.locator("#effect-title")).to_be_visible()


def rule_to_review(page: Page, url: str) -> None:
    """Whoever is quicker than the forecast sees the effect before anything is saved."""
    page.route("**/effect", lambda route: route.abort())
    follow(page, f"{url}/messages/auto", "Reminder")
    page.get_by_label("How long").fill("2")
    page.get_by_role("button", name="Review the change").click()
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    page.unroute("**/effect")


def rule_refused(page: Page, url: str) -> None:
    page.goto(f"{url}/messages/auto/new?type=reminder")
    page.get_by_label("How long").fill("soon")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_text("Not saved: please look at this")).to_be_visible()


def rule_to_turn_on(page: Page, url: str) -> None:
    page.goto(f"{url}/messages/auto")
    page.get_by_role("button", name="Turn on Same-day reminder").click()
    expect(page.get_by_role("heading", name="Turn on Same-day reminder?")).to_be_visible()


def words_while_typing(page: Page, url: str) -> None:
    own_words(page, url)
    page.get_by_label("English", exact=True).fill("Your visit is cancelled, {childs}. Call us: {phone}")
    expect(page.locator("#meter-en")).to_contain_text("{childs}")


def words_refused(page: Page, url: str) -> None:
    words_while_typing(page, url)
    page.get_by_role("button", name="Save and use").click()
    expect(page.get_by_text("Not saved: please look at this")).to_be_visible()


def own_words(page: Page, url: str) -> None:
    follow(page, f"{url}/templates", "Kind cancellation")


def own_email(page: Page, url: str) -> None:
    _part_of_own_words(page, url, "Email")


def own_call(page: Page, url: str) -> None:
    _part_of_own_words(page, url, "Phone call")


def own_words_when(page: Page, url: str) -> None:
    _part_of_own_words(page, url, "When it is sent")


def own_words_history(page: Page, url: str) -> None:
    _part_of_own_words(page, url, "History")


def preferences_counted(page: Page, url: str) -> None:
    page.goto(f"{url}/messages/preferences?reminders=email&reminders=text&language=es")
    expect(page.locator(".would").first).to_be_visible()


def skipped_for_one_reason(page: Page, url: str) -> None:
    page.goto(f"{url}/messages/skipped")
    page.locator("main a[href*='reason=']:not([href*='reason=&'])").first.click()


def location(page: Page, url: str) -> None:
    follow(page, f"{url}/settings/locations", "North Office")


def location_refused(page: Page, url: str) -> None:
    page.goto(f"{url}/settings/locations/new")
    page.get_by_label("Name", exact=True).fill("North Office")
    page.get_by_role("button", name="Add the location").click()
    expect(page.locator(".errors")).to_be_visible()


def department(page: Page, url: str) -> None:
    follow(page, f"{url}/settings/departments", "Nursing")


def routing_rule(page: Page, url: str) -> None:
    follow(page, f"{url}/settings/departments", "Edit rule 1")


def routing_refused(page: Page, url: str) -> None:
    page.goto(f"{url}/settings/departments/routing/new")
    page.get_by_role("button", name="Add the rule").click()
    expect(page.locator(".errors")).to_be_visible()


def department_found(page: Page, url: str) -> None:
    page.goto(f"{url}/settings/departments")
    page.get_by_label("Appointment type").select_option("Sick visit")
    expect(page.locator(".verdict")).to_contain_text("Nursing")


def person(page: Page, url: str) -> None:
    follow(page, f"{url}/settings/people", "Dana K.")


def nobody_invited(page: Page, url: str) -> None:
    page.goto(f"{url}/settings/people")
    page.get_by_label("Email", exact=True).fill("front@willow.example")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("Nobody was invited: please look at this")).to_be_visible()


def families_while_typing(page: Page, url: str) -> None:
    page.goto(f"{url}/today")
    page.keyboard.press("/")
    page.keyboard.type("petrov")
    expect(page.locator("#quick a").first).to_be_visible()


def family_with_one_contact_alone(page: Page, url: str) -> None:
    _family(page, url, "Petrova")
    page.get_by_text("Who gets messages about Vera").click()


def new_contact_refused(page: Page, url: str) -> None:
    _family(page, url, "Petrova")
    page.get_by_role("link", name="Add a contact for Vera").click()
    page.get_by_label("Email", exact=True).fill("nobody")
    page.get_by_role("button", name="Add the contact").click()
    expect(page.locator(".errors")).to_be_visible()


def contact_refused(page: Page, url: str) -> None:
    _family(page, url, "Petrova")
    card = page.locator("section.person").first
    card.get_by_text("Edit ").click()
    card.get_by_label("Email", exact=True).fill("nobody")
    card.get_by_role("button", name="Save").click()
    expect(page.locator(".errors")).to_be_visible()


def perhaps_on_file_twice(page: Page, url: str) -> None:
    _family(page, url, "Petrova")
    page.get_by_role("link", name="On file twice?").first.click()
    page.wait_for_load_state("load")  # typing is noticed only once the scripts are there
    page.get_by_label("Name of the other contact").fill("Petrov")
    expect(page.get_by_role("link", name="Compare with Ivan Petrov")).to_be_visible()


def two_contacts_compared(page: Page, url: str) -> None:
    perhaps_on_file_twice(page, url)
    page.get_by_role("link", name="Compare with Ivan Petrov").click()
    expect(page.get_by_role("heading", name="Is this one person?")).to_be_visible()


def columns_of_a_file(page: Page, url: str) -> None:
    page.goto(f"{url}/imports")
    page.get_by_label("Schedule as CSV").set_input_files(BAD_ROWS)
    page.get_by_role("button", name="Upload and look at the columns").click()
    expect(page.get_by_role("button", name="Try it without changing anything")).to_be_visible()


def file_tried(page: Page, url: str) -> None:
    columns_of_a_file(page, url)
    page.get_by_role("button", name="Try it without changing anything").click()
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()


EVERY: dict[str, State] = {
    state.__name__: state
    for state in (
        rule_with_its_effect,
        rule_to_review,
        rule_refused,
        rule_to_turn_on,
        words_while_typing,
        words_refused,
        own_words,
        own_email,
        own_call,
        own_words_when,
        own_words_history,
        preferences_counted,
        skipped_for_one_reason,
        location,
        location_refused,
        department,
        routing_rule,
        routing_refused,
        department_found,
        person,
        nobody_invited,
        families_while_typing,
        family_with_one_contact_alone,
        new_contact_refused,
        contact_refused,
        perhaps_on_file_twice,
        two_contacts_compared,
        columns_of_a_file,
        file_tried,
    )
}
SOME = ("rule_with_its_effect", "words_refused", "department_found", "contact_refused")


def follow(page: Page, address: str, link: str) -> None:
    """Open a page and the link of this name in it."""
    page.goto(address)
    page.get_by_role("main").get_by_role("link", name=link, exact=True).first.click()
    page.wait_for_load_state("load")


def _part_of_own_words(page: Page, url: str, part: str) -> None:
    own_words(page, url)
    page.get_by_role("navigation", name="Parts").get_by_role("link", name=part).click()
    expect(page.get_by_role("link", name=part).and_(page.locator("[aria-current]"))).to_be_visible()


def _family(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/families?q={name}")
    page.locator("#found th a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    page.wait_for_load_state("load")
