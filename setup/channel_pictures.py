"""The pictures of channels: what families write, what failed, calls, letters, and how parents are reached.

Each takes a page that is signed in as the demo's administrator, or a parent's phone, and the address Deskbell
runs at.
"""

from __future__ import annotations

import csv
import re
import wave
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page

from app import clock

PLACE = "Riverside"
LETTERS = "Ona Reed"
EVERY_ROW = {
    "Last Name": "Reed",
    "DOB": "2018-02-10",
    "Visit Type": "Well visit",
    "Status": "Scheduled",
    "Provider": "Dr. Sun Kim",
    "Location": PLACE,
    "Contact 1 Name": LETTERS,
    "Contact 1 Relationship": "Mother",
    "Contact 1 Authority": "Joint",
    "Contact 1 Cell": "(937) 555-1241",
    "Contact 1 Preferred": "Text",
    "Contact 1 Language": "English",
    "Consent": "Yes",
}
BringIn = Callable[[Path], object]
"""Imports a schedule file into the demo practice."""


def take_conversations(page: Page, url: str, images: Path) -> None:
    """The list, and one conversation while somebody writes the answer."""
    page.goto(f"{url}/conversations")
    page.screenshot(path=images / "conversations.png")
    page.get_by_role("link", name="Ana Ramos").click()
    page.get_by_label("Your message to Ana Ramos").fill("Sí, claro. Que traiga la tarjeta del seguro.")
    page.locator("#meter .meter").wait_for()
    page.get_by_role("button", name="Send", exact=True).scroll_into_view_if_needed()
    page.screenshot(path=images / "conversation.png")


def take_failures(page: Page, url: str, images: Path) -> None:
    """An address that failed while it is corrected, and the list of where nothing goes."""
    page.goto(f"{url}/fix")
    page.get_by_role("link", name="Correct ben.carter@example.org").click()
    page.get_by_label("New email for Ben Carter").fill("ben.carter@example.net")
    page.screenshot(path=images / "fix-contacts.png")
    page.goto(f"{url}/do-not-send")
    page.screenshot(path=images / "do-not-send.png")


def take_channels(page: Page, url: str, images: Path) -> None:
    """Where each channel ends."""
    page.goto(f"{url}/settings/channels")
    page.screenshot(path=images / "channels.png")


def take_family_phone(page: Page, url: str, images: Path) -> None:
    """A family's phone that answers, and a call that was picked up."""
    page.goto(f"{url}/sandbox/device/text?address=%2B19375550161")
    page.screenshot(path=images / "sandbox-phone.png")
    page.goto(f"{url}/sandbox/device/voice?address=%2B19375550119")
    page.get_by_role("link", name=re.compile("^Pick up")).last.click()
    page.get_by_role("button", name="Key 3", exact=True).click()
    page.locator("#call .before").wait_for()
    page.mouse.move(0, 0)
    page.screenshot(path=images / "sandbox-call.png")


def take_recording(page: Page, url: str, images: Path, folder: Path) -> None:
    """A practice's own voice in the place of spoken words."""
    sound = folder / "reminder.wav"
    write_silence(sound)
    page.goto(f"{url}/templates")
    page.get_by_role("button", name="Copy the standard words to edit: Missed visit").click()
    page.get_by_role("navigation", name="Parts").get_by_role("link", name="Phone call").click()
    page.wait_for_load_state()
    page.get_by_label("English recording", exact=True).set_input_files(sound)
    page.get_by_role("button", name="Upload the English recording").click()
    page.locator("#recordings audio").first.wait_for()
    page.locator("#recordings").screenshot(path=images / "call-recording.png")


def write_silence(file: Path) -> None:
    """A second in which nothing is heard."""
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16_000))


def take_parents_ways(page: Page, link: str, images: Path) -> None:
    """How a mother who reads Spanish is reached."""
    page.goto(f"{link}/preferences")
    page.screenshot(path=images / "parent-preferences-es.png")


def take_birth_date(desk: Page, phone: Page, url: str, link: str, images: Path) -> None:
    """What a parent is asked first where the practice wants it."""
    for asked in (True, False):
        desk.goto(f"{url}/settings/practice")
        tick = desk.get_by_label("Ask for a child’s birth date")
        tick.set_checked(asked)
        desk.locator("form", has=tick).get_by_role("button", name="Save").click()
        desk.locator("#flash").get_by_text("Saved.").wait_for()
        if asked:
            phone.goto(link)
            phone.screenshot(path=images / "parent-birth-date.png")


def take_letters(page: Page, url: str, images: Path, bring_in: BringIn, folder: Path) -> None:
    """Letters that wait to be printed: a family that wants them, and visits that were just booked."""
    add_place(page, url)
    bring_in(schedule(folder / "one.csv", "Flo"))
    want_letters(page, url)
    bring_in(schedule(folder / "three.csv", "Flo", "Sam", "Tilda"))
    page.goto(f"{url}/sandbox")
    page.get_by_role("button", name="Run the clock now", exact=True).click()
    page.goto(f"{url}/letters")
    page.get_by_role("table").get_by_role("link").first.click()
    page.get_by_text(LETTERS).first.wait_for()
    page.screenshot(path=images / "letters.png")


def want_letters(page: Page, url: str) -> None:
    """The family's record says where letters go, and that reminders come as letters."""
    page.goto(f"{url}/families?q=Reed")
    page.locator("#found th a").first.click()
    card = page.locator("section.person", has_text=LETTERS)
    card.get_by_text(f"Edit {LETTERS}").click()
    card.get_by_label("Postal address").fill("12 Oak Street\nDayton, OH 45402")
    card.get_by_label("Reminders").select_option("mail")
    card.get_by_role("button", name="Save", exact=True).click()
    card.locator("dd", has_text="12 Oak Street").first.wait_for()


def add_place(page: Page, url: str) -> None:
    """An office whose messages go out at any hour, so that pictures can be taken at any hour."""
    page.goto(f"{url}/settings/locations/new")
    page.get_by_label("Name", exact=True).fill(PLACE)
    page.get_by_label("Use own delivery times").check()
    page.get_by_label("From", exact=True).fill("00:00")
    page.get_by_label("To", exact=True).fill("23:59")
    page.get_by_role("button", name="Add the location").click()
    page.locator("#flash").get_by_text("Riverside").wait_for()


def schedule(file: Path, *children: str) -> Path:
    """A schedule file with a visit for each child, twelve days from now."""
    day = (clock.now().date() + timedelta(days=12)).isoformat()
    with file.open("w", newline="") as opened:
        writer = csv.DictWriter(opened, ["Appt ID", "Chart #", "First Name", "Date", "Time", *EVERY_ROW])
        writer.writeheader()
        for hour, child in enumerate(children, 9):
            own = {"Appt ID": child, "Chart #": child, "First Name": child}
            writer.writerow({**own, "Date": day, "Time": f"{hour}:00 AM", **EVERY_ROW})
    return file
