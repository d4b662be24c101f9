"""Staff give a text of theirs a recording, another one, or none (product F4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.domain.audio_file import audio_kind
from app.domain.timing import RuleType
from app.domain.wording.editable import occasions_of
from app.domain.wording.recordings import VARIANTS, RecordingKey
from app.models import Recording, TemplateSet

LONGEST_NAME = 100


def save_recording(
    session: Session, now: datetime, actor: Actor, set_id: int, key: RecordingKey, name: str, content: bytes
) -> bool:
    """``content`` is played from now on in place of the words, or of what was recorded before.

    False for an unknown set, or a text it does not have. Raises UnusableAudio for what a call cannot play.
    """
    row = session.scalar(
        select(TemplateSet)
        .where(TemplateSet.id == set_id, TemplateSet.archived_at.is_(None))
        .with_for_update()
    )
    if row is None or key.occasion not in occasions_of(RuleType(row.type)) or key.variant not in VARIANTS:
        return False
    media_type = audio_kind(content)
    before = _now(session, set_id, key)
    if before is not None:
        # A row of its own for each file: its address is kept by whoever fetched it, and never changes.
        session.delete(before)
        session.flush()
    recording = Recording(
        set_id=set_id,
        occasion=key.occasion,
        language=key.language,
        variant=key.variant,
        media_type=media_type,
        file_name=_plain_name(name),
        audio=content,
        uploaded_at=now,
        staff_id=actor.staff_id,
    )
    session.add(recording)
    _note(session, now, actor, set_id, key, before, recording)
    return True


def remove_recording(session: Session, now: datetime, actor: Actor, set_id: int, key: RecordingKey) -> bool:
    """The words are spoken again. False where nothing was recorded."""
    before = _now(session, set_id, key)
    if before is None:
        return False
    session.delete(before)
    _note(session, now, actor, set_id, key, before, None)
    return True


def _now(session: Session, set_id: int, key: RecordingKey) -> Recording | None:
    return session.scalar(
        select(Recording)
        .where(
            Recording.set_id == set_id,
            Recording.occasion == key.occasion,
            Recording.language == key.language,
            Recording.variant == key.variant,
        )
        .with_for_update()
    )


def _plain_name(name: str) -> str:
    """The file's own name, without the folders that some browsers send along."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return (
        " ".join("".join(each for each in last if each.isprintable()).split())[:LONGEST_NAME] or "recording"
    )


def _note(
    session: Session,
    now: datetime,
    actor: Actor,
    set_id: int,
    key: RecordingKey,
    before: Recording | None,
    after: Recording | None,
) -> None:
    which = {"occasion": key.occasion, "language": key.language, "heard_by": key.variant}
    write_audit(
        session, now, actor, "record", "template_set", set_id,
        before={**which, "recording": before.file_name if before else None},
        after={**which, "recording": after.file_name if after else None},
    )  # fmt: skip
