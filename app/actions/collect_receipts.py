"""Collect reports that no webhook brings: the sandbox's, and those that came too early (product G1, G5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.apply_early import apply_early
from app.actions.record_receipt import record_receipts
from app.actions.report_arrival import sandbox_receipt
from app.domain.failures import failure_of
from app.domain.outcomes import ReceiptKind
from app.domain.sandbox_reports import usual_failure
from app.domain.vendor_reports import ReceiptNote, Report, failed
from app.models import SandboxDelivery
from app.providers.port import ForcedOutcome, Receipt
from app.work import work_everywhere

CHUNK = 500


def collect_receipts(now: datetime, practice_id: int | None = None) -> int:
    """Record every sandbox receipt that is due at ``now`` (UTC); return how many reports were new.

    For all practices it also applies what vendors reported before we knew their name for the message.
    """
    with work_everywhere() as session:
        new = apply_early(session, now) if practice_id is None else 0
    while True:
        with work_everywhere() as session:
            due = _due(session, now, practice_id)
            new += record_receipts(session, now, [each for row in due for each in _receipts(row, now)])
            for row in due:
                row.receipt_due_at, row.receipts = None, row.receipts + 1
        if len(due) < CHUNK:
            return new


def _due(session: Session, now: datetime, practice_id: int | None) -> Sequence[SandboxDelivery]:
    asked = select(SandboxDelivery).where(SandboxDelivery.receipt_due_at <= now)
    if practice_id is not None:
        asked = asked.where(SandboxDelivery.practice_id == practice_id)
    return session.scalars(
        asked.order_by(SandboxDelivery.receipt_due_at, SandboxDelivery.id)
        .limit(CHUNK)
        .with_for_update(skip_locked=True)
    ).all()


def _report(row: SandboxDelivery) -> Report:
    if row.outcome == ForcedOutcome.BOUNCE:
        return failed(failure_of(row.category) or usual_failure(row.channel))
    note = ReceiptNote.COMPLAINT if row.outcome == ForcedOutcome.COMPLAINT else None
    return Report(ReceiptKind.DELIVERED, note=note)


def _receipts(row: SandboxDelivery, now: datetime) -> Iterator[Receipt]:
    receipt = sandbox_receipt(row, _report(row), now)
    yield receipt
    if row.outcome == ForcedOutcome.DUPLICATE_RECEIPT:
        yield receipt
