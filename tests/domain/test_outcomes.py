"""What became of a message (product G3, G5)."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from itertools import permutations, product

import pytest

from app.domain.outcomes import (
    MessageStatus,
    ReceiptKind,
    advance,
    is_unreported,
    needs_staff,
    retry_after,
)
from tests.domain.families import START

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("before", "receipt", "after"),
    [
        (MessageStatus.SENDING, ReceiptKind.SENT, MessageStatus.SENT),
        (MessageStatus.UNKNOWN, ReceiptKind.DELIVERED, MessageStatus.DELIVERED),
        (MessageStatus.UNKNOWN, ReceiptKind.FAILED, MessageStatus.FAILED),
        (MessageStatus.SENT, ReceiptKind.DELIVERED, MessageStatus.DELIVERED),
        (MessageStatus.DELIVERED, ReceiptKind.SENT, MessageStatus.DELIVERED),
        (MessageStatus.DELIVERED, ReceiptKind.FAILED, MessageStatus.DELIVERED),
        (MessageStatus.FAILED, ReceiptKind.SENT, MessageStatus.FAILED),
        (MessageStatus.DELIVERED, ReceiptKind.BOUNCED, MessageStatus.BOUNCED),
        (MessageStatus.BOUNCED, ReceiptKind.DELIVERED, MessageStatus.BOUNCED),
        (MessageStatus.CANCELLED, ReceiptKind.SENT, MessageStatus.SENT),
        (MessageStatus.EXPIRED, ReceiptKind.DELIVERED, MessageStatus.DELIVERED),
    ],
)
def test_a_receipt_moves_a_message_forward_only(
    before: MessageStatus, receipt: ReceiptKind, after: MessageStatus
) -> None:
    assert advance(before, receipt) is after


@pytest.mark.parametrize("before", MessageStatus)
def test_receipts_in_any_order_and_number_end_alike(before: MessageStatus) -> None:
    for receipts in product(ReceiptKind, repeat=3):
        ends = {reduce(advance, order, before) for order in permutations(receipts)}
        assert len(ends) == 1
        assert reduce(advance, receipts * 2, before) in ends


def test_gaps_between_tries_grow_up_to_an_hour() -> None:
    gaps = [retry_after(attempt) for attempt in (1, 2, 3, 7, 8, 100)]
    seconds = [30, 60, 120, 1920, 3600, 3600]
    assert gaps == [timedelta(seconds=each) for each in seconds]
    with pytest.raises(ValueError, match="counted from 1, not 0"):
        retry_after(0)


def test_staff_decide_about_an_unknown_one_after_15_minutes() -> None:
    edge = START + timedelta(minutes=15)
    assert not needs_staff(MessageStatus.UNKNOWN, START, edge)
    assert needs_staff(MessageStatus.UNKNOWN, START, edge + SECOND)
    assert not needs_staff(MessageStatus.SENDING, START, edge + SECOND)


def test_without_a_receipt_for_72_hours_there_is_no_report() -> None:
    edge = START + timedelta(hours=72)
    assert not is_unreported(MessageStatus.SENT, START, edge)
    assert is_unreported(MessageStatus.SENT, START, edge + SECOND)
    assert not is_unreported(MessageStatus.DELIVERED, START, edge + SECOND)
