"""The practice's own recordings as calls take them (product F4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.languages import Language
from app.domain.wording.occasions import Occasion
from app.domain.wording.recordings import RecordingKey
from app.models.recording import Recording

# The ids of a set's recordings.
OwnRecordings = Mapping[RecordingKey, int]
NOTHING_RECORDED: OwnRecordings = {}


def own_recordings(session: Session) -> Mapping[int, OwnRecordings]:
    """Those of the session's practice, by the id of their set; the sound itself is left where it is."""
    found: dict[int, dict[RecordingKey, int]] = defaultdict(dict)
    rows = session.execute(
        select(
            Recording.id, Recording.set_id, Recording.occasion, Recording.language, Recording.variant
        ).order_by(Recording.id)
    )
    for row in rows:
        key = RecordingKey(Occasion(row.occasion), Language(row.language), row.variant)
        found[row.set_id][key] = row.id
    return found
