"""Which messages still end in the sandbox, so that staff may stand in for their family (product G1, L5)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.preferences import Channel
from app.models import Message
from app.models.ways import about_samples, live_channels
from app.providers.port import SANDBOX


def kept_here(session: Session, message_ids: Collection[int]) -> frozenset[int]:
    """Those of these messages that the sandbox took, and would take today.

    A real family's phone answers for itself once its channel is live, whatever came to the sandbox before.
    """
    rows = session.execute(
        select(Message.id, Message.channel).where(Message.id.in_(message_ids), Message.provider == SANDBOX)
    ).all()
    live = live_channels(session)
    asked = [row.id for row in rows if row.channel in live]
    samples = about_samples(session, asked) if asked else frozenset()
    return frozenset(row.id for row in rows if row.channel not in live or row.id in samples)


def answers_here(session: Session, number: str) -> bool:
    """Does the newest text to this number still end here?"""
    newest = session.scalar(
        select(Message.id)
        .where(Message.address == number, Message.channel == Channel.TEXT, Message.provider != "")
        .order_by(Message.id.desc())
        .limit(1)
    )
    return newest is not None and newest in kept_here(session, [newest])
