"""What the steps of the set-up show: the practice's sign, its rules in sentences, its texts (product L5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.delivery_sentences import Sentences, sentences
from app.domain.languages import Language
from app.domain.local_time import local_time, zone
from app.domain.rule_sentences import when_words
from app.domain.timing import RuleType
from app.domain.wording.facts import ChildLine, MessageFacts
from app.domain.wording.text_message import text_message
from app.models import AppointmentRow, DeliveryRulesRow, Department, FeedSource, Patient, Practice, RuleRow
from app.models.facts import delivery_rules_facts, rule_facts

_LINK = "https://visits.example/v/4fQ.Xw0m7bq2"


@dataclass(frozen=True, slots=True)
class Sign:
    """How a practice signs: ``phone`` is E.164 or empty; ``languages`` are those it sends in."""

    name: str
    short_name: str
    phone: str
    address: str
    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class SetupRules:
    """The delivery rules and automated messages of a new practice, in words."""

    said: Sentences
    messages: tuple[tuple[str, str], ...]
    alert_email: str


@dataclass(frozen=True, slots=True)
class SetupVisits:
    """How many children are samples, how many are not, and how many visits are still to come."""

    samples: int
    others: int
    coming: int


def sign_of(session: Session, practice_id: int) -> Sign:
    """The name, short name, phone and address of the practice."""
    row = session.get_one(Practice, practice_id)
    languages = tuple(each for each in Language if each in row.languages)
    return Sign(row.name, row.short_name, row.phone, row.address, languages)


def setup_rules(session: Session) -> SetupRules:
    """What is set now."""
    rules = delivery_rules_facts(session.scalars(select(DeliveryRulesRow)).one())
    department = session.get(Department, rules.department_id or 0)
    rows = session.scalars(select(RuleRow).where(RuleRow.enabled_at.is_not(None)).order_by(RuleRow.id))
    return SetupRules(
        said=sentences(rules, department.name if department else ""),
        messages=tuple((row.name, when_words(rule_facts(row))) for row in rows),
        alert_email=department.email if department else "",
    )


def setup_visits(session: Session, now: datetime) -> SetupVisits:
    """Counted as of ``now`` (UTC)."""
    sample = func.coalesce(FeedSource.sample, False)
    counts = session.execute(
        select(func.count().filter(sample), func.count().filter(~sample))
        .select_from(Patient)
        .outerjoin(FeedSource, FeedSource.id == Patient.source_id)
    ).one()
    coming = session.scalar(select(func.count(AppointmentRow.id)).where(AppointmentRow.starts_at > now))
    return SetupVisits(counts[0], counts[1], coming or 0)


def sample_text(
    session: Session, now: datetime, practice_id: int, short_name: str, language: Language
) -> str:
    """The confirmation request to a mother of two as it would read with this short name."""
    practice = session.get_one(Practice, practice_id)
    here = local_time(now, zone(practice.timezone))
    start = (here + timedelta(days=3)).replace(hour=14, minute=30, second=0, microsecond=0)
    facts = MessageFacts(
        practice_name=practice.name,
        practice_short=short_name.strip() or practice.short_name,
        phone_display="937-555-0142",
        address=practice.address,
        children=tuple(
            ChildLine(child, start, "Dr. Patel", "Dra. Patel", "Main office") for child in ("Mia", "Leo")
        ),
        link=_LINK,
        today_local=here.date(),
    )
    return text_message(RuleType.CONFIRMATION_REQUEST, language, facts, practice.text_limit).body
