"""What a source's own status words mean, and what it said of an appointment last (product B3, B6)."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.appointments import Confirmation, Lifecycle, Status, status_of
from app.domain.schedule_changes import LastWord
from app.domain.status_map import Pair, read_status
from app.models import AppointmentRow, FeedSource

_PAIRS: Mapping[Status, Pair] = {
    status_of(lifecycle, confirmation): (lifecycle, confirmation)
    for lifecycle in Lifecycle
    for confirmation in (Confirmation if lifecycle is Lifecycle.SCHEDULED else [Confirmation.NONE])
}


def own_statuses(source: FeedSource) -> dict[str, Pair]:
    """The source's own words: ``status_map`` holds ``{word: status}``, e.g. ``{"in waiting": "arrived"}``."""
    return {word: _PAIRS[Status(status)] for word, status in source.status_map.items()}


def last_word(source: FeedSource, row: AppointmentRow) -> LastWord:
    """A word that nobody knew said nothing: what counts then is how the appointment stands."""
    heard = None if row.blocked else read_status(row.status_text, own_statuses(source))
    stands = (Lifecycle(row.lifecycle), Confirmation(row.confirmation))
    return LastWord(row.source_time, heard or stands)
