"""Who gets a mailing and who does not: asked by preview, cost and filling alike (product K1, C3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.domain.audience_reading import audience_of
from app.domain.audiences import ASKS, AudienceKind, AudienceQuestion
from app.domain.local_time import instant, local_day, zone
from app.domain.mailings import MailingKind
from app.domain.preferences import Channel, ContactMode, Preference, Purpose, contact_mode, route
from app.domain.reasons import Reason
from app.domain.recipients import Recipient, RecipientCounts, counted
from app.domain.rules import STATUSES
from app.domain.siblings import SiblingMode, together
from app.domain.timing import BEFORE_START, RuleType
from app.models.due_children import due_children
from app.models.mailing import Mailing
from app.models.practice import DeliveryRulesRow, Practice
from app.models.recipient_sql import recipients_statement

# Of these there is no hurry: the visit is over, or it does not take place.
_NOT_COMING = frozenset({RuleType.MISSED, RuleType.FOLLOW_UP, RuleType.CANCELLED_BY_PRACTICE})
_REASONS = {reason.value: reason for reason in Reason}
_ORDER = {word: number for number, word in enumerate(_REASONS)}


def question_of(mailing: Mailing) -> AudienceQuestion:
    """What a mailing asks. Raises ``ValueError`` for an audience that no form could have made."""
    return AudienceQuestion(
        kind=MailingKind(mailing.kind),
        type=mailing.type,
        audience=audience_of(mailing.audience),
        channel=Channel(mailing.channel) if mailing.channel else None,
        purpose=Purpose(mailing.purpose),
        left_out=frozenset(mailing.left_out),
    )


def recipients(
    session: Session, now: datetime, question: AudienceQuestion, after: int = 0, most: int | None = None
) -> list[Recipient]:
    """The recipients in the session's practice at ``now`` (UTC), by contact id, with those left out and why.

    Only contacts with an id above ``after``, and of these at most ``most``; a contact's recipients are never
    parted. What is about visits is one recipient a visit (D7), the rest one a contact, a broadcast one a
    mailbox. Of a contact who gets nothing about several children the reason is the one that came latest: the
    one to see to if somebody wants to reach it.
    """
    practice = session.get_one(Practice, session.info["practice_id"])
    once_a_mailbox = question.kind is MailingKind.BROADCAST
    statement = recipients_statement(question.audience.kind, question.audience.these_visits, once_a_mailbox)
    asked = _parameters(session, now, practice, question) | {"after": after, "most": most}
    rows = session.execute(statement, asked).all()
    fixed, mode = question.channel, _sibling_mode(session)
    return [
        each
        for _, own in groupby(rows, attrgetter("contact_id"))
        for each in _of_contact(list(own), question, fixed, mode)
    ]


def count_recipients(session: Session, now: datetime, question: AudienceQuestion) -> RecipientCounts:
    """How many messages go by channel, and how many contacts or visits are left out by reason."""
    return counted(recipients(session, now, question))


def _parameters(
    session: Session, now: datetime, practice: Practice, question: AudienceQuestion
) -> dict[str, Any]:
    audience, place = question.audience, zone(practice.timezone)
    today = local_day(now, place)
    due: Sequence[int] = ()
    if audience.kind is AudienceKind.RECALLS:
        due = due_children(session, now, audience.check_up, audience.provider_ids)
    return {
        "practice_id": practice.id,
        "now": now,
        "today": today,
        "since": _begin(audience.first or audience.seen_since, place),
        "until": _begin(audience.seen_before if audience.last is None else _next(audience.last), place),
        "appointment_ids": list(audience.appointment_ids),
        "provider_ids": list(audience.provider_ids),
        "location_ids": list(audience.location_ids),
        "visit_types": list(audience.visit_types),
        "statuses": list(audience.statuses),
        "patient_ids": list(due),
        "sex": audience.sex,
        "unpaid": audience.unpaid,
        "age_from": audience.age_from,
        "age_to": audience.age_to,
        "language": audience.language,
        "contact_ids": list(audience.only_ids or audience.contact_ids),
        **_judging(now, question),
        "day_begins": _begin(today, place),
        "day_ends": _begin(_next(today), place),
    }


def _judging(now: datetime, question: AudienceQuestion) -> dict[str, Any]:
    about = question.about
    coming = about is not None and about not in _NOT_COMING
    return {
        "purpose": question.purpose,
        "fixed": question.channel,
        "only_preferred": question.audience.only_preferred and question.channel is not None,
        "left_out": sorted(question.left_out),
        "to_the_public": question.to_the_public,
        "needs_residing": question.needs_residing,
        "about_visits": about is not None,
        "latest_start": now + BEFORE_START if coming else None,
        "possible": list(STATUSES[about]) if about else [],
        "asks": question.asks,
        "ask_types": list(ASKS),
    }


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _begin(day: date | None, place: ZoneInfo) -> datetime | None:
    return instant(datetime.combine(day, time.min), place) if day else None


def _sibling_mode(session: Session) -> SiblingMode:
    mode = session.scalar(select(DeliveryRulesRow.sibling_mode))
    return SiblingMode(mode) if mode else SiblingMode.SAME_TIME


def _of_contact(
    rows: list[Row[Any]], question: AudienceQuestion, fixed: Channel | None, mode: SiblingMode
) -> Iterator[Recipient]:
    going = [row for row in rows if row.refusal is None]
    if question.about is None:
        yield _recipient(_told(going), fixed, None) if going else _recipient(_nearest(rows), fixed, None)
        return
    visits = together(going, mode) if len(going) > 1 else [going] if going else []
    for visit in visits:
        yield _recipient(visit, fixed, question.about)
    refused = sorted((row for row in rows if row.refusal), key=lambda row: _ORDER[row.refusal])
    for _, same in groupby(refused, attrgetter("refusal")):
        yield _recipient(list(same), fixed, question.about)


def _told(going: list[Row[Any]]) -> list[Row[Any]]:
    """The children one message is about: none whose visit is the patient's own matter beside others (C7)."""
    return [row for row in going if not row.confidential] or going[:1]


def _nearest(rows: list[Row[Any]]) -> list[Row[Any]]:
    latest = max(_ORDER[row.refusal] for row in rows)
    return [row for row in rows if _ORDER[row.refusal] == latest]


def _recipient(rows: list[Row[Any]], fixed: Channel | None, about: RuleType | None) -> Recipient:
    first = rows[0]
    return Recipient(
        contact_id=first.contact_id,
        name=first.name,
        channel=Channel(first.channel) if first.channel else None,
        mode=_mode(first, fixed),
        address=first.address,
        language=first.language,
        children=tuple(dict.fromkeys((row.patient_id, row.first_name) for row in rows)),
        appointments=tuple((row.id, row.version) for row in rows) if about else (),
        reason=_REASONS[first.refusal] if first.refusal else None,
    )


def _mode(row: Row[Any], fixed: Channel | None) -> ContactMode | None:
    if not row.channel:
        return None
    wished = None if fixed or not row.preference else route(Preference(row.preference))
    return contact_mode(Channel(row.channel), wished[1] if wished else None)
