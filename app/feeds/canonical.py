"""What every feed says about one appointment, whatever its format was (product B1, B6).

A field has three states. ``ABSENT``: the feed does not speak of it, nothing changes. ``None``: the
feed says it is empty, so it is cleared. Anything else: the value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TypeAlias, TypeVar

from app.domain.audiences import Sex
from app.domain.preferences import Preference
from app.feeds.addresses import ReadAddress
from app.feeds.row_reasons import RowIssue


class Absent(Enum):
    """The mark of a field the feed does not speak of."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT

T = TypeVar("T")
Given: TypeAlias = T | Absent | None


@dataclass(frozen=True, slots=True)
class PatientGiven:
    """A child, known by ``external_id``: the chart number, which means something in its source only (B8).

    ``unpaid`` is what the family owes for it, in dollars and cents, never below 0.
    """

    external_id: str
    first_name: Given[str] = ABSENT
    last_name: Given[str] = ABSENT
    birth_date: Given[date] = ABSENT
    deceased: Given[bool] = ABSENT
    sex: Given[Sex] = ABSENT
    unpaid: Given[Decimal] = ABSENT


@dataclass(frozen=True, slots=True)
class ContactGiven:
    """One person who answers for the child. ``name`` is empty when the feed gives only a number."""

    position: int
    name: str
    relationship: Given[str] = ABSENT
    authority: Given[str] = ABSENT
    resides_with: Given[bool] = ABSENT
    end_date: Given[date] = ABSENT
    language: Given[str] = ABSENT
    preferred: Given[Preference] = ABSENT
    consent: Given[bool] = ABSENT
    cell: Given[ReadAddress] = ABSENT
    home: Given[ReadAddress] = ABSENT
    work_phone: Given[ReadAddress] = ABSENT
    email: Given[ReadAddress] = ABSENT
    work_email: Given[ReadAddress] = ABSENT

    @property
    def addresses(self) -> dict[str, Given[ReadAddress]]:
        """The five addresses by the name of their place on a contact."""
        return {
            "cell": self.cell,
            "home": self.home,
            "work_phone": self.work_phone,
            "email": self.email,
            "work_email": self.work_email,
        }


@dataclass(frozen=True, slots=True)
class ProviderGiven:
    """A doctor or nurse: by the source's own id where there is one, else by name."""

    name: str
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class AppointmentGiven:
    """One canonical "upsert appointment" (B1). ``starts_at`` and ``source_time`` are aware UTC.

    ``status`` is the source's own word; the source's status map says what it means. ``issues``
    are the warnings that reading the row gave; ``cells`` the row as it stood in the file.
    """

    line: int
    external_id: str
    patient: PatientGiven
    contacts: tuple[ContactGiven, ...] = ()
    starts_at: Given[datetime] = ABSENT
    minutes: Given[int] = ABSENT
    status: Given[str] = ABSENT
    visit_type: Given[str] = ABSENT
    provider: Given[ProviderGiven] = ABSENT
    location: Given[str] = ABSENT
    department: Given[str] = ABSENT
    source_time: Given[datetime] = ABSENT
    issues: tuple[RowIssue, ...] = ()
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot be used, and why."""

    issue: RowIssue
    cells: tuple[str, ...] = ()
