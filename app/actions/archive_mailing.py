"""Put mailings away, and take them out again (product K3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.domain.mailings import MailingState
from app.models import Mailing

_UNDER_WAY = frozenset({MailingState.SCHEDULED, MailingState.RUNNING, MailingState.PAUSED})


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


def _held(session: Session, mailing_id: int) -> Mailing | None:
    return session.scalar(select(Mailing).where(Mailing.id == mailing_id).with_for_update())
