"""Who works for the practice, and how do they sign in (product A3, A4)?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from app.domain.outcomes import MessageStatus
from app.domain.staff_words import message_status
from app.domain.wording.staff_mail import INVITATION, LIFETIMES
from app.models import Department, Message, Practice, StaffGroup, StaffUser
from app.models.seen_states import account_state


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One member of staff. Instants are UTC; ``two_factor_since`` is empty without two-factor sign-in.

    ``joined`` says that they chose a password; before that they are invited only.
    ``seen`` is the state of the fields staff edit, which goes back with their form.
    """

    id: int
    name: str
    email: str
    phone: str
    group_id: int
    group: str
    administrator: bool
    department_id: int | None
    department: str
    signed_in_at: datetime | None
    two_factor_since: datetime | None
    invited_at: datetime | None
    joined: bool
    disabled_at: datetime | None
    seen: str

    @property
    def invitation_ends_at(self) -> datetime | None:
        """When the link of the newest invitation stops working (UTC)."""
        return self.invited_at + LIFETIMES[INVITATION] if self.invited_at else None

    @property
    def counts(self) -> bool:
        """Can this person sign in at all?"""
        return self.joined and self.disabled_at is None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody, those who can sign in first. ``groups`` and ``departments`` are names by id."""

    people: tuple[StaffLine, ...]
    groups: Mapping[int, str]
    departments: Mapping[int, str]
    two_factor_required: bool

    @property
    def administrators(self) -> int:
        """How many administrators can sign in."""
        return sum(each.administrator and each.counts for each in self.people)


def people_page(session: Session) -> PeoplePage:
    """Everybody of the session's practice."""
    lines = [_line(row) for row in session.execute(_question())]
    lines.sort(key=lambda each: (each.disabled_at is not None, not each.joined, each.name.lower(), each.id))
    return PeoplePage(
        people=tuple(lines),
        groups=_names(session, StaffGroup),
        departments=_names(session, Department),
        two_factor_required=session.get_one(Practice, session.info["practice_id"]).require_two_factor,
    )


def staff_line(session: Session, staff_id: int) -> StaffLine | None:
    """One person, or None when the practice has nobody of this number."""
    row = session.execute(_question().where(StaffUser.id == staff_id)).one_or_none()
    return _line(row) if row else None


def staff_of_address(session: Session, email: str) -> int | None:
    """Who of the practice signs in with this address, in whatever letters it is typed."""
    return session.scalar(select(StaffUser.id).where(func.lower(StaffUser.email) == email.strip().lower()))


def invitation_outcome(session: Session, staff_id: int, now: datetime) -> str:
    """What became of the newest invitation, in words such as "Delivered"; empty when none was sent."""
    newest = (
        select(Message)
        .where(Message.staff_id == staff_id, Message.type == INVITATION)
        .order_by(Message.id.desc())
        .limit(1)
    )
    found = session.scalars(newest).one_or_none()
    return message_status(MessageStatus(found.status), found.sent_at, now) if found else ""


def _question() -> Select[*tuple[Any, ...]]:
    return (
        select(
            StaffUser,
            StaffGroup.name.label("group_name"),
            StaffGroup.administrators,
            Department.name.label("department_name"),
        )
        .join(StaffGroup, StaffGroup.id == StaffUser.group_id)
        .outerjoin(Department, Department.id == StaffUser.department_id)
    )


def _line(row: Row[Any]) -> StaffLine:
    staff: StaffUser = row.StaffUser
    return StaffLine(
        id=staff.id,
        name=staff.name,
        email=staff.email,
        phone=staff.phone,
        group_id=staff.group_id,
        group=row.group_name,
        administrator=row.administrators,
        department_id=staff.department_id,
        department=row.department_name or "",
        signed_in_at=staff.signed_in_at,
        two_factor_since=staff.totp_since,
        invited_at=staff.invited_at,
        joined=bool(staff.password_hash),
        disabled_at=staff.disabled_at,
        seen=account_state(staff),
    )


def _names(session: Session, table: type[StaffGroup | Department]) -> Mapping[int, str]:
    rows = session.execute(select(table.id, table.name).order_by(table.name))
    return {number: name for number, name in rows}  # noqa: C416 - a row is no pair to the type checker
