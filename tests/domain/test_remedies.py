"""Every "no" about a person comes with what staff can do."""

from __future__ import annotations

import pytest

from app.domain.reasons import Reason
from app.domain.remedies import what_to_do

ABOUT_A_PERSON = list(Reason)[list(Reason).index(Reason.AUTHORITY) : list(Reason).index(Reason.OPTED_OUT) + 1]


@pytest.mark.parametrize("reason", ABOUT_A_PERSON)
def test_staff_are_told_what_to_do(reason: Reason) -> None:
    assert what_to_do(reason).endswith(".")
    assert what_to_do(reason) != reason.words


def test_nothing_is_to_be_done_about_a_death() -> None:
    assert what_to_do(Reason.DECEASED) == ""
