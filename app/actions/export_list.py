"""Somebody takes a list out of Deskbell: that is written down (product A5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit


def note_export(session: Session, now: datetime, actor: Actor, what: str, asked: Mapping[str, str]) -> None:
    """``what`` names the list ("audit_log"); ``asked`` are the filters, empty ones left out."""
    write_audit(session, now, actor, "export", what, after={"filters": {k: v for k, v in asked.items() if v}})
