"""Two records of one person: nobody is messaged because they were joined."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.domain.contacts import Authority
from app.domain.merging import Tie, united


def test_a_withdrawal_wins_over_a_consent() -> None:
    kept = Tie(given=frozenset({"reminders:text", "recalls:text"}))
    gone = Tie(given=frozenset({"notices:text"}), withdrawn=frozenset({"recalls:text"}))
    for tie in (united(kept, gone), united(gone, kept)):
        assert tie.given == {"reminders:text", "notices:text"}
        assert tie.withdrawn == {"recalls:text"}


@pytest.mark.parametrize(
    ("one", "another", "stays"),
    [
        (Authority.BLANK, Authority.JOINT, Authority.JOINT),
        (Authority.JOINT, Authority.EXCLUSIVE, Authority.EXCLUSIVE),
        (Authority.EXCLUSIVE, Authority.OTHER, Authority.OTHER),
    ],
)
def test_the_stricter_authority_stays_with_its_words(
    one: Authority, another: Authority, stays: Authority
) -> None:
    first, second = Tie(authority=one, authority_text=one), Tie(authority=another, authority_text=another)
    for tie in (united(first, second), united(second, first)):
        assert (tie.authority, tie.authority_text) == (stays, stays.value)


def test_the_earlier_end_date_and_what_only_one_knows_stay() -> None:
    kept = Tie(end_date=date(2027, 5, 1), resides_with=False)
    gone = Tie(end_date=date(2027, 1, 1), resides_with=True, relationship="Mother", own=True)
    tie = united(kept, gone)
    assert (tie.end_date, tie.resides_with, tie.relationship, tie.own) == (
        date(2027, 1, 1), False, "Mother", True,
    )  # fmt: skip
    assert united(Tie(), gone).end_date == date(2027, 1, 1)


def test_who_said_not_my_child_under_either_name_stays_held() -> None:
    held = Tie(held_at=datetime(2026, 11, 22, tzinfo=UTC))
    assert united(held, Tie()).held_at == united(Tie(), held).held_at == held.held_at
