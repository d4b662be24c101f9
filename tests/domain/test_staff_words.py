"""Staff read words for everything the data can hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest

from app.domain import staff_words
from app.domain.answers import Choice, NoticeKind
from app.domain.contacts import Authority
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel, Preference, Purpose
from app.domain.reasons import Reason
from app.domain.timing import RuleType

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "enum"),
    [
        (staff_words.CHANNELS, Channel),
        (staff_words.PREFERENCES, Preference),
        (staff_words.PURPOSES, Purpose),
        (staff_words.AUTHORITIES, Authority),
        (staff_words.RULE_TYPES, RuleType),
        (staff_words.NOTICE_KINDS, NoticeKind),
        (staff_words.CHOICES, Choice),
    ],
)
def test_no_value_is_without_words(words: dict[StrEnum, str], enum: type[StrEnum]) -> None:
    assert set(words) == set(enum)
    assert len(set(words.values())) == len(words)


@pytest.mark.parametrize("status", MessageStatus)
def test_every_message_status_has_words(status: MessageStatus) -> None:
    assert staff_words.message_status(status, NOW, NOW)


def test_a_message_without_a_report_says_so_after_72_hours() -> None:
    sent = MessageStatus.SENT
    assert staff_words.message_status(sent, NOW - timedelta(hours=72), NOW) == "Sent"
    assert staff_words.message_status(sent, NOW - timedelta(hours=72, seconds=1), NOW) == "Sent, no report"
    assert staff_words.message_status(sent, None, NOW) == "Sent"


def test_a_reason_reads_as_words_whoever_gave_it() -> None:
    assert staff_words.reason_words("no_consent") == Reason.NO_CONSENT.words
    assert staff_words.reason_words("inbox_full") == "Inbox full."
    assert staff_words.reason_words(None) == ""
