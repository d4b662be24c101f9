"""Families that only one test knows. Each is asked as soon as it moves in, at any hour of the day."""

from __future__ import annotations

import csv
import json
import urllib.request
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.run_tick import run_tick
from app.models import ChannelSetup, Location
from app.queries.practice_by_slug import practice_by_slug
from app.work import work, work_everywhere
from tests.browser.conftest import Product
from tests.browser.people import visit_of
from tests.builders.signed_hooks import vonage_headers
from tests.builders.vendor_calls import INBOUND

PLACE = "Riverside"
OUR_NUMBER = "+19375550100"
_numbers = count(1)


@dataclass(frozen=True)
class Household:
    """One contact and the children. ``prefers`` is a word of the schedule file: Text, Email, Home phone."""

    name: str
    children: tuple[str, ...]
    cell: str = ""
    email: str = ""
    home: str = ""
    prefers: str = "Text"
    speaks: str = "English"
    comes_for: str = "Well visit"

    @property
    def last(self) -> str:
        return self.name.rpartition(" ")[2]

    @property
    def child(self) -> str:
        """The first child's full name."""
        return f"{self.children[0]} {self.last}"


def move_in(product: Product, folder: Path, *households: Household, asked: bool = True) -> None:
    """Visits a week after the demo's last one come in by file; every family is asked about its own.

    Without ``asked`` the file is a first schedule: nobody hears that its visits were booked.
    """
    practice_id = willow(product)
    for each in households:
        product.keep_for_this_test(each.last)
    with product.app.app_context(), work(practice_id) as session:
        _open_day_and_night(session, practice_id)
    file = folder / f"{households[0].last}.csv"
    _write(file, households, day_of_visits(product))
    first = [] if asked else ["--first"]
    product.command("feed", "import", str(file), "--practice", "willow", *first)
    if asked:
        turn_clock(product)


def willow(product: Product) -> int:
    """The demo practice's id."""
    with product.app.app_context(), work_everywhere() as session:
        return practice_by_slug(session)["willow"]


def turn_clock(product: Product) -> None:
    """Plan and deliver what is due, as the running product does by itself every few seconds."""
    extensions = product.app.extensions
    with product.app.app_context():
        run_tick(clock.now(), extensions["deskbell.exits"], extensions["deskbell.signer"], willow(product))


def family_texts(product: Product, number: str, words: str) -> None:
    """A text from a family's phone, as Vonage brings it to the running product."""
    now = clock.now()
    told = {
        "message_uuid": f"neighbour-{next(_numbers)}",
        "to": OUR_NUMBER.removeprefix("+"),
        "from": number.removeprefix("+"),
        "timestamp": now.isoformat(),
        "channel": "sms",
        "message_type": "text",
        "text": words,
    }
    body = json.dumps(told).encode()
    request = urllib.request.Request(product.url + INBOUND, body, vonage_headers(body, now), method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 204


def _open_day_and_night(session: Session, practice_id: int) -> None:
    """Messages about visits here go out at any hour, and texts to our number are the practice's."""
    if session.scalar(select(Location.id).where(Location.name == PLACE)):
        return
    hours = {"window_from": time(0), "window_to": time(23, 59), "days": list(range(7))}
    session.add(Location(practice_id=practice_id, name=PLACE, **hours))
    session.add(
        ChannelSetup(practice_id=practice_id, channel="text", sender=OUR_NUMBER, changed_at=clock.now())
    )


def day_of_visits(product: Product) -> date:
    """The day on which whoever moves in has the visits."""
    last = datetime.fromisoformat(visit_of(product, "Pablo Ortega")["starts_at"])
    return last.date() + timedelta(days=8)


def _write(file: Path, households: tuple[Household, ...], day: date) -> None:
    rows = [_row(each, child, day) for each in households for child in each.children]
    with file.open("w", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _row(household: Household, child: str, day: date) -> dict[str, str]:
    number = f"{household.last}-{child}"
    return {
        "Appt ID": number,
        "Chart #": number,
        "First Name": child,
        "Last Name": household.last,
        "DOB": "2018-02-10",
        "Visit Type": household.comes_for,
        "Date": day.isoformat(),
        "Time": "10:00 AM",
        "Status": "Scheduled",
        "Provider": "Dr. Sun Kim",
        "Location": PLACE,
        "Contact 1 Name": household.name,
        "Contact 1 Relationship": "Mother",
        "Contact 1 Authority": "Joint",
        "Contact 1 Resides With": "Yes",
        "Contact 1 Cell": household.cell,
        "Contact 1 Home": household.home,
        "Contact 1 Email": household.email,
        "Contact 1 Preferred": household.prefers,
        "Contact 1 Language": household.speaks,
        "Consent": "Yes",
    }
