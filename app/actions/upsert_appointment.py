"""The one canonical operation of every feed: upsert an appointment (product B1, B3, B4, B6, B7, B8).

Idempotent: the same input twice changes nothing. What a row means for an appointment we have is
decided in ``app.domain.schedule_changes``; here it is carried out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.actions.apply_feed import apply_feed, create_from_feed
from app.actions.feed_effects import Effects, write_effects
from app.actions.find_places import find_department, find_location, find_provider, zone_of
from app.actions.join_families import write_joined
from app.actions.load_known import Known, load_known
from app.actions.status_words import last_word, own_statuses
from app.actions.take_over import claimed_visit, give_way, take_over
from app.actions.upsert_people import is_other_person, upsert_people
from app.actions.write_audit import Actor
from app.domain.schedule_changes import Incoming, MergeKind, merge_feed
from app.domain.status_map import read_status
from app.feeds.canonical import AppointmentGiven
from app.feeds.row_reasons import Outcome, RowIssue, RowReason
from app.models import AppointmentRow, FeedSource
from app.models.facts import appointment_facts


class UpsertResult(StrEnum):
    """What became of a row: the same words in the import log, the dry run and every reply (B1)."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    STALE = "stale"
    HELD = "held"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Upserted:
    """``issues`` name their field by its code in ``column``. No appointment id: nothing was stored."""

    result: UpsertResult
    issues: tuple[RowIssue, ...] = ()
    appointment_id: int | None = None


def upsert_appointments(
    session: Session, now: datetime, source: FeedSource, givens: Sequence[AppointmentGiven], *, first: bool
) -> list[Upserted]:
    """One result for each, in order. ``first`` makes a quiet first import (B7). Flushes.

    Takes turns with any other feed of the same source, so that two readers never make one child twice.
    """
    session.refresh(source, with_for_update=True)
    known = load_known(session, source, givens)
    effects = Effects(Actor(f"feed {source.name}"))
    with session.no_autoflush:
        results = [_upsert(known, effects, now, given, first) for given in givens]
    known.newcomers.write()
    write_joined(session, known)
    write_effects(session, now, effects)
    return results


def _upsert(known: Known, effects: Effects, now: datetime, given: AppointmentGiven, first: bool) -> Upserted:
    row = known.appointments.get(given.external_id)
    if _is_other(known, row, given):
        return Upserted(UpsertResult.HELD, (_other_person(given),))
    issues: list[RowIssue] = []
    incoming = _incoming(known, given, first, issues)
    claimed = claimed_visit(known, given, incoming)
    if row is None and claimed is not None:
        row = take_over(known, effects, given, claimed)
    if row is None:
        return _create(known, effects, now, given, incoming, issues)
    upserted = _change(known, effects, now, given, incoming, issues, row)
    if claimed is None:
        return upserted
    if claimed is not row:
        give_way(effects, now, claimed, row)
    # That it is in the schedule now is news, even if nothing else is.
    news = upserted.result is UpsertResult.UNCHANGED
    return replace(upserted, result=UpsertResult.UPDATED) if news else upserted


def _is_other(known: Known, row: AppointmentRow | None, given: AppointmentGiven) -> bool:
    """A chart number, or an appointment, that now speaks of another child: staff decide (B8)."""
    patient = known.patients.get(given.patient.external_id)
    if row is not None and (patient is None or patient.id != row.patient_id):
        return True
    return patient is not None and is_other_person(patient, given.patient)


def _other_person(given: AppointmentGiven) -> RowIssue:
    words = (
        f"Chart “{given.patient.external_id}” with appointment “{given.external_id}” was another child "
        "so far. Nothing was changed. Check the chart number in the schedule."
    )
    return RowIssue(given.line, "chart", Outcome.HELD, RowReason.OTHER_PERSON, words)


