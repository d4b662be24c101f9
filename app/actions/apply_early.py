"""Apply reports that came early, once the provider's name for their message is known (product G5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.actions.record_receipt import record_receipts
from app.domain.outcomes import ReceiptKind
from app.models import EarlyReceipt, Message
from app.providers.port import Receipt


def apply_early(session: Session, now: datetime) -> int:
    """Record every report that was kept and whose message is known by now; return how many were new.

    The clock asks every few seconds, so that noting what providers took stays one statement, and no report
    can be kept at the very moment in which its message is noted and then be overlooked. The session sees all
    practices.
    """
    known = select(EarlyReceipt.event_id).join(Message, Message.provider_ref == EarlyReceipt.provider_ref)
    rows = session.scalars(
        delete(EarlyReceipt).where(EarlyReceipt.event_id.in_(known)).returning(EarlyReceipt)
    ).all()
    return record_receipts(session, now, [_receipt(row) for row in rows]) if rows else 0


def _receipt(row: EarlyReceipt) -> Receipt:
    return Receipt(
        practice_id=0,
        reference="",
        event_id=row.event_id,
        kind=ReceiptKind(row.kind),
        at=row.at,
        category=row.category,
        provider_ref=row.provider_ref,
        note=row.detail.get("note", ""),
        code=row.detail.get("code", ""),
    )
