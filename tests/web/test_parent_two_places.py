"""Siblings at two places: each child keeps the deadline and the way of cancelling of its own (D, D7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app.models import Location
from app.work import work
from tests.builders.clinic import Clinic
from tests.builders.parent_link import TUESDAY, ParentLink, make_parent_link


@pytest.fixture
def family(app: Flask) -> ParentLink:
    """Mia by the practice's rules: automatically until 1 hour before. Leo by request until 24 hours."""
    family = make_parent_link(app)
    with work(family.practice_id) as session:
        north = Clinic(session, family.practice_id, 0, 0, 0, 0).add(
            Location(name="North Office", cancellation_mode="by_request", deadline_hours=24)
        )
    family.change_visit(family.leo, location_id=north.id)
    return family


def own_rules(family: ParentLink, **values: object) -> None:
    with work(family.practice_id) as session:
        session.execute(update(Location).where(Location.name == "North Office").values(**values))


def test_one_is_cancelled_and_the_other_asked_for(family: ParentLink) -> None:
    page = family.open().text
    assert "Ask to cancel both visits" in page
    family.send(**{f"answer_{family.mia}": "cant", f"answer_{family.leo}": "cant"})
    assert family.row(family.mia).lifecycle == "cancelled"
    assert (family.row(family.leo).lifecycle, family.row(family.leo).confirmation) == (
        "scheduled",
        "cancel_requested",
    )


def test_after_one_deadline_the_other_child_can_still_be_cancelled(family: ParentLink) -> None:
    family.now(TUESDAY - timedelta(hours=3))
    page = family.open().text
    assert "Cancel both" not in page
    assert "Ask to cancel both" not in page
    family.answer(family.leo, "cant")
    assert family.row(family.leo).confirmation == "none"
    family.answer(family.mia, "cant")
    assert family.row(family.mia).lifecycle == "cancelled"


@pytest.mark.parametrize(
    ("before", "taken"),
    [(timedelta(hours=24), True), (timedelta(hours=23, minutes=59, seconds=59), False)],
)
def test_the_place_s_own_deadline_counts_to_the_second(
    family: ParentLink, before: timedelta, taken: bool
) -> None:
    family.now(TUESDAY - before)
    family.answer(family.leo, "cant")
    assert (family.row(family.leo).confirmation == "cancel_requested") is taken


def test_a_place_without_its_own_has_the_practice_s(family: ParentLink) -> None:
    own_rules(family, cancellation_mode=None, deadline_hours=None)
    family.now(TUESDAY - timedelta(hours=1))
    assert "Cancel both visits" in family.open().text
    family.answer(family.leo, "cant")
    assert family.row(family.leo).lifecycle == "cancelled"


def test_the_practice_s_change_does_not_reach_a_place_with_its_own(family: ParentLink) -> None:
    own_rules(family, cancellation_mode="automatic", deadline_hours=1)
    family.change_rules(cancellation_mode="by_request", deadline_hours=24)
    family.now(TUESDAY - timedelta(hours=2))
    family.answer(family.leo, "cant")
    assert family.row(family.leo).lifecycle == "cancelled"
