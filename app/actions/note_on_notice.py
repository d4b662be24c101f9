"""What somebody of the desk writes down beside a notice (product J2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.handle_notice import lock_notice, see_notice
from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import ChangedMeanwhile, Refused
from app.domain.form_reading import state_of
from app.models.last_change import last_change

LONGEST = 1000


def note_on_notice(
    session: Session, now: datetime, actor: Actor, notice_id: int, typed: str, seen: str
) -> bool | Refused | ChangedMeanwhile:
    """Replace the note; empty takes it away. ``seen`` is the state that the form was drawn from.

    False when it says so already. Raises NoSuchNotice.
    """
    notice = lock_notice(session, notice_id)
    note = typed.replace("\r\n", "\n").strip()
    if len(note) > LONGEST:
        return Refused({"note": f"The note has {len(note)} letters. Keep it to {LONGEST}."})
    if note == notice.note:
        return False
    if seen != state_of(notice.note):
        return ChangedMeanwhile(last_change(session, "notice", notice_id, "note"))
    see_notice(session, now, actor, notice_id)
    before, notice.note = notice.note, note
    write_audit(
        session, now, actor, "note", "notice", notice_id, before={"note": before}, after={"note": note}
    )
    return True
