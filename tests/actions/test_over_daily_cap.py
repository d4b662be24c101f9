"""At most so many messages a day to one number or address (product D8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.models import Address
from app.work import work_everywhere
from tests.actions.test_deliver_messages import arrived, deliver, outbox
from tests.builders.clinic import NOW, Clinic, make_clinic

TOMORROW = NOW + timedelta(days=1)


def capped(most: int | None) -> Clinic:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        session.execute(text("update delivery_rules set daily_cap = :most"), {"most": most})
    return clinic


ABOUT = {
    "reminder": ({}, {}),
    "cancelled_by_practice": (
        {"anchor": "cancellation", "amount": 0, "statuses": ["cancelled"]},
        {"lifecycle": "cancelled", "cancelled_at": NOW, "cancelled_by": "staff"},
    ),
}
"""Timing of a rule of this type, and what its visits are like."""


def queue(
    clinic: Clinic, starts: Sequence[datetime], kind: str = "reminder", cell: str = "+19375550111"
) -> None:
    """A message that is due to one mother with this number about each of these visits."""
    timing, visits = ABOUT[kind]
    with work_everywhere() as session:
        clinic.session = session
        known = session.scalar(select(Address).where(Address.value == cell))
        child = clinic.child("Mia")
        mother = clinic.parent("Ana", child, cell=known or cell)
        for start in starts:
            visit = clinic.visit(child, start, **visits)
            ends = start - timedelta(minutes=15)
            clinic.message(clinic.rule(kind, **timing), mother, visit, status="queued", expires_at=ends)


def test_without_a_cap_everything_goes(app: Flask) -> None:
    queue(capped(None), [TOMORROW + timedelta(hours=each) for each in range(4)])
    assert deliver().sent == 4


def test_what_is_over_the_cap_waits_for_the_next_days_opening(app: Flask) -> None:
    queue(capped(2), [NOW + timedelta(days=3, hours=each) for each in range(3)])
    done = deliver()
    assert (done.sent, done.put_off) == (2, 1)
    waiting = [each for each in outbox() if each.status == "queued"]
    assert [each.due_at for each in waiting] == [TOMORROW.replace(hour=13)]
    assert deliver(TOMORROW.replace(hour=13)).sent == 1


def test_what_cannot_wait_that_long_goes_first_and_the_rest_is_skipped_with_the_reason(app: Flask) -> None:
    tonight, tomorrow_early = NOW + timedelta(hours=8), TOMORROW.replace(hour=12)
    queue(capped(1), [tomorrow_early, tonight])
    deliver()
    assert [(each.status, each.reason) for each in outbox()] == [("skipped", "daily_cap"), ("sent", None)]


def test_a_cancellation_by_the_practice_always_goes_and_does_not_count(app: Flask) -> None:
    clinic = capped(1)
    queue(clinic, [TOMORROW, TOMORROW + timedelta(hours=1)], "cancelled_by_practice")
    queue(clinic, [TOMORROW + timedelta(hours=2)])
    assert deliver().sent == 3


def test_what_went_earlier_today_counts_and_what_went_yesterday_does_not(app: Flask) -> None:
    clinic = capped(1)
    queue(clinic, [NOW + timedelta(days=4)])
    assert deliver(NOW - timedelta(days=1)).sent == 0
    assert deliver(NOW).sent == 1
    queue(clinic, [NOW + timedelta(days=4, hours=3)])
    assert deliver(NOW + timedelta(hours=2)).sent == 0
    assert deliver(TOMORROW).sent == 1


def test_two_contacts_with_one_number_share_its_cap_and_another_number_has_its_own(app: Flask) -> None:
    clinic = capped(1)
    for cell in ("+19375550111", "+19375550111", "+19375550112"):
        queue(clinic, [NOW + timedelta(days=3)], cell=cell)
    assert deliver().sent == 2
    assert sorted(each.address for each in arrived()) == ["+19375550111", "+19375550112"]


@pytest.mark.parametrize("again", ["step = 1", "resends = 1"])
def test_what_is_told_again_is_the_same_message(app: Flask, again: str) -> None:
    clinic = capped(1)
    queue(clinic, [TOMORROW])
    deliver()
    queue(clinic, [TOMORROW + timedelta(hours=1)])
    with work_everywhere() as session:
        session.execute(text(f"update message set {again} where status = 'queued'"))
    assert deliver().sent == 1
