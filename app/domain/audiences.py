"""Whom staff send to: the question whose answer are a mailing's recipients (product K1, K3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.appointments import Status
from app.domain.languages import Language
from app.domain.mailings import NEWS, MailingKind
from app.domain.preferences import Channel, Purpose
from app.domain.rules import NOT_OF_A_VISIT
from app.domain.timing import RuleType


class Sex(StrEnum):
    """As the schedule tells it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class AudienceKind(StrEnum):
    """How recipients are found: by visits, by check-ups due, by what children are like, all, or by name."""

    VISITS = "visits"
    RECALLS = "recalls"
    FAMILIES = "families"
    ALL = "all"
    PICKED = "picked"


# Rows that are no visit any more: the schedule moved them elsewhere, or takes them back.
GONE = frozenset({Status.RESCHEDULED, Status.ENTERED_IN_ERROR})

ASKS = frozenset({RuleType.INITIAL_CONFIRMATION, RuleType.CONFIRMATION_REQUEST})
"""Messages that ask the family whether it is coming."""

ABOUT_VISITS = frozenset(RuleType) - NOT_OF_A_VISIT
"""The types of messages that speak of visits; the others say what staff wrote, or are recalls."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whose contacts get a mailing. What is empty or None asks for nothing; other kinds' fields stay empty.

    * VISITS: from ``first`` to ``last``, days of the practice, both included, with these ``provider_ids``,
      ``location_ids``, ``visit_types`` and ``statuses``, and of these only ``appointment_ids`` if there are
      any; without a period exactly those.
    * RECALLS: children due for the ``check_up`` of that key, last seen by one of ``provider_ids``.
    * FAMILIES: children of this ``sex``, from ``age_from`` to ``age_to`` whole years on the day, last seen by
      ``provider_ids`` at ``location_ids``, with at least ``unpaid`` dollars open, whose last visit was on or
      after ``seen_since`` and before ``seen_before`` (days of the practice); contacts who read ``language``.
    * ALL: every child. PICKED: the contacts of ``contact_ids``.

    With ``only_ids`` it goes to these contacts of them alone: to those whom an earlier mailing did not reach.
    With ``only_preferred`` a mailing over one channel goes only to contacts who prefer that channel.
    """

    kind: AudienceKind
    first: date | None = None
    last: date | None = None
    appointment_ids: tuple[int, ...] = ()
    provider_ids: tuple[int, ...] = ()
    location_ids: tuple[int, ...] = ()
    visit_types: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    check_up: str = ""
    sex: Sex | None = None
    age_from: int | None = None
    age_to: int | None = None
    language: Language | None = None
    unpaid: Decimal | None = None
    seen_since: date | None = None
    seen_before: date | None = None
    contact_ids: tuple[int, ...] = ()
    only_ids: tuple[int, ...] = ()
    only_preferred: bool = False

    @property
    def these_visits(self) -> bool:
        """Are its visits named one by one, whatever else is true of them?"""
        return bool(self.appointment_ids) and self.first is None


@dataclass(frozen=True, slots=True)
class AudienceQuestion:
    """Who gets a mailing of this kind and type, and how: see ``Mailing``, whose columns these are.

    Without a ``channel`` each contact is reached as it prefers for ``purpose``. ``left_out`` are contacts
    whom staff took off the list.
    """

    kind: MailingKind
    type: str
    audience: Audience
    channel: Channel | None = None
    purpose: Purpose = Purpose.NOTICES
    left_out: frozenset[int] = frozenset()

    @property
    def about(self) -> RuleType | None:
        """The type of a mailing that tells families about their own visits; None for one that does not."""
        if self.audience.kind is not AudienceKind.VISITS or self.type not in ABOUT_VISITS:
            return None
        return RuleType(self.type)

    @property
    def asks(self) -> bool:
        """Does it ask families whether they are coming?"""
        return self.about in ASKS

    @property
    def needs_residing(self) -> bool:
        """Must the child live with the contact (C2)? So it is for what staff send one at a time."""
        return self.kind in (MailingKind.PERSONALIZED, MailingKind.CONFIRMATION)

    @property
    def to_the_public(self) -> bool:
        """Is it the same for everybody? Then it never follows from a confidential visit (C7)."""
        return self.kind in NEWS
