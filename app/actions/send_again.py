"""Send once more what failed, to the number or address that staff corrected (product G6, F1, E5)."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.actions.note_appointment import note_appointment
from app.actions.write_audit import Actor, write_audit
from app.models import Message, MessageLine, MessagePatient
from app.models.still_useful import still_useful
from app.queue import nudge

_STEP = re.compile(r"/s(?P<step>\d+)$")


def send_again(session: Session, now: datetime, actor: Actor, message_id: int, value: str) -> bool:
    """Queue it as a new message to ``value``, decided again as it leaves; False if it is of no use any more.

    The failed one stays as it was, with its text and its story; the visits it spoke of pass to the new one.
    """
    if not still_useful(session, now, message_id):
        return False
    failed = session.get_one(Message, message_id)
    again = Message(
        key=_key(failed),
        type=failed.type,
        rule_id=failed.rule_id,
        mailing_id=failed.mailing_id,
        contact_id=failed.contact_id,
        link_id=failed.link_id,
        channel=failed.channel,
        address=value,
        step=failed.step,
        due_at=now,
        expires_at=failed.expires_at,
        created_at=now,
        **({} if failed.rule_id else _as_written(failed)),
    )
    session.add(again)
    session.flush()
    _pass_on(session, now, actor, failed, again)
    write_audit(session, now, actor, "send", "message", again.id, after={"instead_of": failed.id})
    nudge(session, "deliver")
    return True


def _key(failed: Message) -> str:
    """The same step of the same ladder (E4) with one more nought: a key of its own, and no second ladder."""
    found = _STEP.search(failed.key)
    if found is None:
        return f"{failed.key}/s0"
    return f"{failed.key[: found.start()]}/s0{found['step']}"


def _as_written(failed: Message) -> dict[str, str | int | None]:
    """The words of a message that was put into words when it was queued, and how its contact is reached."""
    columns = ("mode", "language", "subject", "body", "html", "variant", "segments", "template_version")
    return {column: getattr(failed, column) for column in columns}


def _pass_on(session: Session, now: datetime, actor: Actor, failed: Message, again: Message) -> None:
    about = session.scalars(select(MessageLine.appointment_id).where(MessageLine.message_id == failed.id))
    for appointment_id in sorted(about):
        note_appointment(session, now, appointment_id, "sent_again", actor=actor, failed_at=failed.address)
    for table in (MessageLine, MessagePatient):
        session.execute(update(table).where(table.message_id == failed.id).values(message_id=again.id))
