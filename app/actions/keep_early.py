"""Keep reports that came before the answer that tells us whose they are (product G5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.models import EarlyReceipt
from app.providers.port import Receipt


def keep_early(session: Session, now: datetime, receipts: Sequence[Receipt]) -> None:
    """Write down reports that name their message by the provider's name only. A repeat is kept once."""
    rows = [
        {
            "event_id": each.event_id,
            "provider_ref": each.provider_ref,
            "kind": each.kind,
            "category": each.category,
            "detail": {"note": each.note, "code": each.code},
            "at": each.at,
            "received_at": now,
        }
        for each in receipts
        if each.provider_ref
    ]
    if rows:
        session.execute(insert(EarlyReceipt).values(rows).on_conflict_do_nothing())
