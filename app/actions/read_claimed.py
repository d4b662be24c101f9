"""The facts of claimed messages as they are now, for deciding again and for the words (product G2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.actions.read_claimed_greetings import GreetingLine, read_claimed_greetings
from app.actions.read_claimed_mailings import MailedMessage, read_mailed
from app.actions.stretch_windows import Hours, hours_of
from app.domain.appointments import Appointment, has_new_time
from app.domain.delivery_rules import DeliveryRules
from app.domain.open_windows import delivery_times
from app.domain.preferences import Channel
from app.domain.rules import Rule
from app.domain.wording.own_words import OwnTexts
from app.models import (
    Address,
    AppointmentRow,
    ChannelSetup,
    DeliveryRulesRow,
    Holiday,
    Location,
    Message,
    MessageLine,
    Practice,
    Provider,
    RuleRow,
)
from app.models.among import among
from app.models.facts import delivery_rules_facts, hours_facts, rule_facts
from app.models.known_children import KnownChild, KnownContact, addresses_of, known_children
from app.models.mailing_facts import rule_of_mailing
from app.models.own_recordings import OwnRecordings, own_recordings
from app.models.own_texts import own_texts
from app.models.recipients import question_of
from app.models.visit_facts import visit_facts
from app.models.ways import live_channels

# From the visits to their lines to the messages, one look into an index each: right after a bulk insert the
# planner knows nothing of the tables, and any other way takes seconds.
_RIVALS = text("""
select line.appointment_id, line.contact_id, line.message_id, line.rule_id
from unnest(cast(:visits as bigint[])) as visit (id)
cross join lateral (select * from message_line l where l.appointment_id = visit.id offset 0) as line
where line.practice_id = :practice_id and line.rule_id is not null
  and (select m.status from message m where m.id = line.message_id) in ('queued', 'no_credit')
""")


@dataclass(frozen=True, slots=True)
class Office:
    """The practice as its messages speak of it, with the rules and closed days for deciding.

    ``own`` are its texts in place of standard ones, by the id of their set. ``setups`` are its channels as
    it set them up, ``live`` those that really send (L5). ``recorded`` are recordings in place of words,
    by the id of their set (F4).
    """

    practice: Practice
    rules: DeliveryRules
    holidays: Mapping[int | None, frozenset[date]]
    own: Mapping[int, OwnTexts]
    setups: Mapping[str, ChannelSetup]
    live: frozenset[Channel]
    recorded: Mapping[int, OwnRecordings]

    def closed_days(self, location_id: int) -> frozenset[date]:
        """Holidays of the whole practice and of this location."""
        return self.holidays.get(None, frozenset()) | self.holidays.get(location_id, frozenset())

    def hours_at(self, place: Location, rule: Rule, zone: str, channel: str) -> Hours:
        """When messages of ``rule`` about visits at ``place``, in that zone, may go out (D1, G4)."""
        own = hours_facts(place.window_from, place.window_to, place.days)
        times = hours_of(delivery_times(self.rules, own, rule.hours), zone, self.closed_days(place.id))
        return times._replace(stop_at=self.stop_at(channel))

    def usual_hours(self, channel: str) -> Hours:
        """When messages about no visit may go out: by the practice's own clock and closed days (D1, G4)."""
        closed = self.holidays.get(None, frozenset())
        times = hours_of(self.rules, self.practice.timezone, closed)
        return times._replace(stop_at=self.stop_at(channel))

    def stop_at(self, channel: str | None) -> time | None:
        """The clock time after which nothing leaves over the channel, if it has one (G4)."""
        setup = self.setups.get(channel or "")
        return setup.stop_at if setup else None


@dataclass(frozen=True, slots=True)
class ClaimedLine:
    """One appointment of a message: the version it was planned for, and all as it is now.

    ``new_time`` says that the present version began with another start than the one before.
    """

    row: MessageLine
    appointment: Appointment
    location: Location
    provider: Provider | None
    child: KnownChild
    new_time: bool

    def contact(self, contact_id: int) -> KnownContact | None:
        """The contact beside this child, if the child still has it."""
        return next((each for each in self.child.contacts if each.contact.id == contact_id), None)


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A message to a family with its rule and lines, earliest start first.

    One of a mailing is judged by what an automated message would be that says the same. ``residing`` says
    that the children must live with the contact (C2).
    """

    message: Message
    rule: Rule
    lines: tuple[ClaimedLine, ...]
    residing: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """A worker's chunk of one practice: messages by rule, alerts to departments, and the rest."""

    office: Office
    messages: tuple[ClaimedMessage, ...]
    greetings: tuple[GreetingLine, ...]
    mailed: tuple[MailedMessage, ...]
    alerts: tuple[Message, ...]
    written: tuple[Message, ...]
    """Messages to families whose words were made when they were asked for, such as a new link."""

    rivals: Mapping[tuple[int, int], Sequence[tuple[int, Rule]]]
    """By (appointment, contact): messages waiting to go, as (message id, rule)."""

    addresses: Mapping[int, Address]
    """Phones and emails of the contacts, by id."""


