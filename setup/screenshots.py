"""Take the pictures of docs/images from the running product with the demo practice: `make screenshots`.

Starts Deskbell in a folder of its own, walks through it as a parent and as staff, and ends it again.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from app import private_postgres
from setup import center_pictures as center
from setup import channel_pictures as pictures

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
FLASK = [sys.executable, "-m", "flask"]
PORT = 8765
URL = f"http://127.0.0.1:{PORT}"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
SET_UP = {
    "setup": "/setup?step=rules",
    "automated-messages": "/messages/auto",
    "recalls": "/recalls",
    "birthdays": "/messages/auto/birthday",
    "contact-preferences": "/messages/preferences?reminders=email&reminders=text&recalls=email",
    "not-sent": "/messages/skipped",
    "practice": "/settings/practice",
    "location": "/settings/locations",
    "people": "/settings/people",
    "groups": "/settings/people/groups",
}


def main() -> None:
    """Everything ends when the pictures are taken, or when something goes wrong."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        found = os.environ.get("DESKBELL_CHROMIUM") or None
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        with running(demo=True) as environment:
            links = parents_links(environment)
            take_staff_pages(browser, links)
            take_parents_pages(browser, links)
            take_set_up_pages(browser)
            take_channel_pages(browser, environment, links)
            take_center_pages(browser, environment)
        with running(demo=False):
            take_first_page(browser)
        browser.close()


@contextmanager
def running(*, demo: bool) -> Iterator[dict[str, str]]:
    """Deskbell in a folder of its own, with the demo or with nothing; the environment of its commands."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"INSTANCE_DIR": folder, "PORT": str(PORT), "LOG_LEVEL": "ERROR", "DATABASE_URL": ""}
        environment = {**os.environ, **own}
        if demo:
            flask(environment, "demo", "load")
        serve = subprocess.Popen([*FLASK, "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_until_ready()
            yield environment
        finally:
            serve.send_signal(signal.SIGTERM)
            serve.wait(timeout=30)
            private_postgres.remove(Path(folder))


def flask(environment: dict[str, str], *words: str) -> str:
    """Run `flask …` and return what it printed."""
    done = subprocess.run(
        [*FLASK, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout


def wait_until_ready() -> None:
    """Wait until the product says that every part of it works."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{URL}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    sys.exit("Deskbell did not become ready.")


def parents_links(environment: dict[str, str]) -> dict[str, str]:
    """The newest link of each child by its name, and the page of each child's visit as "visit <name>"."""
    visits = json.loads(flask(environment, "appointment", "list", "--practice", "willow", "--json"))
    links: dict[str, str] = {}
    for message in json.loads(flask(environment, "message", "list", "--practice", "willow", "--json")):
        for visit in visits:
            if message["link"] and visit["id"] in message["appointment_ids"]:
                links[visit["patient"]] = message["link"]
                links[f"visit {visit['patient']}"] = f"{URL}/appointments/{visit['id']}"
    return links


def take_parents_pages(browser: Browser, links: dict[str, str]) -> None:
    """A question in each language, and a mixed answer."""
    page = browser.new_page(viewport=PHONE, device_scale_factor=2)
    page.goto(links["Mia Ramos"])
    page.screenshot(path=IMAGES / "parent-siblings-es.png")
    page.goto(links["Jack Becker"])
    page.screenshot(path=IMAGES / "parent-siblings.png")
    page.get_by_role("group", name="Jack").get_by_text("Can't come").click()
    page.get_by_role("button", name="Send my answer").click()
    page.screenshot(path=IMAGES / "parent-answered.png")


def take_staff_pages(browser: Browser, links: dict[str, str]) -> None:
    """The desk in light and dark, the phone, and the pages an administrator uses."""
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport=DESK, color_scheme=scheme)
        page = context.new_page()
        sign_in(page)
        pages = {"today": f"{URL}/today"}
        if scheme == "light":
            pages |= {
                "sandbox": f"{URL}/sandbox",
                "settings": f"{URL}/messages/auto/settings",
                "timeline": links["visit Diego Lopez"],
                "import": f"{URL}/imports",
            }
        for name, address in pages.items():
            page.goto(address)
            page.screenshot(path=IMAGES / f"{name}{'-dark' if scheme == 'dark' else ''}.png")
        page.set_viewport_size(PHONE)
        page.goto(f"{URL}/today")
        page.screenshot(path=IMAGES / f"today-phone-{scheme}.png")
        context.close()


