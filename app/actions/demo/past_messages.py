"""The messages of the weeks before a demo practice's story, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.demo.past_rows import write_numbered, write_rows
from app.actions.demo.past_visits import PastChild, PastVisit
from app.actions.demo.story import Story
from app.domain.calendar_words import short_date, text_time
from app.domain.languages import Language
from app.domain.local_time import local_time
from app.domain.plans import EntryKind
from app.domain.preferences import contact_mode
from app.domain.tariffs import CREDITS
from app.domain.timing import RuleType
from app.models import LedgerEntry, Message, MessageLine, Plan, RuleRow

_ASKS = {
    Language.ENGLISH: "{practice}: {child} has a visit {when}. Coming? Call {phone}. STOP to end",
    Language.SPANISH: "{practice}: {child} tiene cita el {when}. ¿Va a venir? Tel {phone}. STOP para salir",
}
_REMINDS = {
    Language.ENGLISH: "{practice}: see you tomorrow, {when} ({child}). Changes? Call {phone}. STOP to end",
    Language.SPANISH: "{practice}: le esperamos mañana {when} ({child}). Tel {phone}. STOP para salir",
}
_SAYS = {RuleType.CONFIRMATION_REQUEST: _ASKS, RuleType.REMINDER: _REMINDS}

Row = dict[str, Any]


def add_past_messages(
    session: Session,
    story: Story,
    people: Sequence[PastChild],
    visits: Sequence[PastVisit],
    contacts: Sequence[int],
    appointments: Sequence[int],
    links: Mapping[int, int],
) -> None:
    """One request and, where there was still a visit, one reminder for each."""
    rules = _rules(session)
    told = sorted(_told(visits), key=lambda each: each[2])
    rows = [
        {
            **_message(story, people[visits[number].child], visits[number], kind, at),
            "key": f"past:{number}:{kind}",
            "rule_id": rules[kind],
            "contact_id": contacts[visits[number].child],
            "link_id": links[number],
        }
        for number, kind, at in told
    ]
    messages = write_numbered(session, Message, rows)
    write_rows(
        session,
        MessageLine,
        [
            {
                "message_id": message,
                "rule_id": rules[kind],
                "appointment_id": appointments[number],
                "version": 1,
                "contact_id": contacts[visits[number].child],
                "channel": people[visits[number].child].channel.value,
            }
            for message, (number, kind, _) in zip(messages, told, strict=True)
        ],
    )
    _pay(session, rows, messages)


def _rules(session: Session) -> dict[RuleType, int]:
    """The first of each type: the reminder of the day before is older than that of the same day."""
    rules = select(RuleRow.type, RuleRow.id).where(RuleRow.type.in_(_SAYS)).order_by(RuleRow.id.desc())
    return {RuleType(kind): number for kind, number in session.execute(rules)}


def _told(visits: Sequence[PastVisit]) -> Iterator[tuple[int, RuleType, datetime]]:
    for number, each in enumerate(visits):
        if each.asked_at:
            yield number, RuleType.CONFIRMATION_REQUEST, each.asked_at
        if each.reminded_at:
            yield number, RuleType.REMINDER, each.reminded_at


def _message(story: Story, person: PastChild, visit: PastVisit, kind: RuleType, at: datetime) -> Row:
    language = Language.SPANISH if person.spanish else Language.ENGLISH
    return {
        **_ending(visit, at, CREDITS[person.channel]),
        "type": kind.value,
        "channel": person.channel.value,
        "mode": contact_mode(person.channel).value,
        "address": person.address,
        "language": language.value,
        "due_at": at,
        "created_at": at,
        "settled_at": at,
        "provider": "sandbox",
        "body": _body(story, person, visit, _SAYS[kind][language], language),
    }


def _ending(visit: PastVisit, at: datetime, cost: Decimal) -> Row:
    """Of the families who did not answer some were never reached."""
    if visit.answered_at is None and visit.child % 11 == 0:
        return {
            "status": "skipped",
            "reason": "no_consent",
            "sent_at": None,
            "attempts": 0,
            "cost": Decimal(0),
        }
    return {"status": "delivered", "reason": None, "sent_at": at, "attempts": 1, "cost": cost}


def _body(story: Story, person: PastChild, visit: PastVisit, words: str, language: Language) -> str:
    starts = local_time(visit.starts_at, story.place)
    when = f"{short_date(starts.date(), language)}, {text_time(starts)}"
    told = {
        "practice": story.told["short_name"],
        "child": person.name,
        "phone": story.told["phone"],
        "when": when,
    }
    for name, value in told.items():
        words = words.replace(f"{{{name}}}", value)
    return words


def _pay(session: Session, rows: Sequence[Row], messages: Sequence[int]) -> None:
    """Each was put aside and spent in the moment it went."""
    plan = session.scalar(select(Plan))
    if plan is None:
        return
    entries = [
        {
            "at": row["sent_at"],
            "unit": plan.unit,
            "message_id": message,
            "kind": kind,
            "amount": amount,
            "held": held,
        }
        for row, message in zip(rows, messages, strict=True)
        if row["sent_at"]
        for kind, amount, held in (
            (EntryKind.RESERVE.value, -row["cost"], row["cost"]),
            (EntryKind.SETTLE.value, Decimal(0), -row["cost"]),
        )
    ]
    write_rows(session, LedgerEntry, entries)
    plan.balance -= sum((row["cost"] for row in rows), Decimal(0))
