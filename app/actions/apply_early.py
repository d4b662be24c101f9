"""Apply reports that came early, once the provider's name for their message is known (product G5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.actions.record_receipt import record_receipts
from app.domain.outcomes import ReceiptKind
from app.models import EarlyReceipt, Message
from app.providers.port import Receipt


def apply_early(session: Session, now: datetime, refs: Collection[str]) -> int:
    """Record what was reported about messages with these provider's names; return how many reports.

    Call it in the transaction that notes the names. A report that was being kept at the same moment is
    found by ``apply_left_over``.
    """
    rows = session.scalars(
        delete(EarlyReceipt).where(EarlyReceipt.provider_ref.in_(refs)).returning(EarlyReceipt)
    ).all()
    return record_receipts(session, now, [_receipt(row) for row in rows]) if rows else 0


def apply_left_over(session: Session, now: datetime) -> int:
    """As ``apply_early``, for every report whose message is known by now; the session sees all practices."""
    known = select(EarlyReceipt.provider_ref).join(Message, Message.provider_ref == EarlyReceipt.provider_ref)
    refs = session.scalars(known.distinct()).all()
    return apply_early(session, now, refs) if refs else 0


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
    )
