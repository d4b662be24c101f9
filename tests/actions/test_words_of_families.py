"""What families wrote goes with the person: into a merged record, and away with samples (B8, I1, L5)."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select, update

from app.actions.merge_contacts import merge_contacts
from app.actions.remove_samples import remove_samples
from app.actions.write_audit import Actor
from app.models import Contact, FeedSource, Message, Reply
from app.work import work
from tests.builders.texting import Texting, make_texting

DANA = Actor("dana@willow.example")


def owners(family: Texting) -> list[int | None]:
    with work(family.practice_id) as session:
        return list(session.scalars(select(Reply.contact_id).order_by(Reply.id)))


def test_the_words_of_a_merged_contact_are_read_under_the_one_that_stays(app: Flask) -> None:
    family = make_texting(app, "Mia")
    family.text("hello", who="Bo")
    ana, bo = family.link.ids["Ana"], family.link.ids["Bo"]
    assert owners(family) == [bo]
    with work(family.practice_id) as session:
        merge_contacts(session, family.now, DANA, ana, bo, ())
    assert owners(family) == [ana]
    family.text("me again", who="Bo")
    assert owners(family)[-1] != bo


def test_sample_families_leave_with_what_they_wrote(app: Flask) -> None:
    family = make_texting(app, "Mia")
    family.text("we are late")
    family.text("STOP")
    family.deliver()
    with work(family.practice_id) as session:
        session.execute(update(FeedSource).values(sample=True))
    with work(family.practice_id) as session:
        assert remove_samples(session, family.now, DANA) == 1
    with work(family.practice_id) as session:
        for table in (Reply, Message, Contact):
            assert session.scalar(select(func.count()).select_from(table)) == 0
