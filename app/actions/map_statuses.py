"""Say what a source means by status words nobody knew; visits that waited for it go on (product B3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.apply_feed import apply_feed
from app.actions.feed_effects import Effects, write_effects
from app.actions.status_words import last_word, own_statuses
from app.actions.write_audit import Actor, write_audit
from app.domain.appointments import Status
from app.domain.schedule_changes import Incoming, merge_feed
from app.domain.status_map import plain, read_status
from app.models import AppointmentRow, FeedImport, FeedSource, Practice
from app.models.facts import appointment_facts


def map_statuses(
    session: Session, now: datetime, actor: Actor, import_id: int, words: Mapping[str, str]
) -> None:
    """For the source of an import: ``{"Teleported": "cancelled"}``. A word with no status stays unknown.

    Raises ValueError for a status that is none of ``Status``.
    """
    source_id = session.get_one(FeedImport, import_id).source_id
    source = session.get_one(FeedSource, source_id, with_for_update=True)
    said = {plain(word): Status(status).value for word, status in words.items() if status}
    before = dict(source.status_map)
    if said.items() <= before.items():
        return
    source.status_map = before | said
    write_audit(
        session, now, actor, "map statuses", "feed_source", source_id, before=before, after=before | said
    )
    _release(session, now, actor, source)


def _release(session: Session, now: datetime, actor: Actor, source: FeedSource) -> None:
    """Visits held back for a word that is known now."""
    effects = Effects(actor)
    own = own_statuses(source)
    zone = session.get_one(Practice, source.practice_id).timezone
    blocked = select(AppointmentRow).where(AppointmentRow.source_id == source.id, AppointmentRow.blocked)
    for row in session.scalars(blocked.order_by(AppointmentRow.id).with_for_update()):
        status = read_status(row.status_text, own)
        if status is not None:
            current = appointment_facts(row, zone)
            merge = merge_feed(current, Incoming(status=status), last_word(source, row), now)
            changes = apply_feed(effects, now, row, merge)
            effects.audit("change appointment", "appointment", row.id, changes)
    session.flush()
    write_effects(session, now, effects)
