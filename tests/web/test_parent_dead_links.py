"""The four ways a link fails (H1), the throttle, and that looking never changes anything (H2)."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.exceptions import InternalServerError
from werkzeug.test import TestResponse

from app.actions.deliver_messages import deliver_messages
from app.actions.revoke_link import revoke_links
from app.actions.write_audit import COMMAND_LINE
from app.extensions import db
from app.models import Address, AuditLine, Link, Message, SandboxDelivery
from app.web.patient import throttle
from app.web.patient.failures import our_fault
from app.work import work
from tests.builders.clinic import NOW, Clinic
from tests.builders.parent_link import TUESDAY, ParentLink, headline, make_parent_link, words
from tests.web.test_parent_states import assert_plain, assert_private

LAST_MOMENT = TUESDAY + timedelta(hours=24)


@pytest.fixture(autouse=True)
def _fresh_throttle(app: Flask) -> None:
    throttle.forget_all()


@pytest.fixture
def family(app: Flask) -> ParentLink:
    return make_parent_link(app)


def revoke(family: ParentLink) -> int:
    with work(family.practice_id) as session:
        return revoke_links(session, NOW, COMMAND_LINE, [family.link_id])


def told(page: TestResponse) -> tuple[int, dict[str, str], bytes]:
    return page.status_code, dict(page.headers), page.data


def test_unknown_bent_and_revoked_links_are_the_same_page_to_the_byte(app: Flask, family: ParentLink) -> None:
    never = app.extensions["deskbell.signer"].token(999_999)
    bent = family.token[:-1] + ("A" if family.token[-1] != "A" else "B")
    assert revoke(family) == 1
    pages = [app.test_client().get(f"/v/{token}") for token in (never, bent, family.token, "x" * 300, "1.é")]
    first = told(pages[0])
    assert all(told(page) == first for page in pages)
    assert first[0] == 404
    assert "Willow" not in pages[0].text
    assert headline(pages[0]) == "We can't find this link."
    assert_private(pages[0])
    assert_plain(pages[0])


@pytest.mark.parametrize("fails", ["unknown", "fault"])
def test_the_fixed_pages_allow_exactly_the_style_they_hold(app: Flask, fails: str) -> None:
    page = app.test_client().get("/v/1.aaaaaaaaaaaaaaaa")
    if fails == "fault":
        with app.test_request_context():
            page = our_fault(InternalServerError())
    body = page.get_data(as_text=True)
    style = re.search(r"<style>(.*?)</style>", body, re.DOTALL)
    assert style
    allowed = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{allowed}'" in page.headers["Content-Security-Policy"]


def test_dead_links_take_no_answer_and_give_no_calendar(family: ParentLink) -> None:
    revoke(family)
    assert family.send(all="cant").status_code == 404
    assert family.send(renew="1").status_code == 404
    assert family.phone.get(f"{family.path}/calendar.ics").status_code == 404
    assert family.row(family.mia).lifecycle == "scheduled"


def test_a_link_is_revoked_once_and_audited(family: ParentLink) -> None:
    assert [revoke(family), revoke(family)] == [1, 0]
    with work(family.practice_id) as session:
        assert [line.action for line in session.scalars(select(AuditLine))] == ["revoke link"]


def test_after_revoking_a_new_link_can_be_made(family: ParentLink) -> None:
    revoke(family)
    assert family.link_of(family.contact_id).open().status_code == 200
    assert family.open().status_code == 404


def test_the_unknown_page_speaks_the_browser_s_language(client: FlaskClient) -> None:
    spanish = client.get("/v/1.aaaaaaaaaaaaaaaa", headers={"Accept-Language": "es-MX,es;q=0.9"})
    assert headline(spanish) == "No encontramos este enlace."
    assert "Open the newest message from us, or call." in words(spanish)
    assert headline(client.get("/v/1.aaaaaaaaaaaaaaaa?l=es")) == "No encontramos este enlace."


@pytest.mark.parametrize(
    ("language", "text_"),
    [("en", "This link does not work any more."), ("es", "Este enlace ya no funciona.")],
)
def test_an_expired_link_shows_the_practice_and_its_number_only(
    family: ParentLink, language: str, text_: str
) -> None:
    family.now(LAST_MOMENT)
    page = family.open(language)
    assert page.status_code == 410
    assert headline(page) == text_
    for secret in ("Mia", "Leo", "Patel", "2:30", "November", "noviembre", "Oak Street"):
        assert secret not in page.text
    assert "Willow Pediatrics" in words(page)
    assert "(937) 555-0142" in words(page)
    assert_private(page)
    assert_plain(page)


def test_a_link_lives_to_24_hours_after_the_last_start(family: ParentLink) -> None:
    family.change_visit(family.leo, starts_at=TUESDAY + timedelta(hours=1))
    family.now(LAST_MOMENT + timedelta(minutes=59))
    assert family.open().status_code == 200
    family.now(LAST_MOMENT + timedelta(hours=1))
    assert family.open().status_code == 410


def test_an_answer_on_an_expired_link_is_not_taken(family: ParentLink) -> None:
    family.now(LAST_MOMENT)
    assert family.send(all="coming").status_code == 410
    assert family.row(family.mia).confirmation == "none"


def book_again(family: ParentLink) -> None:
    with work(family.practice_id) as session:
        row = family.row(family.mia)
        clinic = Clinic(
            session, family.practice_id, row.location_id, row.provider_id or 0, 0, row.source_id or 0
        )
        for child in ("Mia", "Leo"):
            visit = clinic.visit(_patient(family, child), TUESDAY + timedelta(days=30))
            family.visits[f"{child} again"] = visit.id


def _patient(family: ParentLink, child: str) -> object:
    class Known:
        id = family.ids[child]

    return Known


def messages(family: ParentLink) -> list[Message]:
    with work(family.practice_id) as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def tick(app: Flask) -> None:
    extensions = app.extensions
    deliver_messages(LAST_MOMENT, extensions["deskbell.exits"], extensions["deskbell.signer"])


def test_a_new_link_goes_to_the_address_on_file(app: Flask, family: ParentLink) -> None:
    book_again(family)
    family.now(LAST_MOMENT)
    reply = family.send(renew="1")
    assert reply.status_code == 303
    (message,) = messages(family)
    assert message.channel == "text"
    tick(app)
    with work(family.practice_id) as session:
        (arrived,) = session.scalars(select(SandboxDelivery)).all()
    assert (arrived.address, arrived.body) == (message.address, message.body)
    assert len(arrived.body) <= 160
    token = arrived.body.split("/v/")[1].split(" ")[0]
    page = family.phone.get(f"/v/{token}")
    assert headline(page) == "Are Mia and Leo still coming?"
    assert "Thursday, December 24" in words(page)


def test_whether_a_visit_is_coming_cannot_be_learned(family: ParentLink) -> None:
    family.now(LAST_MOMENT)
    without = family.send(renew="1")
    assert messages(family) == []
    book_again(family)
    with_one = family.send(renew="1")
    assert (without.status_code, without.headers["Location"]) == (
        with_one.status_code,
        with_one.headers["Location"],
    )
    assert len(messages(family)) == 1
    page = family.phone.get(with_one.headers["Location"])
    assert "If you have a visit coming up, we are sending you a new link now." in words(page)


def test_asking_again_and_again_sends_one_message(family: ParentLink) -> None:
    book_again(family)
    family.now(LAST_MOMENT)
    family.send(renew="1")
    family.send(renew="1")
    assert len(messages(family)) == 1


def test_a_family_that_prefers_mail_gets_a_mail(app: Flask, family: ParentLink) -> None:
    book_again(family)
    with work(family.practice_id) as session:
        mail = Address(kind="email", value="ana@example.org")
        session.add(mail)
        session.flush()
        number = mail.id
    family.change_contact(prefers_reminders="email", email_id=number, language="es")
    family.now(LAST_MOMENT)
    family.send(renew="1")
    tick(app)
    with work(family.practice_id) as session:
        (arrived,) = session.scalars(select(SandboxDelivery)).all()
    assert (arrived.channel, arrived.address, arrived.subject) == (
        "email",
        "ana@example.org",
        "Su nuevo enlace",
    )
    assert "/v/" in arrived.body
    own = arrived.body.split("Cambiar cómo le avisamos: ")[1]
    assert headline(family.phone.get(own[own.index("/p/") :])) == "¿Cómo quiere que le avisemos?"


def test_nobody_is_messaged_who_may_not_be(family: ParentLink) -> None:
    book_again(family)
    family.change_contact(prefers_reminders="no_contact")
    family.now(LAST_MOMENT)
    assert family.send(renew="1").status_code == 303
    assert messages(family) == []


def test_a_live_link_is_not_renewed(family: ParentLink) -> None:
    assert family.send(renew="1").status_code == 303
    assert messages(family) == []
    with work(family.practice_id) as session:
        assert len(session.scalars(select(Link)).all()) == 1


NAMES = (
    *("Mozilla", "BingPreview", "Barracuda", "Proofpoint", "SafeLinks"),
    *("facebookexternalhit", "WhatsApp", "Slackbot-LinkExpanding", "Twitterbot", "GoogleImageProxy"),
)
KINDS = ("scanner", "link checker", "preview", "url defense", "prefetch")
SCANNERS = [f"{name}/1.0 (compatible; {kind})" for name in NAMES for kind in KINDS]


def digest() -> str:
    """A fingerprint of every row of every table."""
    rows = hashlib.sha256()
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            for row in connection.execute(text(f'select t::text from "{table.name}" t order by 1')):
                rows.update(f"{table.name}:{row[0]}".encode())
    return rows.hexdigest()


def test_fifty_scanners_looking_change_nothing(family: ParentLink) -> None:
    assert len(set(SCANNERS)) == 50
    family.answer(family.leo, "cant")
    before = digest()
    for number, agent in enumerate(SCANNERS):
        for address in (
            "",
            "?l=es",
            "?change=1",
            "?renew=1",
            f"?all=cant&answer-{family.mia}=cant",
            "/calendar.ics",
        ):
            method = family.phone.head if number % 2 else family.phone.get
            throttle.forget_all()
            assert method(family.path + address, headers={"User-Agent": agent}).status_code == 200
        assert family.phone.options(family.path, headers={"User-Agent": agent}).status_code == 200
    assert digest() == before


def test_no_other_method_does_anything(family: ParentLink) -> None:
    before = digest()
    for method in (family.phone.put, family.phone.delete, family.phone.patch):
        assert method(family.path, data={"all": "cant"}).status_code == 405
    assert digest() == before


def test_guessing_is_stopped_and_a_family_at_the_same_address_is_not(family: ParentLink) -> None:
    for _ in range(20):
        assert family.phone.get("/v/1.aaaaaaaaaaaaaaaa").status_code == 404
    page = family.phone.get("/v/1.aaaaaaaaaaaaaaaa")
    assert page.status_code == 429
    assert page.headers["Retry-After"] == "60"
    assert "Please wait 1 minute and try again." in words(page)
    assert "Espere 1 minuto y pruebe otra vez." in words(page)
    assert_private(page)
    assert family.open().status_code == 200
    elsewhere = {"REMOTE_ADDR": "10.0.0.9"}
    assert family.phone.get("/v/1.aaaaaaaaaaaaaaaa", environ_overrides=elsewhere).status_code == 404


def test_one_link_cannot_be_hammered_with_answers(family: ParentLink) -> None:
    replies = [family.send(all="coming").status_code for _ in range(31)]
    assert replies == [303] * 30 + [429]


def test_a_fault_of_ours_says_that_nothing_was_saved(app: Flask, family: ParentLink) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with db.engine.begin() as connection:
        connection.execute(text("alter table link rename to link_away"))
    try:
        page = family.send(all="cant")
    finally:
        app.config["PROPAGATE_EXCEPTIONS"] = None
        with db.engine.begin() as connection:
            connection.execute(text("alter table link_away rename to link"))
    assert page.status_code == 500
    assert "Your answer was not saved. Please call us." in words(page)
    assert "No se guardó su respuesta. Llame, por favor." in words(page)
    assert_private(page)
