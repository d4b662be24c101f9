"""Write a generated world into the database, and change it as its steps say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import (
    Address,
    AppointmentRow,
    Contact,
    DeliveryRulesRow,
    FeedSource,
    Holiday,
    Location,
    Patient,
    PatientContact,
    Practice,
    RuleRow,
    VisitType,
)
from tests.builders.clinic import Clinic, make_clinic
from tests.builders.world import Booked, OwnHours, Person, RuleSet, World

MOVE = timedelta(minutes=75)


@dataclass(frozen=True)
class Settled:
    """The ids of what was written."""

    practice_id: int
    patient_ids: tuple[int, ...]
    appointment_ids: tuple[int, ...]


def settle_in(session: Session, world: World) -> Settled:
    """Write ``world``; everything in it is younger than its practice."""
    clinic = make_clinic(session, timezone=world.zone)
    _set_up(session, clinic, world)
    other = clinic.add(
        Location(name="North Office", timezone=world.other_zone, **_hours(world.other_hours))
    ).id
    for offset, everywhere in world.holidays:
        day = world.middle.date() + timedelta(days=offset)
        clinic.add(Holiday(day=day, location_id=None if everywhere else clinic.location_id))
    children = [clinic.child(f"Child {number}", birth_date=born) for number, born in enumerate(world.births)]
    for child, dead in zip(children, world.children, strict=True):
        child.deceased_at = world.middle if dead else None
    for position, person in enumerate(world.people, 1):
        _add_person(clinic, person, position, children)
    places = (clinic.location_id, other)
    visits = [
        _book(clinic, world, each, children[each.child], places[each.location]) for each in world.booked
    ]
    for number, rule in enumerate(world.rules):
        _add_rule(clinic, world, rule, number)
    session.flush()
    return Settled(
        clinic.practice_id, tuple(child.id for child in children), tuple(visit.id for visit in visits)
    )


def _set_up(session: Session, clinic: Clinic, world: World) -> None:
    session.get_one(Practice, clinic.practice_id).created_at = world.middle - timedelta(days=60)
    rules = session.scalars(select(DeliveryRulesRow)).one()
    rules.window_from, rules.window_to = world.window
    rules.days, rules.sibling_mode = sorted(world.days), world.mode
    session.get_one(FeedSource, clinic.source_id).settle_minutes = world.settle
    if world.confidential:
        kind, age = world.confidential
        clinic.add(VisitType(name=kind, confidential=True))
        session.get_one(Practice, clinic.practice_id).confidential_age = age
    session.flush()


def _hours(hours: OwnHours | None) -> dict[str, Any]:
    if hours is None:
        return {}
    return {"window_from": hours.window[0], "window_to": hours.window[1], "days": sorted(hours.days)}


def _address(clinic: Clinic, state: str | None, value: str, at: datetime) -> Address | None:
    if state is None:
        return None
    row: Address = clinic.address(value)
    row.problem = "too short" if state == "problem" else None
    row.suppressed_at = at if state == "suppressed" else None
    row.stopped = [state] if state in ("text", "voice") else []
    return row


def _add_person(clinic: Clinic, person: Person, position: int, children: list[Patient]) -> None:
    at = clinic.session.get_one(Practice, clinic.practice_id).created_at
    email = _address(clinic, person.email, f"parent{position}@example.org", at)
    home = _address(clinic, person.home, f"+1937555001{position}", at)
    fax = _address(clinic, person.fax, f"+1937555002{position}", at)
    mail = _address(clinic, person.mail, f"{position} Oak Street, Dayton, OH 45402", at)
    contact: Contact = clinic.parent(
        f"Parent {position}",
        cell=_address(clinic, person.cell, f"+1937555000{position}", at),
        prefers_reminders=person.prefers,
        email_id=email.id if email else None,
        home_id=home.id if home else None,
        fax_id=fax.id if fax else None,
        mail_id=mail.id if mail else None,
    )
    for number, (child, tie) in enumerate(zip(children, person.ties, strict=True)):
        if tie is not None:
            authority, ended, consents, withdrawn = tie
            clinic.add(
                PatientContact(
                    patient_id=child.id,
                    contact_id=contact.id,
                    position=position,
                    authority=authority,
                    end_date=date(2031, 1, 1) if ended else None,
                    consents=list(consents),
                    withdrawn=list(withdrawn),
                    own=number in person.own,
                    alternative=number in person.alternative,
                    held_at=at if number in person.held else None,
                )
            )


def _book(clinic: Clinic, world: World, booked: Booked, child: Patient, location_id: int) -> AppointmentRow:
    created = world.middle - booked.booked_before
    moved = None if booked.moved_before is None else max(world.middle - booked.moved_before, created)
    cancelled = booked.lifecycle == "cancelled"
    return clinic.visit(
        child,
        world.middle + booked.start,
        location_id=location_id,
        created_at=created,
        version=1 if moved is None else 2,
        version_at=moved or created,
        changed_at=created,
        lifecycle=booked.lifecycle,
        confirmation=booked.confirmation,
        cancelled_at=max(world.middle - booked.cancelled_before, created) if cancelled else None,
        cancelled_by=booked.cancelled_by if cancelled else None,
        visit_type=booked.visit_type,
        minutes=booked.minutes,
        quiet=booked.quiet,
        blocked=booked.blocked,
        replan=booked.replan,
    )


def _add_rule(clinic: Clinic, world: World, rule: RuleSet, number: int) -> RuleRow:
    return clinic.rule(
        rule.type,
        name=f"Rule {number}",
        anchor=rule.anchor,
        amount=rule.amount,
        unit=rule.unit,
        statuses=list(rule.statuses),
        visit_types=list(rule.visit_types),
        location_ids=[clinic.location_id] if rule.one_location else [],
        last_useful_minutes=rule.useful,
        age_from=rule.ages[0],
        age_to=rule.ages[1],
        new_patients=rule.new_patients,
        **_channel(rule),
        **_hours(rule.hours),
        enabled_at=world.middle - rule.enabled_before,
    )


def _channel(rule: RuleSet) -> dict[str, Any]:
    if rule.escalate is not None:
        wait = rule.escalate // timedelta(minutes=1)
        return {"channel_mode": "escalation", "escalate_after_minutes": wait}
    return {"channel_mode": "fixed" if rule.channel else "preference", "channel": rule.channel}


def happen(session: Session, now: datetime, appointment_id: int, change: str) -> None:
    """What the feed, staff or a parent does to an appointment at ``now``; it asks to be looked at again."""
    visit: Any = session.get_one(AppointmentRow, appointment_id)
    if change == "nothing" or (change != "move" and visit.lifecycle != "scheduled"):
        return
    if change == "confirm":
        visit.confirmation = "confirmed"
    elif change == "move":
        visit.starts_at, visit.previous_starts_at = visit.starts_at + MOVE, visit.starts_at
        visit.version, visit.version_at, visit.confirmation = visit.version + 1, now, "none"
        visit.lifecycle, visit.cancelled_at, visit.cancelled_by = "scheduled", None, None
    else:
        visit.lifecycle, visit.cancelled_at, visit.cancelled_by = "cancelled", now, change
    visit.changed_at, visit.replan = now, True


def zone_of(session: Session, row: AppointmentRow) -> str:
    """The zone an appointment is kept in."""
    own = session.get_one(Location, row.location_id).timezone
    return own or session.get_one(Practice, row.practice_id).timezone
