"""Put mailings away, take them out again, and use one as the beginning of the next (product K2, K3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.domain.mailings import MailingKind, MailingState
from app.models import Mailing, TemplateSet

_UNDER_WAY = frozenset({MailingState.SCHEDULED, MailingState.RUNNING, MailingState.PAUSED})
_COPIED = ("kind", "type", "description", "audience", "channel", "purpose", "texts")


def archive_mailing(session: Session, now: datetime, actor: Actor, mailing_id: int) -> bool:
    """Put away a draft, or one that has ended. False for one that is under way, or was put away."""
    row = _held(session, mailing_id)
    if row is None or row.archived_at or row.state in _UNDER_WAY:
        return False
    row.archived_at = row.changed_at = now
    write_audit(session, now, actor, "archive", "mailing", row.id)
    session.flush()
    return True


def restore_mailing(session: Session, now: datetime, actor: Actor, mailing_id: int) -> bool:
    """Take it out of the archive; False for one that is not in it."""
    row = _held(session, mailing_id)
    if row is None or row.archived_at is None:
        return False
    row.archived_at, row.changed_at = None, now
    write_audit(session, now, actor, "restore", "mailing", row.id)
    session.flush()
    return True


def reuse_mailing(session: Session, now: datetime, actor: Actor, mailing_id: int) -> int | None:
    """The id of a new draft with the same words for the same audience; None for one the practice has not.

    Nobody is left out by hand at first, and it has no date. Texts that were put away meanwhile give way to
    the standard ones. One that began on the Schedule can be changed like any other.
    """
    old = session.scalar(select(Mailing).where(Mailing.id == mailing_id))
    if old is None:
        return None
    values = {name: getattr(old, name) for name in _COPIED}
    if old.kind == MailingKind.CONFIRMATION:
        values["kind"] = MailingKind.PERSONALIZED
    row = Mailing(
        **values,
        template_set_id=_still_there(session, old.template_set_id),
        reused_from_id=old.id,
        created_at=now,
        created_by=actor.staff_id,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    write_audit(session, now, actor, "reuse", "mailing", row.id, after={"reused_from": old.description})
    return row.id


def _held(session: Session, mailing_id: int) -> Mailing | None:
    return session.scalar(select(Mailing).where(Mailing.id == mailing_id).with_for_update())


def _still_there(session: Session, set_id: int | None) -> int | None:
    there = (TemplateSet.id == set_id, TemplateSet.archived_at.is_(None))
    return session.scalar(select(TemplateSet.id).where(*there))
