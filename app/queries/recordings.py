"""The recordings of a set as its page shows them, and one recording as a call fetches it (product F4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.wording.recordings import variant_beside
from app.models import Recording, StaffUser
from app.queries.words_editor import WordsAsked


@dataclass(frozen=True, slots=True)
class RecordingLine:
    """One recording in use. ``who`` is a name, or empty when no person uploaded it."""

    id: int
    file_name: str
    uploaded_at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """The sound itself; ``media_type`` is as the web names it."""

    media_type: str
    audio: bytes
    uploaded_at: datetime


def recordings_beside(session: Session, asked: WordsAsked) -> Mapping[Language, RecordingLine | None]:
    """Both languages of one text of phone calls; empty for other texts. The standard ones have none."""
    if asked.channel is not Channel.VOICE:
        return {}
    rows = session.execute(
        select(Recording.id, Recording.language, Recording.file_name, Recording.uploaded_at, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == Recording.staff_id)
        .where(
            Recording.set_id == asked.set_id,
            Recording.occasion == asked.occasion,
            Recording.variant == variant_beside(asked.variant),
        )
    )
    found = {
        Language(row.language): RecordingLine(row.id, row.file_name, row.uploaded_at, row.name or "")
        for row in rows
    }
    return {language: found.get(language) for language in Language}


def recorded_file(session: Session, recording_id: int) -> RecordedFile | None:
    """The session may see every practice: whoever has the signed address hears it."""
    row = session.get(Recording, recording_id)
    return RecordedFile(row.media_type, row.audio, row.uploaded_at) if row else None
