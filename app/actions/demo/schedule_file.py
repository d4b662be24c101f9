"""The demo's schedule as the file a practice's own system would give out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from app.actions.demo.story import Story, Visit
from app.domain.local_time import local_time
from app.domain.well_visits import MONTHS_A_YEAR, add_months

_CONTACTS = 2
_VISIT = ("Appt ID", "Date", "Time", "Length", "Status", "Visit Type", "Provider ID", "Provider", "Location")
_CHILD = ("Chart #", "First Name", "Last Name", "DOB", "Sex", "Unpaid Balance")
_CONTACT = (
    *("Name", "Relationship", "Authority", "Resides With", "Cell", "Home", "Email"),
    *("Preferred", "Language", "End Date"),
)


def schedule_file(story: Story, rows: Iterable[tuple[Visit, str]], *, moved: bool) -> bytes:
    """A CSV with a line for each visit and the schedule's word for it; ``moved`` gives the new times."""
    out = io.StringIO()
    writer = csv.writer(out)
    contacts = [f"Contact {number} {title}" for number in range(1, _CONTACTS + 1) for title in _CONTACT]
    writer.writerow([*_VISIT, *_CHILD, *contacts, "Consent"])
    writer.writerows(_row(story, visit, status, moved) for visit, status in rows)
    return out.getvalue().encode()


def _row(story: Story, visit: Visit, status: str, moved: bool) -> list[str]:
    told = visit.told
    start = local_time(visit.starts_at if moved or visit.was is None else visit.was, story.place)
    provider = next(each for each in story.told["providers"] if each["id"] == told["with"])
    first, _, last = visit.child.partition(" ")
    return [
        visit.external_id,
        f"{start:%Y-%m-%d}",
        f"{start:%I:%M %p}",
        str(visit.minutes),
        status,
        told["type"],
        provider["id"],
        provider["name"],
        told.get("where", story.told["locations"][0]["name"]),
        visit.chart,
        first,
        last,
        _birth_date(story, visit),
        "F" if first in story.told.get("girls", ()) else "M",
        story.told.get("unpaid", {}).get(visit.child, ""),
        *_contacts(story, visit.family["contacts"]),
        visit.family.get("consent", "Yes"),
    ]


def _birth_date(story: Story, visit: Visit) -> str:
    """So many years and some days ago, some other number of days for each child.

    Who has a birthday in the story turns a year older so many days from today.
    """
    first = visit.child.partition(" ")[0]
    birthday = visit.family.get("birthdays", {}).get(first)
    if birthday is not None:
        day = local_time(story.now, story.place).date() + timedelta(days=birthday)
        return f"{add_months(day, -MONTHS_A_YEAR * (visit.age + 1)):%Y-%m-%d}"
    days = visit.age * 366 + int(visit.chart[1:]) * 37 % 330
    return f"{local_time(story.begins, story.place).date() - timedelta(days=days):%Y-%m-%d}"


def _contacts(story: Story, told: list[dict[str, Any]]) -> list[str]:
    ended = f"{local_time(story.begins, story.place).date() - timedelta(days=200):%Y-%m-%d}"
    cells: list[str] = []
    for each in told:
        cells += [
            each["name"],
            each["is"],
            each.get("authority", "Joint"),
            "No" if each.get("elsewhere") else "Yes",
            each.get("cell", ""),
            each.get("home", ""),
            each.get("email", ""),
            each.get("prefers", ""),
            each.get("speaks", "English"),
            ended if each.get("ended") else "",
        ]
    return cells + [""] * (_CONTACTS * len(_CONTACT) - len(cells))
