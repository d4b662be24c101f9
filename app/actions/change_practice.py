"""Staff change the practice's own settings, its appointment types and its providers (product A2, C7, K5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.hold_visits import SHARED
from app.actions.read_addresses import email_of, phone_of
from app.actions.replan_practice import replan_practice
from app.actions.write_audit import Actor
from app.actions.write_changes import ChangedMeanwhile, Outcome, Refused, Saved, write_changes, write_new
from app.domain.form_reading import FormReading, state_of
from app.domain.merge_fields import worst_case
from app.domain.message_elements import LONGEST_VIDEO_LINK
from app.domain.practice_form import TypedPractice, read_practice
from app.domain.preferences import Channel
from app.domain.text_measure import SHORTEST
from app.domain.video_visits import is_room
from app.models import Practice, Provider, Template, TemplateSet, VisitType
from app.models.last_change import last_change
from app.models.typed_places import typed_practice


@dataclass(frozen=True, slots=True)
class TypedVisitType:
    """What was ticked or unticked for one appointment type; None where the form left a mark as it began."""

    name: str
    confidential: bool | None
    well_visit: bool | None


def change_practice(
    session: Session, now: datetime, actor: Actor, typed: TypedPractice, seen: str
) -> Outcome:
    """All fields or none. ``seen`` is the state the form was made from.

    Another time zone or age makes the next tick look at every coming visit again.
    """
    row = session.get_one(Practice, session.info["practice_id"], with_for_update=SHARED)
    reading = FormReading()
    values = read_practice(reading, typed, available_timezones())
    values["phone"] = phone_of(reading, "phone", typed.phone)
    values["email"] = email_of(reading, "email", typed.email)
    _keep_texts_whole(session, reading, values["short_name"], values["text_limit"])
    if reading.faults:
        return Refused(reading.faults)
    if seen != state_of(typed_practice(row)):
        return ChangedMeanwhile(last_change(session, "practice", row.id))
    saved = write_changes(session, now, actor, "practice", row, values)
    if {"timezone", "confidential_age"} & set(saved.changed):
        replan_practice(session, now)
    return saved


def _keep_texts_whole(session: Session, reading: FormReading, short_name: str, limit: int) -> None:
    """The shortest of the practice's own texts must fit, since no shorter ones stand in for them (F3)."""
    texts = session.execute(
        select(TemplateSet.name, Template.body)
        .join(TemplateSet, TemplateSet.id == Template.set_id)
        .where(Template.current, Template.channel == Channel.TEXT, Template.variant == SHORTEST)
        .where(TemplateSet.archived_at.is_(None))
        .order_by(TemplateSet.name)
    )
    for name, body in texts:
        units = worst_case(body, {"practice": short_name}).units
        if units > limit:
            words = f"Your shortest text in “{name}” takes up to {units} characters. Shorten it first."
            reading.refuse("text_limit", words)


def change_visit_types(
    session: Session, now: datetime, actor: Actor, ticked: Iterable[TypedVisitType]
) -> bool:
    """Set the marks of these types; others stay as they are, and so does what a colleague marked meanwhile.

    True when something changed.
    """
    rows = {row.name.casefold(): row for row in session.scalars(select(VisitType).with_for_update())}
    changed = [_mark(session, now, actor, rows.get(each.name.casefold()), each) for each in ticked]
    if any(changed):
        replan_practice(session, now)
    return any(changed)


def _mark(
    session: Session, now: datetime, actor: Actor, row: VisitType | None, typed: TypedVisitType
) -> bool:
    marks = {"confidential": typed.confidential, "well_visit": typed.well_visit}
    values = {mark: ticked for mark, ticked in marks.items() if ticked is not None}
    if row is not None:
        return bool(write_changes(session, now, actor, "visit_type", row, values).changed)
    if typed.confidential or typed.well_visit:
        new = {"name": typed.name, **values}
        write_new(session, now, actor, "visit_type", VisitType(**new), new)
        return True
    return False


def add_visit_type(session: Session, now: datetime, actor: Actor, name: str) -> Outcome:
    """A type the schedule has not used yet, by the name it will have there."""
    reading = FormReading()
    wanted = reading.text("type_name", name, 80, "Write the type as your schedule calls it, e.g. Well visit.")
    known = session.scalar(select(VisitType.id).where(func.lower(VisitType.name) == wanted.lower()))
    if known is not None:
        reading.refuse("type_name", "This type is on the list already.")
    if reading.faults:
        return Refused(reading.faults)
    return write_new(session, now, actor, "visit_type", VisitType(name=wanted), {"name": wanted})


_LONGEST = {"video_url": LONGEST_VIDEO_LINK}


def change_provider(
    session: Session, now: datetime, actor: Actor, provider_id: int, names: dict[str, str]
) -> Outcome | None:
    """``names`` holds name, spoken_name, name_es and video_url. None when there is no such provider."""
    row = session.get(Provider, provider_id, with_for_update=True)
    if row is None:
        return None
    reading = FormReading()
    missing = {"name": "Write the provider’s name, for example Dr. Anita Patel."}
    values = {
        field: reading.text(f"{field}-{provider_id}", typed, _LONGEST.get(field, 80), missing.get(field, ""))
        for field, typed in names.items()
    }
    if values["video_url"] and not is_room(values["video_url"]):
        words = "Write the whole address of the video room, for example https://doxy.me/dr-patel."
        reading.refuse(f"video_url-{provider_id}", words)
    if reading.faults:
        return Refused(reading.faults)
    saved: Saved = write_changes(session, now, actor, "provider", row, values)
    return saved
