"""Set up a new practice, ready to work with the defaults (product A2, A3, D9)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.create_rules import create_default_rules
from app.actions.write_audit import Actor, write_audit
from app.domain.local_time import zone
from app.domain.permissions import Permission
from app.models import (
    DeliveryRulesRow,
    Department,
    GroupPermission,
    Location,
    Practice,
    StaffGroup,
)
from app.work import keep_to

SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
SHORT_NAME_LIMIT = 20
DEPARTMENTS = ("Front Desk", "Nursing", "Billing")
ADMINISTRATORS = "System Administrators"

# What a group of a new practice may do; administrators may do everything.
GROUPS = {
    "Front Desk": (
        Permission.BASIC_MESSAGING,
        Permission.AUTOMATED_VIEW,
        Permission.PERSONALIZED_MESSAGES,
        Permission.PRIVATE_MESSAGES,
        Permission.ANSWER_CANCELLATIONS,
        Permission.CONTACTS_EDIT,
        Permission.REPORTS_VIEW,
    ),
    "Nursing": (
        Permission.BASIC_MESSAGING,
        Permission.AUTOMATED_VIEW,
        Permission.PRIVATE_MESSAGES,
        Permission.ANSWER_CANCELLATIONS,
    ),
}


class UnusablePractice(ValueError):
    """This practice cannot be made; the text says what is wrong and what would do."""


@dataclass(frozen=True, slots=True)
class NewPractice:
    """``timezone`` is IANA; ``phone`` E.164 or empty; ``short_name`` stands in texts, at most 20 letters.

    ``location`` names its first place; schedules that name others add them. ``alert_email`` is where the
    departments' alerts go at first, without it ``email``.
    """

    slug: str
    name: str
    timezone: str
    short_name: str = ""
    phone: str = ""
    address: str = ""
    email: str = ""
    location: str = "Main office"
    alert_email: str = ""


def create_practice(session: Session, now: datetime, actor: Actor, wanted: NewPractice) -> int:
    """The new practice's id. Departments write to ``email``, which may be filled in later.

    The session may see every practice; from here on it sees the new one only. Raises UnusablePractice
    (slug, name) or UnknownZone.
    """
    _check(session, wanted)
    practice = Practice(
        slug=wanted.slug,
        name=wanted.name.strip(),
        short_name=wanted.short_name.strip() or wanted.name.strip()[:SHORT_NAME_LIMIT].rstrip(),
        timezone=wanted.timezone,
        phone=wanted.phone,
        address=wanted.address,
        email=wanted.email,
        created_at=now,
    )
    session.add(practice)
    session.flush()
    keep_to(session, practice.id)
    session.add(Location(name=wanted.location))
    _add_departments(session, now, wanted.alert_email or wanted.email)
    _add_groups(session)
    create_default_rules(session, now)
    after = {"slug": wanted.slug, "name": wanted.name, "timezone": wanted.timezone}
    write_audit(session, now, actor, "create", "practice", practice.id, after=after)
    return practice.id


def _check(session: Session, wanted: NewPractice) -> None:
    if not SLUG.fullmatch(wanted.slug):
        raise UnusablePractice(
            f"{wanted.slug!r} cannot be a short address. Use small letters, digits and hyphens, e.g. willow."
        )
    if session.scalar(select(Practice.id).where(Practice.slug == wanted.slug)) is not None:
        raise UnusablePractice(f"There is already a practice with the short address {wanted.slug!r}.")
    if not wanted.name.strip():
        raise UnusablePractice("A practice needs a name, e.g. Willow Pediatrics.")
    if len(wanted.short_name.strip()) > SHORT_NAME_LIMIT:
        raise UnusablePractice(
            f"The short name stands in every text message: at most {SHORT_NAME_LIMIT} letters, e.g. Willow."
        )
    zone(wanted.timezone)


def _add_departments(session: Session, now: datetime, email: str) -> None:
    rows = [Department(name=name, email=email) for name in DEPARTMENTS]
    session.add_all(rows)
    session.flush()
    session.add(DeliveryRulesRow(department_id=rows[0].id, changed_at=now))


def _add_groups(session: Session) -> None:
    session.add(StaffGroup(name=ADMINISTRATORS, administrators=True))
    groups = {name: StaffGroup(name=name) for name in GROUPS}
    session.add_all(groups.values())
    session.flush()
    session.add_all(
        GroupPermission(group_id=groups[name].id, code=code)
        for name, codes in GROUPS.items()
        for code in codes
    )
    session.flush()
