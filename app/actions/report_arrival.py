"""Report about a message that arrived in the sandbox, as its vendor would (product G1, G5, G6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.record_receipt import record_receipts
from app.domain.failures import failure_of
from app.domain.outcomes import ReceiptKind
from app.domain.sandbox_reports import COMPLAINT, DELIVERED, reports_over
from app.domain.vendor_reports import ReceiptNote, Report, failed
from app.models import SandboxDelivery
from app.providers.port import Receipt


def report_arrival(session: Session, now: datetime, delivery_id: int, word: str) -> bool | None:
    """Record at ``now`` (UTC) what ``word``, one of ``reports_over`` its channel, says of the message.

    False when it was reported before, or the channel has no such report; None for no such delivery.
    """
    row = session.scalar(select(SandboxDelivery).where(SandboxDelivery.id == delivery_id).with_for_update())
    if row is None:
        return None
    if word not in reports_over(row.channel):
        return False
    row.receipt_due_at, row.receipts = None, row.receipts + 1
    return bool(record_receipts(session, now, [sandbox_receipt(row, _report(word), now)]))


def sandbox_receipt(row: SandboxDelivery, report: Report, now: datetime) -> Receipt:
    """The receipt of one report about a delivery; the same report has the same name."""
    note = report.note or ""
    about = "-".join(each for each in (row.reference, report.kind, report.category, note) if each)
    return Receipt(
        practice_id=row.practice_id,
        reference=row.reference,
        event_id=f"sandbox-{about}",
        kind=report.kind,
        at=now,
        category=report.category,
        note=note,
    )


def _report(word: str) -> Report:
    failure = failure_of(word)
    if word == COMPLAINT:
        return Report(ReceiptKind.DELIVERED, note=ReceiptNote.COMPLAINT)
    return failed(failure) if failure and word != DELIVERED else Report(ReceiptKind.DELIVERED)
