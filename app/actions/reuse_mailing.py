"""Use a mailing as the beginning of the next: for all, or for those it did not reach (product K2, K3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.domain.job_progress import OVER
from app.domain.mailing_form import LONGEST_DESCRIPTION
from app.domain.mailings import MailingKind, MailingState
from app.models import Mailing, TemplateSet
from app.models.missed import missed_by

_COPIED = ("kind", "type", "description", "audience", "channel", "purpose", "texts")
_AGAIN = " (again)"


def reuse_mailing(session: Session, now: datetime, actor: Actor, mailing_id: int) -> int | None:
    """The id of a new draft with the same words for the same audience; None for one the practice has not.

    Nobody is left out by hand at first, and it has no date. Texts that were put away meanwhile give way to
    the standard ones. One that began on the Schedule can be changed like any other.
    """
    old = session.scalar(select(Mailing).where(Mailing.id == mailing_id))
    return _copy(session, now, actor, old) if old else None


def try_again(session: Session, now: datetime, actor: Actor, mailing_id: int) -> int | None:
    """The id of a draft with the same words for those alone whom a mailing that is over did not reach.

    Nobody is among them who got it or may have got it. A draft for them that was made before, and waits, is
    brought up to date instead. None for a mailing that reached everybody, runs, or is not the practice's.
    """
    old = session.scalar(select(Mailing).where(Mailing.id == mailing_id).with_for_update())
    if old is None or old.state not in OVER:
        return None
    missed = missed_by(session, old)
    if not missed.contact_ids:
        return None
    audience = {**old.audience, "only_ids": list(missed.contact_ids)}
    if missed.appointment_ids:
        audience["appointment_ids"] = list(missed.appointment_ids)
    waiting = session.scalar(_waiting(mailing_id))
    if waiting is None:
        return _copy(session, now, actor, old, audience=audience, description=_again(old.description))
    if waiting.audience != audience:
        waiting.audience, waiting.changed_at = audience, now
        _note(session, now, actor, waiting, old)
    return waiting.id


def _waiting(mailing_id: int) -> Select[Mailing]:
    return select(Mailing).where(
        Mailing.reused_from_id == mailing_id,
        Mailing.state == MailingState.DRAFT,
        Mailing.archived_at.is_(None),
        Mailing.audience.has_key("only_ids"),
    )


def _again(description: str) -> str:
    """The same name, told apart."""
    name = description.removesuffix(_AGAIN)
    return name[: LONGEST_DESCRIPTION - len(_AGAIN)].rstrip() + _AGAIN


def _copy(session: Session, now: datetime, actor: Actor, old: Mailing, **changed: Any) -> int:
    values = {name: getattr(old, name) for name in _COPIED}
    if old.kind == MailingKind.CONFIRMATION:
        values["kind"] = MailingKind.PERSONALIZED
    row = Mailing(
        **{**values, **changed},
        template_set_id=_still_there(session, old.template_set_id),
        reused_from_id=old.id,
        created_at=now,
        created_by=actor.staff_id,
        changed_at=now,
    )
    session.add(row)
    _note(session, now, actor, row, old)
    return row.id


def _note(session: Session, now: datetime, actor: Actor, row: Mailing, old: Mailing) -> None:
    session.flush()
    write_audit(session, now, actor, "reuse", "mailing", row.id, after={"reused_from": old.description})


def _still_there(session: Session, set_id: int | None) -> int | None:
    there = (TemplateSet.id == set_id, TemplateSet.archived_at.is_(None))
    return session.scalar(select(TemplateSet.id).where(*there))
