"""Two records of one person that become one while a mailing is written: the person is told once (K4, B8)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from app.actions.drive_mailings import drive_mailings
from app.actions.merge_contacts import merge_contacts
from app.models import Contact
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, make_clinic
from tests.builders.mailings import DANA, confirm, crowd, draft, messages_of


def after(steps: int) -> Callable[[], bool]:
    """Stops a worker when it did so many steps."""
    asked = iter(range(steps))
    return lambda: next(asked, None) is None


def test_whoever_was_written_to_under_another_number_is_not_written_to_again(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        crowd(clinic, 520)
        mailing = draft(clinic)
    confirm(mailing)
    drive_mailings(NOW, stopping=after(1))
    with work(clinic.practice_id) as session:
        people = session.scalars(select(Contact.id).order_by(Contact.id)).all()
        assert merge_contacts(session, NOW, DANA, people[-1], people[0], []) is not None
    drive_mailings(NOW)
    told = [each.contact_id for each in messages_of(mailing)]
    assert told.count(people[-1]) == 1
    assert len(told) == 519
