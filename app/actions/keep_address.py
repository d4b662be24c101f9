"""Find or make the one row of a phone number or email address in this practice (product C6)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.feeds.addresses import ReadAddress
from app.models import Address
from app.models.blocked_domains import block_of, blocked_domains


def keep_address(session: Session, read: ReadAddress) -> int:
    """Its id. The database keeps two sessions at once from making two rows of one address.

    A new one behind a blocked email domain is blocked from the start.
    """
    session.execute(
        insert(Address)
        .values(
            practice_id=session.info["practice_id"],
            kind=read.kind,
            value=read.value,
            problem=read.problem,
            **block_of(read.value, blocked_domains(session, [read.value])),
        )
        .on_conflict_do_nothing()
    )
    found = select(Address.id).where(Address.kind == read.kind, Address.value == read.value)
    return session.scalars(found).one()
