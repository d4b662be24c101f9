"""The email at opening: what came while a department was closed and nobody has looked at yet (product J2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.calendar_words import short_date, text_time
from app.domain.languages import Language
from app.domain.wording.department_alert import (
    AlertFacts,
    AlertPatient,
    DepartmentAlert,
    department_alert,
    in_order,
)

_EN = Language.ENGLISH


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One notice: "Cancelled by parent", "Tuesday, November 24, 2:45 PM", its children, how it came."""

    badge: str
    heading: str
    patients: tuple[AlertPatient, ...]
    how: str
    to_do: str


@dataclass(frozen=True, slots=True)
class DepartmentDigest:
    """The parts of the email, drawn by ``messages/department_digest``."""

    subject: str
    heading: str
    items: tuple[DigestItem, ...]
    portal_url: str
    why: str


def department_digest(notices: Sequence[AlertFacts]) -> DepartmentDigest:
    """The email about ``notices``, at least one; the visit that comes first at the top."""
    sorted_facts = sorted(notices, key=lambda facts: in_order(facts.lines)[0].starts_local)
    first = in_order(sorted_facts[0].lines)[0].starts_local
    waiting = "1 answer waits" if len(notices) == 1 else f"{len(notices)} answers wait"
    name = sorted_facts[0].department_name
    return DepartmentDigest(
        subject=f"While you were closed: {waiting}, first visit {short_date(first, _EN)}, {text_time(first)}",
        heading=f"{waiting} for {name}",
        items=tuple(_item(department_alert(facts)) for facts in sorted_facts),
        portal_url=sorted_facts[0].portal_url,
        why=f"You get this when {name} opens, about what came while it was closed and nobody has looked at.",
    )


def _item(alert: DepartmentAlert) -> DigestItem:
    return DigestItem(alert.badge, alert.heading, alert.patients, alert.how, alert.to_do)