def _incoming(known: Known, given: AppointmentGiven, first: bool, issues: list[RowIssue]) -> Incoming:
    location = find_location(known, given.line, given.location, issues)
    said = given.status if isinstance(given.status, str) else None
    status = read_status(said, own_statuses(known.source)) if said else None
    return Incoming(
        starts_at=given.starts_at if isinstance(given.starts_at, datetime) else None,
        minutes=given.minutes if isinstance(given.minutes, int) else None,
        provider_id=find_provider(known, given.line, given.provider, issues),
        location_id=location.id if location else None,
        zone=zone_of(known, location.id) if location else None,
        visit_type=given.visit_type if isinstance(given.visit_type, str) else _cleared_text(given),
        status=status,
        unmapped=bool(said) and status is None,
        source_time=given.source_time if isinstance(given.source_time, datetime) else None,
        first_import=first,
    )


def _cleared_text(given: AppointmentGiven) -> str | None:
    return "" if given.visit_type is None else None


def _create(
    known: Known,
    effects: Effects,
    now: datetime,
    given: AppointmentGiven,
    incoming: Incoming,
    issues: list[RowIssue],
) -> Upserted:
    if incoming.location_id is None:
        words = "The row names no location, and the practice has not exactly one."
        issue = RowIssue(given.line, "location", Outcome.REJECTED, RowReason.MISSING_LOCATION, words)
        return Upserted(UpsertResult.REJECTED, (issue,))
    patient, _ = upsert_people(known, effects, now, given.patient, given.contacts)
    row = create_from_feed(
        now,
        incoming,
        source_id=known.source.id,
        external_id=given.external_id,
        patient_id=patient.id,
        department_id=find_department(known, given.line, given.department, issues),
        status_text=given.status if isinstance(given.status, str) else "",
    )
    known.appointments[given.external_id] = known.newcomers.add(row)
    effects.note(row.id, "created", source=known.source.name, first_import=incoming.first_import)
    return _upserted(UpsertResult.CREATED, given, incoming, issues, row)


def _change(
    known: Known,
    effects: Effects,
    now: datetime,
    given: AppointmentGiven,
    incoming: Incoming,
    issues: list[RowIssue],
    row: AppointmentRow,
) -> Upserted:
    current = appointment_facts(row, zone_of(known, row.location_id))
    merge = merge_feed(current, incoming, last_word(known.source, row), now)
    if merge.kind is MergeKind.STALE:
        return Upserted(UpsertResult.STALE, (), row.id)
    _, people_changed = upsert_people(known, effects, now, given.patient, given.contacts)
    changes = apply_feed(effects, now, row, merge)
    department_id = find_department(known, given.line, given.department, issues)
    if department_id is not None or given.department is None:
        changes.put(row, "department_id", department_id)
    effects.audit("change appointment", "appointment", row.id, changes)
    _remember_word(row, given, incoming)
    row.replan = row.replan or people_changed
    result = UpsertResult.UPDATED if changes or people_changed else UpsertResult.UNCHANGED
    return _upserted(result, given, incoming, issues, row)


def _remember_word(row: AppointmentRow, given: AppointmentGiven, incoming: Incoming) -> None:
    """What the source said last, and when: the next row is judged against it (B6)."""
    if isinstance(given.status, str):
        row.status_text = given.status
    if incoming.source_time is not None:
        row.source_time = incoming.source_time


def _upserted(
    result: UpsertResult,
    given: AppointmentGiven,
    incoming: Incoming,
    issues: list[RowIssue],
    row: AppointmentRow,
) -> Upserted:
    """A status nobody knows holds the row, whatever else it changed (B3)."""
    if not incoming.unmapped:
        return Upserted(result, tuple(issues), row.id)
    words = f"“{given.status}” is no status we know. Say what it means; until then nothing is sent."
    issues.append(RowIssue(given.line, "status", Outcome.HELD, RowReason.UNKNOWN_STATUS, words))
    return Upserted(UpsertResult.HELD, tuple(issues), row.id)
