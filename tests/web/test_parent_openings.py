"""Who looked at a link is written down later and apart, and never stands between a parent and the page."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.domain.visitors import Fetch
from app.extensions import db
from app.models import Link, LinkOpening, Message
from app.web.patient import throttle
from app.web.patient.openings import MOST, NAME, Openings
from app.work import work
from tests.builders.clinic import NOW
from tests.builders.parent_link import ParentLink, make_parent_link
from tests.domain.test_visitors import ASKED, MACHINES, PEOPLE

PHONE = {**ASKED, "User-Agent": PEOPLE["Safari on a phone"]}
SCANNER = {**ASKED, "User-Agent": MACHINES["Mimecast"]}
Seen = tuple[str, datetime, datetime, int]


@pytest.fixture
def family(app: Flask) -> ParentLink:
    throttle.forget_all()
    return make_parent_link(app)


def look(family: ParentLink, headers: dict[str, str], minutes: float = 0, method: str = "GET") -> None:
    family.now(NOW + timedelta(minutes=minutes))
    assert family.phone.open(family.path, method=method, headers=headers).status_code == 200


def written(family: ParentLink) -> list[Seen]:
    openings: Openings = family.app.extensions[NAME]
    openings.write()
    with work(family.practice_id) as session:
        rows = session.scalars(select(LinkOpening).order_by(LinkOpening.by.desc()))
        return [(row.by, row.first_at, row.last_at, row.times) for row in rows]


def test_a_person_counts_apart_from_the_machines_before_them(family: ParentLink) -> None:
    look(family, SCANNER)
    look(family, PHONE, 3)
    look(family, PHONE, 9)
    minutes = timedelta(minutes=1)
    assert written(family) == [
        ("person", NOW + 3 * minutes, NOW + 9 * minutes, 2),
        ("machine", NOW, NOW, 1),
    ]


def test_what_comes_later_is_added_and_comes_to_the_same_in_any_order(family: ParentLink) -> None:
    look(family, PHONE, 30)
    written(family)
    look(family, PHONE, 10)
    assert written(family) == [("person", NOW + timedelta(minutes=10), NOW + timedelta(minutes=30), 2)]


def test_nothing_is_written_while_the_page_is_shown(family: ParentLink) -> None:
    look(family, PHONE)
    with work(family.practice_id) as session:
        assert session.scalars(select(LinkOpening)).all() == []
    assert len(written(family)) == 1


def test_head_prefetch_and_a_dead_link_are_no_opening_by_a_person(family: ParentLink) -> None:
    look(family, PHONE, method="HEAD")
    look(family, {**PHONE, "Sec-Purpose": "prefetch"})
    assert [by for by, *_ in written(family)] == ["machine"]
    with work(family.practice_id) as session:
        session.get_one(Link, family.link_id).revoked_at = NOW
    assert family.phone.get(family.path, headers=PHONE).status_code == 404
    assert [by for by, *_ in written(family)] == ["machine"]


def test_whoever_is_there_in_the_moment_an_email_leaves_is_its_scanner(family: ParentLink) -> None:
    with work(family.practice_id) as session:
        session.add(
            Message(
                key="mail",
                type="reminder",
                contact_id=family.contact_id,
                link_id=family.link_id,
                channel="email",
                status="sent",
                due_at=NOW,
                created_at=NOW,
                sent_at=NOW,
            )
        )
    look(family, PHONE, 3 / 60)
    look(family, PHONE, 4)
    assert [(by, times) for by, _, _, times in written(family)] == [("person", 1), ("machine", 1)]


def test_an_answer_needs_no_opening_and_an_opening_is_no_answer(family: ParentLink) -> None:
    look(family, PHONE)
    written(family)
    assert "Are Mia and Leo still coming?" in family.phone.get(family.path).text
    assert family.send(all="coming").status_code == 303


def test_a_page_is_shown_when_nothing_can_be_written(family: ParentLink) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("alter table link_opening rename to link_opening_away"))
    try:
        look(family, PHONE)
        with pytest.raises(Exception, match="link_opening"):
            family.app.extensions[NAME].write()
    finally:
        with db.engine.begin() as connection:
            connection.execute(text("alter table link_opening_away rename to link_opening"))
    assert family.phone.get(family.path).status_code == 200


def test_a_flood_of_looks_keeps_the_memory_small(family: ParentLink) -> None:
    for _ in range(MOST + 50):
        family.app.extensions[NAME].note(Fetch(family.link_id, NOW, 1, person=True))
    assert written(family) == [("person", NOW, NOW, MOST)]


def test_by_itself_it_writes_what_is_left_when_the_product_ends(family: ParentLink) -> None:
    openings = Openings(family.app)
    openings.by_itself = True
    openings.note(Fetch(family.link_id, NOW, 1, person=True))
    openings.end()
    assert written(family) == [("person", NOW, NOW, 1)]