def take_set_up_pages(browser: Browser) -> None:
    """What an administrator sets up, each page at work; the audit log when there is something in it."""
    page = browser.new_page(viewport=DESK)
    sign_in(page)
    for name, address in SET_UP.items():
        page.goto(URL + address)
        page.screenshot(path=IMAGES / f"{name}.png")
    page.goto(f"{URL}/settings/departments")
    page.get_by_label("Appointment type").select_option("Sick visit")
    page.locator(".verdict", has_text="Nursing").wait_for()
    page.screenshot(path=IMAGES / "departments.png")
    page.goto(f"{URL}/families?q=Petrova")
    page.locator("#found th a").first.click()
    page.wait_for_load_state()
    page.screenshot(path=IMAGES / "family.png")
    take_words(page)
    take_forecast(page)
    page.goto(f"{URL}/audit")
    page.screenshot(path=IMAGES / "audit-log.png")


def take_words(page: Page) -> None:
    """A copy of the standard reminder while somebody writes in it."""
    page.goto(f"{URL}/templates")
    page.screenshot(path=IMAGES / "templates.png")
    page.get_by_role("button", name="Copy the standard words to edit: Reminder").click()
    page.get_by_role("link", name="1 child").click()
    page.wait_for_load_state()
    english = page.get_by_label("English", exact=True)
    english.fill(english.input_value().replace("Call {phone}", "Questions? {phone}"))
    page.locator("#preview .bub", has_text="Questions?").wait_for()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("status").get_by_text("Saved.").wait_for()
    page.screenshot(path=IMAGES / "template-editor.png")


def take_forecast(page: Page) -> None:
    """The confirmation request a day later: what it would change is there before it is saved."""
    page.goto(f"{URL}/messages/auto")
    page.get_by_role("link", name="Confirmation request", exact=True).click()
    page.locator("#effect-title").wait_for()
    page.get_by_label("How long").fill("1")
    page.locator("#effect", has_text="1 day before the start").wait_for()
    page.screenshot(path=IMAGES / "automated-editor.png")
    page.get_by_role("button", name="Save: ").click()
    page.get_by_role("status").get_by_text("Saved.").wait_for()


def take_channel_pages(browser: Browser, environment: dict[str, str], links: dict[str, str]) -> None:
    """What came back from families, where messages end, and how parents are reached."""
    page = browser.new_page(viewport=DESK)
    phone = browser.new_page(viewport=PHONE, device_scale_factor=2)
    sign_in(page)
    pictures.take_conversations(page, URL, IMAGES)
    pictures.take_failures(page, URL, IMAGES)
    pictures.take_channels(page, URL, IMAGES)
    pictures.take_family_phone(page, URL, IMAGES)
    pictures.take_parents_ways(phone, links["Mia Ramos"], IMAGES)
    pictures.take_birth_date(page, phone, URL, links["Ben Adler"], IMAGES)
    with tempfile.TemporaryDirectory() as folder:
        pictures.take_recording(page, URL, IMAGES, Path(folder))
        pictures.take_letters(
            page,
            URL,
            IMAGES,
            lambda file: flask(environment, "feed", "import", str(file), "--practice", "willow"),
            Path(folder),
        )


def take_center_pages(browser: Browser, environment: dict[str, str]) -> None:
    """A mailing, the waitlist, the plan and reports."""
    page = browser.new_page(viewport=DESK)
    dark = browser.new_page(viewport=DESK, color_scheme="dark")
    phone = browser.new_page(viewport=PHONE, device_scale_factor=2)
    for each in (page, dark, phone):
        sign_in(each)
    everything = ("message", "list", "--practice", "willow", "--json")
    center.take_pages(page, dark, phone, URL, IMAGES, lambda: flask(environment, *everything))


def take_first_page(browser: Browser) -> None:
    """Where a new practice begins."""
    page = browser.new_page(viewport=DESK)
    page.goto(URL)
    page.screenshot(path=IMAGES / "start.png")


def sign_in(page: Page) -> None:
    """As the administrator of the demo practice."""
    page.goto(f"{URL}/login")
    page.get_by_label("Email").fill("admin@willow.example")
    page.get_by_label("Password", exact=True).fill("deskbell-demo")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today**")


if __name__ == "__main__":
    main()
