"""A contact has one live link a visit (H1)."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.actions.make_link import link_for
from app.models import Link, LinkAppointment
from app.work import work
from tests.builders.clinic import NOW
from tests.builders.parent_link import ParentLink, make_parent_link


def ask(family: ParentLink, *visits: int) -> int:
    with work(family.practice_id) as session:
        return link_for(session, NOW + timedelta(days=1), family.contact_id, visits)


def members(family: ParentLink, link_id: int) -> set[int]:
    with work(family.practice_id) as session:
        return set(
            session.scalars(select(LinkAppointment.appointment_id).where(LinkAppointment.link_id == link_id))
        )


def test_asking_again_gives_the_same_link(app: Flask) -> None:
    family = make_parent_link(app)
    assert ask(family, family.mia, family.leo) == family.link_id
    with work(family.practice_id) as session:
        assert len(session.scalars(select(Link)).all()) == 1


def test_a_child_who_joins_the_visit_joins_the_link(app: Flask) -> None:
    family = make_parent_link(app, "Mia", "Leo", "Sam")
    alone = family.link_of(family.ids["Bo"], [family.mia])
    assert members(family, alone.link_id) == {family.mia}
    with work(family.practice_id) as session:
        assert link_for(session, NOW, alone.contact_id, [family.mia, family.leo]) == alone.link_id
    assert members(family, alone.link_id) == {family.mia, family.leo}


def test_each_parent_has_a_link_of_their_own(app: Flask) -> None:
    family = make_parent_link(app)
    assert family.link_of(family.ids["Bo"]).link_id != family.link_id
