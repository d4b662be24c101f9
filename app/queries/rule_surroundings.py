"""What the practice's automated messages are judged by (product E8): places, words, names, each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.delivery_rules import DeliveryRules
from app.domain.languages import Language
from app.domain.local_time import local_day, zone
from app.domain.rule_cautions import Caution, Surroundings
from app.domain.rule_linter import cautions
from app.domain.rule_moments import Place
from app.domain.rules import TELEHEALTH_FAMILY, Hours, Rule
from app.domain.typed_rule import NamedRule
from app.domain.wording.facts import ChildLine, MessageFacts
from app.domain.wording.own_words import NO_OWN_TEXTS, OwnTexts
from app.models import (
    AppointmentRow,
    DeliveryRulesRow,
    Holiday,
    Location,
    Patient,
    Practice,
    Provider,
    RuleRow,
    TemplateSet,
)
from app.models.facts import delivery_rules_facts, hours_facts, rule_facts
from app.models.own_texts import own_texts

_LATE = time(12, 30)
"""No clock time takes more letters."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The practice as all its messages meet it, with the own texts of each set.

    ``roomless_types`` are providers without a video room, each with a type of visit they have to come.
    """

    practice: Surroundings
    set_names: Mapping[int, str]
    own: Mapping[int, OwnTexts]
    roomless_types: tuple[tuple[str, str], ...] = ()

    def roomless(self, rule: Rule) -> tuple[str, ...]:
        """Providers without a video room who have visits of the rule's types to come."""
        found = (name for name, kind in self.roomless_types if kind in rule.visit_types)
        return tuple(dict.fromkeys(found))

    def cautions_of(self, rule: Rule) -> tuple[Caution, ...]:
        """What is doubtful about ``rule``, saved or not."""
        chosen = rule.template_set_id or 0
        around = replace(
            self.practice,
            others=tuple(each for each in self.practice.others if each.rule.id != rule.id),
            without_room=self.roomless(rule),
            set_name=self.set_names.get(chosen, ""),
            own=self.own.get(chosen, NO_OWN_TEXTS),
        )
        return cautions(rule, around)


def rule_surroundings(session: Session, now: datetime, longest_link: str) -> Neighbourhood:
    """Of the session's practice at ``now`` (UTC). ``longest_link`` is as long as a parent's link can be."""
    practice = session.get_one(Practice, session.info["practice_id"])
    today = local_day(now, zone(practice.timezone))
    enabled = select(RuleRow).where(RuleRow.enabled_at.is_not(None))
    return Neighbourhood(
        practice=Surroundings(
            places=_places(session, practice),
            today=today,
            opens_at=practice.opens_at,
            closes_at=practice.closes_at,
            languages=tuple(Language(each) for each in practice.languages),
            text_limit=practice.text_limit,
            longest=_longest(session, practice, today, longest_link),
            others=tuple(NamedRule(row.name, rule_facts(row)) for row in session.scalars(enabled)),
        ),
        set_names={row.id: row.name for row in session.execute(select(TemplateSet.id, TemplateSet.name))},
        own=own_texts(session),
        roomless_types=_roomless(session, now),
    )


def _roomless(session: Session, now: datetime) -> tuple[tuple[str, str], ...]:
    """Names of providers without a video room, each with the types of their visits to come."""
    video = func.unnest(RuleRow.visit_types).label("kind")
    types = select(video).where(RuleRow.type.in_(TELEHEALTH_FAMILY), RuleRow.deleted_at.is_(None))
    wanted = (
        select(Provider.name, AppointmentRow.visit_type)
        .join(AppointmentRow, AppointmentRow.provider_id == Provider.id)
        .where(Provider.video_url == "", AppointmentRow.starts_at > now)
        .where(AppointmentRow.visit_type.in_(types), AppointmentRow.lifecycle == "scheduled")
        .distinct()
        .order_by(Provider.name, AppointmentRow.visit_type)
    )
    return tuple((name, kind) for name, kind in session.execute(wanted))


def _places(session: Session, practice: Practice) -> tuple[Place, ...]:
    row = session.scalar(select(DeliveryRulesRow))
    rules = delivery_rules_facts(row) if row else DeliveryRules()
    usual = Hours(rules.window_from, rules.window_to, rules.days)
    closed: dict[int | None, set[date]] = defaultdict(set)
    for holiday in session.scalars(select(Holiday)):
        closed[holiday.location_id].add(holiday.day)
    return tuple(
        Place(
            id=each.id,
            name=each.name,
            zone=each.timezone or practice.timezone,
            hours=hours_facts(each.window_from, each.window_to, each.days) or usual,
            holidays=frozenset(closed[None] | closed[each.id]),
            deadline_hours=each.deadline_hours or rules.deadline_hours,
        )
        for each in session.scalars(select(Location).order_by(Location.name))
    )


def _longest(session: Session, practice: Practice, today: date, link: str) -> MessageFacts:
    """A message about two children with the longest names there are."""
    names = _longest_of(session, Patient.first_name, 2) or [""]
    doctors = _longest_of(session, Provider.name, 1) or [""]
    spanish = _longest_of(session, Provider.name_es, 1) or [""]
    offices = _longest_of(session, Location.name, 1) or [""]
    start = datetime.combine(today, _LATE)
    child = ChildLine(names[0], start, doctors[0], spanish[0], offices[0])
    return MessageFacts(
        practice_name=practice.name,
        practice_short=practice.short_name,
        phone_display=practice.phone,
        address=practice.address,
        children=(child, replace(child, first_name=names[-1])),
        link=link,
        today_local=today,
        fallback_language=Language(practice.fallback_language),
        keep_accents=practice.keep_accents,
    )


def _longest_of(session: Session, column: InstrumentedAttribute[str], number: int) -> list[str]:
    return list(session.scalars(select(column).order_by(func.length(column).desc()).limit(number)))