def read_claimed(session: Session, ids: Collection[int]) -> Desk:
    """Everything about these messages of the session's practice, in a fixed number of queries."""
    messages = session.scalars(select(Message).where(among(Message.id, ids)).order_by(Message.id)).all()
    others = [message for message in messages if message.rule_id is None and message.mailing_id is None]
    rules = {row.id: rule_facts(row) for row in session.scalars(select(RuleRow))}
    ruled = [(message, rules[message.rule_id]) for message in messages if message.rule_id is not None]
    mailed = read_mailed(session, messages)
    residing = {message.id for message, mailing in mailed.about_visits if question_of(mailing).needs_residing}
    ruled += [(message, rule_of_mailing(mailing)) for message, mailing in mailed.about_visits]
    lines = _lines(session, [message.id for message, rule in ruled if not rule.on_a_date])
    on_a_date = {message.id: (message, rule) for message, rule in ruled if rule.on_a_date}
    greetings = read_claimed_greetings(session, on_a_date)
    people = [line.child for several in lines.values() for line in several]
    people += [each.child for each in greetings]
    people += [child for each in mailed.general for child in each.children]
    return Desk(
        office=read_office(session),
        messages=tuple(
            ClaimedMessage(each, rule, tuple(lines[each.id]), each.id in residing)
            for each, rule in ruled
            if not rule.on_a_date
        ),
        greetings=tuple(greetings),
        mailed=mailed.general,
        alerts=tuple(each for each in others if _is_alert(each)),
        written=tuple(each for each in others if not _is_alert(each)),
        rivals=_rivals(session, rules, lines),
        addresses=addresses_of(session, [each.contact for child in people for each in child.contacts]),
    )


def _is_alert(message: Message) -> bool:
    return message.notice_id is not None and message.department_id is not None


def read_office(session: Session) -> Office:
    """The session's practice, with all that decides when and how its messages leave."""
    row = session.scalar(select(DeliveryRulesRow))
    closed: dict[int | None, set[date]] = defaultdict(set)
    for holiday in session.scalars(select(Holiday)):
        closed[holiday.location_id].add(holiday.day)
    return Office(
        practice=session.get_one(Practice, session.info["practice_id"]),
        rules=delivery_rules_facts(row) if row else DeliveryRules(),
        holidays={place: frozenset(days) for place, days in closed.items()},
        own=own_texts(session),
        setups={row.channel: row for row in session.scalars(select(ChannelSetup))},
        live=live_channels(session),
        recorded=own_recordings(session),
    )


def _lines(session: Session, message_ids: Collection[int]) -> Mapping[int, list[ClaimedLine]]:
    rows = session.execute(
        select(MessageLine, AppointmentRow, Location, Provider)
        .join(AppointmentRow, AppointmentRow.id == MessageLine.appointment_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .outerjoin(Provider, Provider.id == AppointmentRow.provider_id)
        .where(among(MessageLine.message_id, message_ids))
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    ).all()
    children = known_children(session, {visit.patient_id for _, visit, _, _ in rows})
    facts = visit_facts(session, {visit.id for _, visit, _, _ in rows})
    found: dict[int, list[ClaimedLine]] = defaultdict(list)
    for line, visit, location, provider in rows:
        new_time = has_new_time(visit.previous_starts_at, visit.starts_at)
        child = children[visit.patient_id]
        found[line.message_id].append(ClaimedLine(line, facts[visit.id], location, provider, child, new_time))
    return found


def _rivals(
    session: Session, rules: Mapping[int, Rule], lines: Mapping[int, list[ClaimedLine]]
) -> Mapping[tuple[int, int], Sequence[tuple[int, Rule]]]:
    about = sorted({line.appointment.id for several in lines.values() for line in several})
    found: dict[tuple[int, int], list[tuple[int, Rule]]] = defaultdict(list)
    for row in session.execute(_RIVALS, {"practice_id": session.info["practice_id"], "visits": about}):
        found[row.appointment_id, row.contact_id].append((row.message_id, rules[row.rule_id]))
    return found
