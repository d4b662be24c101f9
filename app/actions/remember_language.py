"""Keep the language a parent chose on the page (product B8, F7)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.write_audit import PARENT, write_audit
from app.domain.languages import Language
from app.models import Contact


def remember_language(session: Session, now: datetime, contact_id: int, language: Language) -> None:
    """From now on this contact reads and hears ``language``, whatever the schedule's next copy says."""
    contact = session.get_one(Contact, contact_id)
    if contact.language == language:
        return
    before = {"language": contact.language}
    contact.language = language
    contact.changed_at = now
    contact.staff_fields = sorted({*contact.staff_fields, "language"})
    write_audit(
        session, now, PARENT, "language", "contact", contact_id, before=before, after={"language": language}
    )
