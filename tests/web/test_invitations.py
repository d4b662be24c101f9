"""Invitations and forgotten passwords: mails whose link works once, and pages that tell nobody anything."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.actions.check_password import hash_password
from app.models import AuditLine, Message, Practice, StaffToken, StaffUser
from app.web.staff.password_reset import ASKED
from app.work import work, work_everywhere
from tests.builders.clinic import make_clinic
from tests.builders.front_desk import FrontDesk
from tests.builders.record_pages import RecordPages, words
from tests.builders.sign_in import CHEAP, PASSWORD, enter, fill_in
from tests.builders.staff_mail import staff_mails, way_in

LEE = "lee@willow.example"
NEW = "a much longer sentence"


@pytest.fixture
def pages(app: Flask, monkeypatch: pytest.MonkeyPatch) -> RecordPages:
    """The people page with its administrator, who has a password."""
    monkeypatch.setitem(app.extensions, "deskbell.hasher", CHEAP)
    with work_everywhere() as session:
        clinic = make_clinic(session)
        staff = clinic.staff("dana@willow.example", password_hash=hash_password(PASSWORD, CHEAP))
    return RecordPages(clinic, FrontDesk(app.test_client(), staff))


def group_of(pages: RecordPages) -> int:
    with work(pages.clinic.practice_id) as session:
        return session.scalars(
            select(StaffUser.group_id).where(StaffUser.email == "dana@willow.example")
        ).one()


def invite(pages: RecordPages, **changed: str) -> str:
    fields = {"email": LEE, "name": "Lee Park", "group_id": str(group_of(pages)), **changed}
    return pages.save("/settings/people/invite", **fields)


def lee(pages: RecordPages) -> StaffUser:
    with work(pages.clinic.practice_id) as session:
        return session.scalars(select(StaffUser).where(StaffUser.email == LEE)).one()


def age_keys(hours: float) -> None:
    with work_everywhere() as session:
        for token in session.scalars(select(StaffToken)):
            token.expires_at -= timedelta(hours=hours)


def test_an_invited_person_chooses_a_password_and_signs_in(
    app: Flask, client: FlaskClient, pages: RecordPages
) -> None:
    assert "Invited" in invite(pages)
    assert "The email: waiting to go." in words(pages.read(f"/settings/people/{lee(pages).id}"))
    (mail,) = staff_mails(app, LEE)
    assert "The email: sent." in words(pages.read(f"/settings/people/{lee(pages).id}"))
    assert mail.subject == "Your account at Willow Pediatrics"
    assert "Dana K. invites you to work with Deskbell for Willow Pediatrics." in mail.body
    page = client.get(way_in(mail))
    assert "Welcome to Willow Pediatrics" in page.text
    done = fill_in(client, way_in(mail), password=NEW)
    assert done.location == "/login"
    assert "Your account is ready" in client.get("/login").text
    assert enter(client, LEE, NEW).location == "/today"


def test_looking_at_the_link_uses_nothing_up(app: Flask, client: FlaskClient, pages: RecordPages) -> None:
    invite(pages)
    path = way_in(staff_mails(app, LEE)[0])
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert fill_in(client, path, password="short").status_code == 422
    assert fill_in(client, path, password=NEW).status_code == 303


def test_before_that_no_password_opens_the_account(client: FlaskClient, pages: RecordPages) -> None:
    invite(pages)
    for guess in ("", "none", "nobody has this password"):
        assert enter(client, LEE, guess).status_code == 422


def test_the_key_is_kept_as_a_digest_only(app: Flask, pages: RecordPages) -> None:
    invite(pages)
    key = way_in(staff_mails(app, LEE)[0]).rpartition("/")[2]
    with work(pages.clinic.practice_id) as session:
        message = session.scalars(select(Message).where(Message.type == "staff_invitation")).one()
        token = session.scalars(select(StaffToken)).one()
        lines = session.scalars(select(AuditLine)).all()
    assert message.status == "sent"
    for kept in (message.body, message.html, message.key, token.digest, str([each.after for each in lines])):
        assert key not in kept
    assert "/join/..." in message.body


def dead(client: FlaskClient, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 404
    return re.sub(r"Reference: \S+", "", page.text)


def test_unknown_used_withdrawn_and_old_links_read_alike(
    app: Flask, client: FlaskClient, pages: RecordPages
) -> None:
    unknown = dead(client, "/join/" + "A" * 43)
    assert "This link does not work any more" in unknown
    invite(pages)
    first = way_in(staff_mails(app, LEE)[0])
    pages.save(f"/settings/people/{lee(pages).id}/invite")
    second = way_in(staff_mails(app, LEE)[1])
    assert dead(client, first) == unknown
    age_keys(7 * 24)
    assert dead(client, second) == unknown
    pages.save(f"/settings/people/{lee(pages).id}/invite")
    third = way_in(staff_mails(app, LEE)[2])
    assert dead(client, third.replace("/join/", "/reset/")) == unknown
    pages.save(f"/settings/people/{lee(pages).id}/withdraw")
    assert dead(client, third) == unknown
    assert pages.desk.post(third, password=NEW).status_code == 404


def test_a_used_link_is_dead(app: Flask, client: FlaskClient, pages: RecordPages) -> None:
    invite(pages)
    path = way_in(staff_mails(app, LEE)[0])
    assert fill_in(client, path, password=NEW).status_code == 303
    assert client.get(path).status_code == 404
    assert pages.desk.post(path, password="something quite else").status_code == 404
    assert enter(client, LEE, NEW).status_code == 303


def test_a_mail_that_waits_does_not_leave_after_the_invitation_was_withdrawn(
    app: Flask, pages: RecordPages
) -> None:
    invite(pages)
    assert "Invitation withdrawn" in pages.save(f"/settings/people/{lee(pages).id}/withdraw")
    assert staff_mails(app, LEE) == []


def test_a_paused_practice_still_writes_to_its_own_people(app: Flask, pages: RecordPages) -> None:
    with work(pages.clinic.practice_id) as session:
        session.get_one(Practice, pages.clinic.practice_id).paused_at = clock.now()
    invite(pages)
    assert len(staff_mails(app, LEE)) == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": "not an address"}, "is not an email address"),
        ({"email": "DANA@willow.example"}, "already has an account: Dana K."),
        ({"email": LEE}, "was invited before. Choose Lee Park in the list"),
        ({"email": "other@willow.example", "group_id": ""}, "Choose a group, for example Front Desk."),
        ({"email": "other@willow.example", "group_id": "999999"}, "Choose a group"),
        ({"email": "other@willow.example", "department_id": "999999"}, "not there any more"),
    ],
)
def test_an_invitation_that_cannot_be_says_why_and_keeps_what_was_typed(
    pages: RecordPages, changed: dict[str, str], sentence: str
) -> None:
    invite(pages)
    fields = {"email": "x@willow.example", "name": "Kim Doe", "group_id": str(group_of(pages)), **changed}
    html = pages.refuse("/settings/people/invite", htmx=False, **fields)
    assert sentence in words(html)
    assert 'value="Kim Doe"' in html


def test_a_forgotten_password_is_replaced_and_ends_every_session(
    app: Flask, client: FlaskClient, pages: RecordPages
) -> None:
    answer = fill_in(client, "/forgot", email=" Dana@Willow.example ")
    assert answer.location == "/login"
    assert ASKED in client.get("/login").text
    (mail,) = staff_mails(app, "dana@willow.example")
    assert pages.desk.get("/today").status_code == 200
    assert fill_in(client, way_in(mail), password=NEW).status_code == 303
    assert pages.desk.get("/today").status_code == 302
    assert enter(client, "dana@willow.example").status_code == 422
    assert enter(client, "dana@willow.example", NEW).status_code == 303


def test_a_reset_link_lives_for_one_hour(app: Flask, client: FlaskClient, pages: RecordPages) -> None:
    fill_in(client, "/forgot", email="dana@willow.example")
    path = way_in(staff_mails(app, "dana@willow.example")[0])
    age_keys(0.99)
    assert client.get(path).status_code == 200
    age_keys(0.02)
    assert client.get(path).status_code == 404


def test_asking_tells_nobody_who_has_an_account(app: Flask, client: FlaskClient, pages: RecordPages) -> None:
    def answer(email: str) -> tuple[int, str | None, str]:
        sent = fill_in(client, "/forgot", email=email)
        return sent.status_code, sent.location, words(client.get("/login").text)

    known = answer("dana@willow.example")
    assert known == answer("nobody@willow.example")
    assert staff_mails(app, "nobody@willow.example") == []


def test_a_second_mail_does_not_kill_the_link_of_the_first_until_one_is_used(
    app: Flask, client: FlaskClient, pages: RecordPages
) -> None:
    for _ in range(2):
        fill_in(client, "/forgot", email="dana@willow.example")
    first, second = (way_in(mail) for mail in staff_mails(app, "dana@willow.example"))
    assert client.get(first).status_code == 200
    assert fill_in(client, second, password=NEW).status_code == 303
    assert client.get(first).status_code == 404


def test_asking_again_and_again_sends_five_mails_at_most(
    app: Flask, client: FlaskClient, pages: RecordPages
) -> None:
    sent = 0
    for _ in range(7):
        assert fill_in(client, "/forgot", email="dana@willow.example").status_code == 303
        sent = len(staff_mails(app, "dana@willow.example"))
    assert sent == 5


def test_a_disabled_person_gets_no_way_back(app: Flask, client: FlaskClient, pages: RecordPages) -> None:
    with work(pages.clinic.practice_id) as session:
        pages.clinic.session = session
        pages.clinic.staff("gone@willow.example", disabled_at=clock.now())
    fill_in(client, "/forgot", email="gone@willow.example")
    assert staff_mails(app, "gone@willow.example") == []


def test_the_link_is_told_to_nobody_else(app: Flask, client: FlaskClient, pages: RecordPages) -> None:
    invite(pages)
    headers = client.get(way_in(staff_mails(app, LEE)[0])).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_mails_to_staff_are_shown_in_the_sandbox_to_those_who_manage_staff(
    app: Flask, client: FlaskClient, pages: RecordPages
) -> None:
    invite(pages)
    (mail,) = staff_mails(app, LEE)
    assert "Lee Park" in pages.read("/sandbox")
    assert pages.desk.get(f"/sandbox/{mail.id}/mail").status_code == 200
    with work(pages.clinic.practice_id) as session:
        pages.clinic.session = session
        pat = pages.clinic.staff("pat@willow.example", permissions=("basic_messaging",))
    desk = FrontDesk(client, pat)
    assert "Lee Park" not in desk.get("/sandbox").text
    assert desk.get(f"/sandbox/{mail.id}/mail").status_code == 404


@pytest.mark.parametrize("theirs", [None, ("basic_messaging", "billing_buy")])
def test_nobody_reads_the_way_in_of_somebody_who_may_do_more(
    app: Flask, client: FlaskClient, pages: RecordPages, theirs: tuple[str, ...] | None
) -> None:
    with pages.add() as clinic:
        clinic.staff("sam@willow.example", permissions=theirs, name="Sam Ode")
        lead = clinic.staff("pat@willow.example", permissions=("basic_messaging", "staff_manage"))
    fill_in(client, "/forgot", email="sam@willow.example")
    (mail,) = staff_mails(app, "sam@willow.example")
    desk = FrontDesk(client, lead)
    assert "Sam Ode" not in desk.get("/sandbox").text
    assert desk.get(f"/sandbox/{mail.id}/mail").status_code == 404
    assert "Sam Ode" in pages.read("/sandbox")


def test_neither_key_nor_person_is_in_the_log(
    app: Flask, client: FlaskClient, pages: RecordPages, capsys: pytest.CaptureFixture[str]
) -> None:
    invite(pages)
    path = way_in(staff_mails(app, LEE)[0])
    fill_in(client, path, password=NEW)
    fill_in(client, "/forgot", email=LEE)
    said = capsys.readouterr()
    written = said.out + said.err
    assert "/join/<key>" in written
    for secret in (path.rpartition("/")[2], NEW, LEE, "Lee Park"):
        assert secret not in written


def test_it_is_on_record(app: Flask, client: FlaskClient, pages: RecordPages, clinic_audit) -> None:
    invite(pages)
    fill_in(client, way_in(staff_mails(app, LEE)[0]), password=NEW)
    assert clinic_audit(pages.clinic.practice_id) == [("invite", "dana@willow.example"), ("join", LEE)]
