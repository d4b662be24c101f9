"""The text to a department (product J1): initials, day, time and the portal, in one piece where possible."""

from __future__ import annotations

import pytest

from app.domain.answers import NoticeKind
from app.domain.sms_length import Encoding, sms_length
from app.domain.wording.department_text import department_text
from tests.domain.test_wording_alert import line, notice
from tests.domain.visit_facts import AT_2_30


def test_it_says_what_who_and_when_without_a_name() -> None:
    words = department_text(notice(line(NoticeKind.LATE)))
    assert words == (
        "Late, call back: L. R., Tue Nov 24, 2:45 PM, Dr. Patel. https://willowpeds.com/cancellations/7"
    )
    assert "Rivera" not in words


def test_two_children_are_told_together() -> None:
    mia = line(first_name="Mia", starts_local=AT_2_30)
    words = department_text(notice(line(), mia))
    assert words.startswith("Cancelled: M. R. and L. R., Tue Nov 24, 2:30 PM and 2:45 PM, Dr. Patel.")


def test_what_was_taken_back_says_so() -> None:
    assert department_text(notice(line(), coming_again=True)).startswith("Coming again: L. R., Tue")


@pytest.mark.parametrize("children", [1, 2, 5, 9])
def test_it_stays_one_plain_text_however_long_the_names_are(children: int) -> None:
    lines = [
        line(first_name=f"Érica {each}", provider_name=f"Dr. Ćorić-{each} von und zu Hohenstein")
        for each in range(children)
    ]
    measured = sms_length(department_text(notice(*lines)))
    assert (measured.encoding, measured.segments) == (Encoding.GSM7, 1)
