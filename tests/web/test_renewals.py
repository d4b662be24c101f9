"""The page of renewals: write down, renew, correct, take off, and what everybody sees of their own (E1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.models import AuditLine, StaffRenewal, StaffUser
from app.work import work, work_everywhere
from tests.builders.clinic import make_clinic
from tests.builders.front_desk import FrontDesk
from tests.builders.record_pages import RecordPages, words

URL = "/settings/renewals"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        dana = clinic.staff(name="Dana K.")
        clinic.staff("rosa@willow.example", ("basic_messaging",), name="Rosa M.")
    return RecordPages(clinic, FrontDesk(app.test_client(), dana))


def rosa(pages: RecordPages) -> StaffUser:
    with work(pages.clinic.practice_id) as session:
        return session.scalars(select(StaffUser).where(StaffUser.name == "Rosa M.")).one()


def day(days: int) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


def add(pages: RecordPages, days: int = 200, what: str = "Nursing license") -> StaffRenewal:
    fields = {"staff_id": str(rosa(pages).id), "what": what, "due_on": day(days)}
    assert pages.desk.post(URL, **fields).status_code == 303
    with work(pages.clinic.practice_id) as session:
        return session.scalars(select(StaffRenewal).order_by(StaffRenewal.id.desc()).limit(1)).one()


def test_it_is_written_down_and_said_when_it_ends(pages: RecordPages) -> None:
    assert "Nothing is written down yet" in pages.desk.get(URL).text
    add(pages)
    page = pages.desk.get(URL).text
    assert "Nursing license" in page
    assert "Rosa M." in page
    assert "Not yet" in page
    # No automated message of the kind is on in this practice.
    assert "Nobody is reminded now" in page


def test_its_page_shows_what_the_reminder_says(pages: RecordPages) -> None:
    row = add(pages, 30)
    said = words(pages.read(f"{URL}/{row.id}"))
    assert "Your Nursing license. Ends in 30 days" in said
    assert "Hello Rosa M. Your Nursing license at Willow Pediatrics is valid up to" in said
    assert "When you have renewed it, tell an administrator." in said


def test_overdue_and_soon_are_lists_of_their_own(pages: RecordPages) -> None:
    add(pages, -5, "CPR certificate")
    add(pages, 30, "HIPAA training")
    add(pages, 300, "Nursing license")
    shown = {part: pages.desk.get(f"{URL}?list={part}").text for part in ("all", "overdue", "soon")}
    names = ("CPR certificate", "HIPAA training", "Nursing license")
    inside = {part: [name for name in names if f">{name}</a>" in page] for part, page in shown.items()}
    assert inside == {"all": list(names), "overdue": [names[0]], "soon": [names[1]]}


def test_what_cannot_be_used_is_said_beside_its_field(pages: RecordPages) -> None:
    answer = pages.desk.post(URL, staff_id="", what=" ", due_on="tomorrow")
    assert answer.status_code == 422
    for fault in ("Choose whose it is.", "Write what ends", "Write the last day"):
        assert fault in answer.text
    row = add(pages)
    earlier = pages.desk.post(f"{URL}/{row.id}/renewed", until=row.due_on.isoformat())
    assert earlier.status_code == 422
    assert "later than the old one" in earlier.text


def test_renewed_ends_the_old_day_and_begins_a_new_one(pages: RecordPages) -> None:
    row = add(pages)
    assert pages.desk.post(f"{URL}/{row.id}/renewed", until=day(565)).status_code == 303
    with work(pages.clinic.practice_id) as session:
        old, new = session.scalars(select(StaffRenewal).order_by(StaffRenewal.id)).all()
        assert old.done_at is not None
        assert (new.what, new.staff_id, new.due_on.isoformat()) == (old.what, old.staff_id, day(565))
        done = session.scalars(select(AuditLine).where(AuditLine.action == "renew")).one()
        assert done.after == {"due_on": day(565)}
    assert pages.desk.get(f"{URL}/{row.id}").status_code == 404


def test_taking_off_can_be_undone(pages: RecordPages) -> None:
    row = add(pages)
    assert pages.desk.post(f"{URL}/{row.id}/remove").status_code == 303
    page = pages.desk.get(URL).text
    assert f"{URL}/{row.id}/restore" in page
    assert ">Nursing license</a>" not in page
    pages.desk.post(f"{URL}/{row.id}/restore")
    assert ">Nursing license</a>" in pages.desk.get(URL).text


def test_a_correction_of_the_day_is_on_record(pages: RecordPages) -> None:
    row = add(pages)
    fields = {"staff_id": str(row.staff_id), "what": "Nursing license", "due_on": day(250)}
    pages.desk.post(f"{URL}/{row.id}", **fields)
    with work(pages.clinic.practice_id) as session:
        line = session.scalars(select(AuditLine).where(AuditLine.action == "change")).one()
    assert (line.before, line.after) == ({"due_on": day(200)}, {"due_on": day(250)})


def test_the_list_can_be_taken_out(pages: RecordPages) -> None:
    add(pages, 30, "=HIPAA training")
    answer = pages.desk.post(f"{URL}/export", list="soon")
    assert "Rosa M.,'=HIPAA training," in answer.text
    assert "Ends in 30 days" in answer.text


def test_everybody_sees_their_own_and_nobody_elses(pages: RecordPages, app: Flask) -> None:
    add(pages)
    theirs = FrontDesk(app.test_client(), rosa(pages))
    assert "Nursing license" in theirs.get("/me").text
    assert theirs.get(URL).status_code == 403
    assert "Nursing license" not in pages.desk.get("/me").text


def test_another_practice_does_not_see_it(pages: RecordPages, app: Flask) -> None:
    row = add(pages)
    with work_everywhere() as session:
        other = make_clinic(session, "maple").staff("kim@maple.example")
    desk = FrontDesk(app.test_client(), other)
    assert desk.get(f"{URL}/{row.id}").status_code == 404
    assert desk.post(f"{URL}/{row.id}/remove").status_code == 404
    assert ">Nursing license</a>" in pages.desk.get(URL).text
