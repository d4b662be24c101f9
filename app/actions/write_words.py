"""Write beside messages what they say, where they go and which way (product F1), many in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.actions.fill_envelope import Worded
from app.domain.preferences import Channel, ContactMode, contact_mode

# Whoever lost its claim meanwhile belongs to another worker, or was cancelled: it is left alone.
_WRITE = text("""
with held as (
    select id, reserved from message
    where id = any (:ids) and practice_id = :practice_id and status = 'queued' and claimed_at is not null
    order by id for update
)
update message m
set address = w.address, language = w.language, variant = w.variant, subject = w.subject, body = w.body,
    html = w.html, segments = w.segments, template_version = w.template_version,
    link_id = coalesce(w.link_id, m.link_id), provider = w.provider, mode = w.mode, reason = null,
    reserved = case when held.reserved > 0 then held.reserved else w.cost end
from held
join unnest(
    cast(:ids as bigint[]), cast(:address as text[]), cast(:language as text[]), cast(:variant as text[]),
    cast(:subject as text[]), cast(:body as text[]), cast(:html as text[]), cast(:segments as smallint[]),
    cast(:template_version as text[]), cast(:link_id as bigint[]), cast(:provider as text[]),
    cast(:mode as text[]), cast(:cost as numeric[])
) as w (
    id, address, language, variant, subject, body, html, segments, template_version, link_id, provider, mode,
    cost
) using (id)
where m.id = held.id
returning m.id, m.claimed_at, case when held.reserved > 0 then 0 else w.cost end as owed
""")


class Kept(NamedTuple):
    """A claim that still stands: since when (UTC), and what is to be put aside for its message (L3)."""

    claimed_at: datetime
    owed: Decimal


def write_words(
    session: Session, worded: Sequence[Worded], providers: Sequence[str], costs: Sequence[Decimal]
) -> Mapping[int, Kept]:
    """Keep the words of claimed messages, each with the name of its provider and what it costs.

    By id those whose claim still stands. What was put aside for an earlier try that never left is enough.
    The session must be of one practice.
    """
    if not worded:
        return {}
    kept = [each.kept or each.rendered for each in worded]
    asked = {
        "practice_id": session.info["practice_id"],
        "ids": [each.message.id for each in worded],
        "address": [each.address for each in worded],
        "language": [each.language for each in kept],
        "variant": [each.variant for each in kept],
        "subject": [each.subject for each in kept],
        "body": [each.body for each in kept],
        "html": [each.html for each in kept],
        "segments": [each.segments for each in kept],
        "template_version": [each.template_version for each in kept],
        "link_id": [each.link_id for each in worded],
        "provider": list(providers),
        "mode": [_mode(each) for each in worded],
        "cost": list(costs),
    }
    return {row.id: Kept(row.claimed_at, row.owed) for row in session.execute(_WRITE, asked)}


def _mode(worded: Worded) -> str | None:
    """How its contact is reached (K6); None for departments, staff and numbers that nobody is known by."""
    message = worded.message
    if message.contact_id is None or message.channel is None:
        return None
    if message.mode is None or worded.kind:
        return contact_mode(Channel(message.channel), worded.kind)
    return ContactMode(message.mode)
