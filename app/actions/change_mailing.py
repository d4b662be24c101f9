"""Staff write a mailing (product K1 to K3): whom it goes to, and what it says. Nothing is sent by it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor
from app.actions.write_changes import ChangedMeanwhile, Outcome, Refused, Saved, write_changes, write_new
from app.domain.audience_reading import audience_json, audience_of
from app.domain.form_reading import FormReading
from app.domain.mailing_form import MailingForm, TypedMessage, TypedWhom, Whom, read_message, read_whom
from app.domain.mailing_types import fixed_channel, purpose_of
from app.domain.mailings import MailingKind, MailingState
from app.domain.wording.mailing_texts import stored_texts
from app.models import Mailing
from app.models.last_change import last_change
from app.models.mailing_around import mailing_around

SUBJECT = "mailing"


def start_mailing(
    session: Session, now: datetime, actor: Actor, kind: MailingKind, typed: TypedWhom
) -> Saved | Refused:
    """A draft of this kind; its words are written next."""
    reading = FormReading()
    whom = read_whom(reading, kind, typed)
    if reading.faults:
        return Refused(reading.faults)
    values = _whom_values(whom) | {"kind": kind.value, "channel": fixed_channel(kind)}
    row = Mailing(created_at=now, created_by=actor.staff_id, changed_at=now, **values)
    return write_new(session, now, actor, SUBJECT, row, values)


def change_whom(
    session: Session, now: datetime, actor: Actor, mailing_id: int, typed: TypedWhom, seen: str
) -> Outcome | None:
    """Whom a draft goes to; None for no draft. ``seen`` is the ``changed_at`` the form was made from.

    Whoever was left out by hand stays so. A message of another type begins without words. Of a draft for
    those whom an earlier mailing did not reach only the description can be changed.
    """
    row = held_draft(session, mailing_id)
    if row is None:
        return None
    if row.audience.get("only_ids"):
        typed = TypedWhom(typed.description, row.type, row.audience)
    reading = FormReading()
    whom = read_whom(reading, MailingKind(row.kind), typed)
    if reading.faults:
        return Refused(reading.faults)
    if seen != row.changed_at.isoformat():
        return _meanwhile(session, mailing_id)
    values = _whom_values(whom)
    if audience_of(row.audience).only_preferred:
        values["audience"]["only_preferred"] = True
    if whom.type != row.type:
        values |= {"texts": {}, "template_set_id": None}
    return _save(session, now, actor, row, values)


def change_message(
    session: Session, now: datetime, actor: Actor, mailing_id: int, typed: TypedMessage, seen: str
) -> Outcome | None:
    """What a draft says, which way and when it goes; None for no draft. ``seen`` as for ``change_whom``."""
    row = held_draft(session, mailing_id)
    if row is None:
        return None
    reading = FormReading()
    form = read_message(reading, mailing_around(session, now, row), typed)
    if reading.faults:
        return Refused(reading.faults)
    if seen != row.changed_at.isoformat():
        return _meanwhile(session, mailing_id)
    return _save(session, now, actor, row, _message_values(row, form))


def held_draft(session: Session, mailing_id: int) -> Mailing | None:
    """The draft, so that two who change it take turns; None for no draft, or one that was put away."""
    draft = (Mailing.state == MailingState.DRAFT, Mailing.archived_at.is_(None))
    return session.scalar(select(Mailing).where(Mailing.id == mailing_id, *draft).with_for_update())


def _meanwhile(session: Session, mailing_id: int) -> ChangedMeanwhile:
    return ChangedMeanwhile(last_change(session, SUBJECT, mailing_id))


def _save(session: Session, now: datetime, actor: Actor, row: Mailing, values: dict[str, Any]) -> Outcome:
    """``values`` by column. A page that was drawn before is then known to be old."""
    saved = write_changes(session, now, actor, SUBJECT, row, values)
    if saved.changed:
        row.changed_at = now
        session.flush()
    return saved


def _whom_values(whom: Whom) -> dict[str, Any]:
    return {
        "description": whom.description,
        "type": whom.type,
        "purpose": purpose_of(whom.type).value,
        "audience": audience_json(whom.audience),
    }


def _message_values(row: Mailing, form: MailingForm) -> dict[str, Any]:
    audience = {name: value for name, value in row.audience.items() if name != "only_preferred"}
    return {
        "channel": form.channel.value if form.channel else None,
        "audience": audience | ({"only_preferred": True} if form.only_preferred else {}),
        "template_set_id": form.template_set_id,
        "texts": stored_texts(form.texts),
        "send_at": form.send_at,
    }
