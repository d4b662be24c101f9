"""Record what providers report about messages they took (product G5): forward only, in whatever order.

A report and what follows from it are one commit, and every report has a name of its own that is written down
once. So a repeat changes nothing, and a report that was not committed comes again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.keep_early import keep_early
from app.actions.lift_messages import NamedReceipt, Written, lift_messages
from app.actions.note_failure import note_delivery, note_failure
from app.actions.resend_message import plan_resend
from app.actions.settle_credit import spend_credit
from app.domain.failures import Failure
from app.domain.outcomes import MessageStatus, ReceiptKind
from app.domain.vendor_reports import ReceiptNote
from app.models import Message
from app.providers.port import Receipt

_REFERENCE = re.compile(r"m(\d{1,18})(?:-(\d{1,4}))?", re.ASCII)
_UNHEARD = (ReceiptKind.FAILED, ReceiptKind.BOUNCED)


def record_receipts(session: Session, now: datetime, receipts: Sequence[Receipt]) -> int:
    """Lift each message to what its receipts say; return how many reports were new.

    A report that came before (by ``event_id``), and one about a message this session's practice
    does not have, changes nothing. One that knows the message only by a provider's name that we have not
    heard yet is kept until we do: see ``apply_early``.
    """
    by_ref = _messages_by_ref(session, {each.provider_ref for each in receipts if not each.reference})
    keep_early(
        session, now, [each for each in receipts if not each.reference and each.provider_ref not in by_ref]
    )
    told = [_named(each, by_ref) for each in receipts]
    known = [each for each in told if each is not None]
    new = lift_messages(session, now, known) if known else []
    _follow(session, now, known, new)
    # The plan is locked last, here and everywhere: after the addresses that failed.
    _spend(session, now, new)
    return len(new)


def message_id_of(reference: str) -> int | None:
    """The message our reference names ("m42", or "m42-1" for its second try), or None."""
    found = _REFERENCE.fullmatch(reference)
    return int(found[1]) if found else None


def try_of(reference: str) -> int:
    """Which try a reference names: 0 for the first."""
    found = _REFERENCE.fullmatch(reference)
    return int(found[2] or 0) if found else 0


def _messages_by_ref(session: Session, refs: Collection[str]) -> dict[str, int]:
    """The messages by the provider's name for them."""
    if not any(refs):
        return {}
    rows = session.execute(
        select(Message.provider_ref, Message.id).where(Message.provider_ref.in_(refs)).order_by(Message.id)
    )
    return {row.provider_ref: row.id for row in rows}


def _named(receipt: Receipt, by_ref: dict[str, int]) -> NamedReceipt | None:
    if receipt.reference:
        message_id, try_number = message_id_of(receipt.reference), try_of(receipt.reference)
        return None if message_id is None else NamedReceipt(message_id, try_number, receipt)
    found = by_ref.get(receipt.provider_ref)
    return None if found is None else NamedReceipt(found, None, receipt)


def _spend(session: Session, now: datetime, new: Collection[Written]) -> None:
    """Whatever a report says of a try, its provider had it (L3). Mostly we knew that before."""
    taken = defaultdict(set)
    for each in new:
        if each.taken:
            taken[each.practice_id].add(each.message_id)
    for practice_id, ids in sorted(taken.items()):
        spend_credit(session, now, practice_id, ids)


def _follow(session: Session, now: datetime, told: Sequence[NamedReceipt], new: Collection[Written]) -> None:
    """What new reports say of addresses. Most say nothing: then no message is read."""
    written = {(each.message_id, each.event_id): each for each in new}
    first = {(each.message_id, each.receipt.event_id): each.receipt for each in reversed(told)}
    troubled = {name: receipt for name, receipt in first.items() if name in written and _is_trouble(receipt)}
    arrived = {each.message_id for each in new if each.ends_failures}
    messages = _messages(session, arrived.union(number for number, _ in troubled))
    for (number, _), receipt in troubled.items():
        _note_trouble(session, now, messages[number], receipt)
    if arrived:
        note_delivery(session, now, *(messages[number] for number in sorted(arrived)))


def _is_trouble(receipt: Receipt) -> bool:
    return receipt.kind in _UNHEARD or receipt.note == ReceiptNote.COMPLAINT


def _messages(session: Session, ids: Collection[int]) -> dict[int, Message]:
    if not ids:
        return {}
    rows = session.scalars(
        select(Message).where(Message.id.in_(ids)).execution_options(populate_existing=True)
    )
    return {message.id: message for message in rows}


def _note_trouble(session: Session, now: datetime, message: Message, receipt: Receipt) -> None:
    """What a report says of the address, and whether the message goes out once more (G4).

    One that bounced does not: its vendor tried for days, or the address is dead.
    """
    stands = receipt.kind is ReceiptKind.FAILED and message.status == MessageStatus.FAILED
    if stands or receipt.kind is ReceiptKind.BOUNCED:
        note_failure(session, now, message, receipt.category)
    if stands:
        plan_resend(session, now, message)
    if receipt.note == ReceiptNote.COMPLAINT:
        note_failure(session, now, message, Failure.COMPLAINT)
