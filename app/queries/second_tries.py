"""What can still be done for those whom a mailing did not reach, and what was done (product K3, K4)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.mailings import MailingState
from app.models import Mailing
from app.models.missed import missed_by


@dataclass(frozen=True, slots=True)
class SecondTry:
    """A mailing made for them. A draft has gone to nobody yet."""

    id: int
    title: str
    draft: bool


@dataclass(frozen=True, slots=True)
class SecondTries:
    """``missed`` people did not get it and got no other made from it; ``made`` are those for them, newest
    first, without what was put away.
    """

    missed: int
    made: tuple[SecondTry, ...]


def second_tries(session: Session, mailing_id: int) -> SecondTries:
    """For a mailing of the session's practice that is over."""
    row = session.get_one(Mailing, mailing_id)
    made = session.scalars(
        select(Mailing)
        .where(Mailing.reused_from_id == mailing_id, Mailing.archived_at.is_(None))
        .where(Mailing.audience.has_key("only_ids"))
        .order_by(Mailing.id.desc())
    )
    return SecondTries(
        missed=len(missed_by(session, row).contact_ids),
        made=tuple(SecondTry(each.id, each.description, each.state == MailingState.DRAFT) for each in made),
    )
