"""Record what providers report about messages they took (product G5): forward only, in whatever order.

A report and what follows from it are one commit, and every report has a name of its own that is written down
once. So a repeat changes nothing, and a report that was not committed comes again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.actions.keep_early import keep_early
from app.actions.note_failure import note_delivery, note_failure
from app.actions.resend_message import plan_resend
from app.domain.failures import Failure
from app.domain.outcomes import MessageStatus, ReceiptKind, advance
from app.domain.vendor_reports import ReceiptNote, lifts
from app.models import Message, MessageEvent
from app.providers.port import Receipt

_REFERENCE = re.compile(r"m(\d{1,18})(?:-(\d{1,4}))?", re.ASCII)


class _Told(NamedTuple):
    """A report beside its locked message."""

    message: Message
    receipt: Receipt

    @property
    def earlier_try(self) -> bool:
        """Is it about a try before the one that counts now?"""
        if self.receipt.reference:
            return try_of(self.receipt.reference) < self.message.resends
        return self.message.resends > 0 and self.message.status == MessageStatus.QUEUED


def record_receipts(session: Session, now: datetime, receipts: Sequence[Receipt]) -> int:
    """Lift each message to what its receipts say; return how many reports were new.

    A report that came before (by ``event_id``), and one about a message this session's practice
    does not have, changes nothing. One that knows the message only by a provider's name that we have not
    heard yet is kept until we do: see ``apply_early``.
    """
    named = _messages_named(session, receipts)
    messages = _locked(session, {number for number in named if number is not None})
    pairs = zip(named, receipts, strict=True)
    told = [_Told(messages[number], each) for number, each in pairs if number in messages]
    strangers = [each for number, each in zip(named, receipts, strict=True) if number is None]
    keep_early(session, now, [each for each in strangers if not each.reference])
    new = _news(session, now, [each for each in told if _is_of(each)])
    _apply(session, now, new)
    return len(new)


def message_id_of(reference: str) -> int | None:
    """The message our reference names ("m42", or "m42-1" for its second try), or None."""
    found = _REFERENCE.fullmatch(reference)
    return int(found[1]) if found else None


def try_of(reference: str) -> int:
    """Which try a reference names: 0 for the first."""
    found = _REFERENCE.fullmatch(reference)
    return int(found[2] or 0) if found else 0


def _messages_named(session: Session, receipts: Iterable[Receipt]) -> list[int | None]:
    """The message of each report, by our reference, or by the provider's name for it."""
    receipts = list(receipts)
    unnamed = {each.provider_ref for each in receipts if not each.reference and each.provider_ref}
    by_ref = _by_provider_ref(session, unnamed) if unnamed else {}
    return [
        message_id_of(each.reference) if each.reference else by_ref.get(each.provider_ref)
        for each in receipts
    ]


def _by_provider_ref(session: Session, refs: Collection[str]) -> dict[str, int]:
    rows = session.execute(
        select(Message.provider_ref, Message.id).where(Message.provider_ref.in_(refs)).order_by(Message.id)
    )
    return {row.provider_ref: row.id for row in rows}


def _locked(session: Session, ids: set[int]) -> dict[int, Message]:
    # In the order of ids, so that two workers with the same messages wait for each other and do not lock up.
    rows = session.scalars(
        select(Message)
        .where(Message.id.in_(ids))
        .order_by(Message.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {message.id: message for message in rows}


def _is_of(told: _Told) -> bool:
    return told.receipt.practice_id in (0, told.message.practice_id)


def _news(session: Session, now: datetime, told: Sequence[_Told]) -> list[_Told]:
    """Write every report down; those whose name was not there yet, once each."""
    if not told:
        return []
    rows = [_event(now, each) for each in told]
    written = set(
        session.scalars(
            insert(MessageEvent)
            .values(rows)
            .on_conflict_do_nothing()
            .returning(MessageEvent.provider_event_id)
        )
    )
    first = {each.receipt.event_id: each for each in reversed(told)}
    return [
        each for each in told if each.receipt.event_id in written and each is first[each.receipt.event_id]
    ]


def _event(now: datetime, told: _Told) -> dict[str, Any]:
    receipt = told.receipt
    said = {"kind": receipt.kind, "at": receipt.at.isoformat(), "category": receipt.category}
    return {
        "practice_id": told.message.practice_id,
        "message_id": told.message.id,
        "at": now,
        "kind": "receipt",
        "provider_event_id": receipt.event_id,
        "detail": said | ({"note": receipt.note} if receipt.note else {}),
    }


def _apply(session: Session, now: datetime, new: Sequence[_Told]) -> None:
    arrived = [each.message for each in new if _lift(each) and each.receipt.kind is ReceiptKind.DELIVERED]
    session.flush()
    for each in new:
        _follow(session, now, each)
    if arrived:
        note_delivery(session, now, *arrived)


def _lift(told: _Told) -> bool:
    """Move the message forward; False where it stood there already or further."""
    message, receipt = told.message, told.receipt
    before = MessageStatus(message.status)
    forward = advance(before, receipt.kind) == receipt.kind.value
    if not forward or not lifts(receipt.kind, before, earlier_try=told.earlier_try):
        return False
    if before == receipt.kind.value and not _says_it_first(message, receipt):
        return False
    # Whatever we believed, it left: also when we had called it unknown, cancelled or expired.
    message.sent_at = message.sent_at or receipt.at
    message.status, message.settled_at, message.claimed_at = receipt.kind.value, receipt.at, None
    message.reason = receipt.category or None
    return before != receipt.kind.value


def _says_it_first(message: Message, receipt: Receipt) -> bool:
    """Of two reports that say the same, the earlier one counts, whichever we hear first."""
    if receipt.kind is ReceiptKind.SENT or message.settled_at is None:
        return False
    return (receipt.at, receipt.category) < (message.settled_at, message.reason or "")


def _follow(session: Session, now: datetime, told: _Told) -> None:
    """What a report says of the address, and whether the message goes out once more (G4).

    One that bounced does not: its vendor tried for days, or the address is dead.
    """
    message, receipt = told.message, told.receipt
    stands = receipt.kind is ReceiptKind.FAILED and message.status == MessageStatus.FAILED
    if stands or receipt.kind is ReceiptKind.BOUNCED:
        note_failure(session, now, message, receipt.category)
    if stands:
        plan_resend(session, now, message)
    if receipt.note == ReceiptNote.COMPLAINT:
        note_failure(session, now, message, Failure.COMPLAINT)
