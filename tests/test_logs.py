"""Logs name things and ids: no phone, address, name or link of anybody, on any path, even at DEBUG."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import redirect_stderr
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app import clock
from app.actions.create_staff import create_staff
from app.actions.run_tick import run_tick
from app.actions.start_import import queue_import, upload_file
from app.actions.write_audit import COMMAND_LINE
from app.extensions import db
from app.factory import create_app
from app.logs import configure_logging
from app.models import Link, Message
from app.settings import Settings
from app.work import work, work_everywhere
from scheduler.tasks import perform
from tests.builders.clinic import Clinic, make_clinic
from tests.builders.vendor_calls import Vendors, signed_for

PASSWORD = "correct horse battery"
PEOPLE = ("5550177", "937-555-0177", "canary.parent", "Kanarienvogel", "Papagena", "W-4711-X", PASSWORD)
SCHEDULE = """Appt ID,Date,Time,Status,Visit Type,Provider,Location,Chart #,First Name,Last Name,\
Contact 1 Name,Contact 1 Cell,Contact 1 Email,Contact 1 Preferred,Consent
A1,{day},2:30 PM,Scheduled,Well visit,Dr. Anita Patel,Main Street,W-4711-X,Papagena,Kanarienvogel,\
Ana Kanarienvogel,(937) 555-0177,canary.parent@example.org,Text,Yes
A2,{day},nonsense (937) 555-0177,Scheduled,Sick visit,Dr. Anita Patel,Main Street,W-4711-X,Papagena,\
Kanarienvogel,Ana Kanarienvogel,(937) 555-0177,canary.parent@example.org,Text,Yes
"""


class Records(logging.Handler):
    """Keeps every record that reaches the root, with all its fields."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.name} {record.getMessage()} {record.__dict__!r}")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the product writes to stderr with LOG_LEVEL=DEBUG, as in production."""
    root = logging.getLogger()
    before, level = root.handlers, root.level
    stream = io.StringIO()
    with redirect_stderr(stream):
        configure_logging("DEBUG", json=True)
    yield stream
    root.handlers, root.level = before, level
    structlog.reset_defaults()


@pytest.fixture
def records(written: io.StringIO) -> list[str]:
    handler = Records()
    logging.getLogger().addHandler(handler)
    return handler.said


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.session = session
        clinic.rule("confirmation_request", statuses=["scheduled"], amount=3)
        session.execute(text("update rule set enabled_at = now() - interval '90 days'"))
        session.execute(text("update delivery_rules set window_from = '00:00', window_to = '00:00'"))
    return clinic


def import_schedule(app: Flask, clinic: Clinic) -> None:
    """The file's visit is in two days, booked five days ago, so its request is due."""
    day = f"{clock.now() + timedelta(days=2):%Y-%m-%d}"
    with work(clinic.practice_id) as session:
        content = SCHEDULE.format(day=day).encode()
        import_id = upload_file(session, clock.now(), COMMAND_LINE, "Kanarienvogel.csv", content)
        queue_import(session, clock.now(), COMMAND_LINE, import_id, dry_run=False, first=False)
    perform(app, "read_import", practice_id=clinic.practice_id, import_id=import_id)
    past = "now() - interval '5 days'"
    with work_everywhere() as session:
        session.execute(text(f"update appointment set created_at = {past}, version_at = {past}"))


def parents_token(app: Flask) -> str:
    with work_everywhere() as session:
        link = session.query(Link).one()
    return app.extensions["deskbell.signer"].token(link.id)


def walk_parents_pages(client: FlaskClient, token: str) -> None:
    (appointment_id,) = db.session.execute(text("select id from appointment")).one()
    assert client.get(f"/v/{token}").status_code == 200
    client.get(f"/v/{token}/calendar.ics")
    assert client.post(f"/v/{token}", data={f"answer-{appointment_id}": "cant"}).status_code == 303
    client.post(f"/v/{token}", data={"answer-999999": "coming"})
    client.post(f"/v/{token}", data={f"answer-{appointment_id}": "Kanarienvogel"})
    client.get(f"/v/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}")
    client.get(f"/v/{token}/no/such/page")
    client.get(f"/v/{token}/wrong-person")
    client.post(f"/v/{token}/preferences", data={"do": "Kanarienvogel"})


def walk_the_own_page(app: Flask, client: FlaskClient) -> str:
    """The contact's own page, and its token."""
    with work_everywhere() as session:
        contact_id = session.query(Link.contact_id).scalar()
    own = urlsplit(app.extensions["deskbell.signer"].preferences_url(contact_id)).path
    assert client.get(own).status_code == 200
    assert client.post(f"{own}/unsubscribe", data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.post(own, data={"do": "Kanarienvogel"}).status_code == 422
    client.get(f"{own[:-1]}~")
    return own.rpartition("/")[2]


def walk_staff_pages(client: FlaskClient, clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        create_staff(
            session, clock.now(), COMMAND_LINE, "canary.parent@willow.example", "Papagena", "Office", PASSWORD
        )
    form = {"email": "canary.parent@willow.example", "password": "wrong " + PASSWORD}
    client.post("/login", data=form)
    client.post("/login", data={**form, "password": PASSWORD})
    for path in ("/today", "/families?q=Kanarienvogel", "/cancellations", "/sandbox", "/problems"):
        assert client.get(path).status_code == 200
    client.get("/families/(937)555-0177/canary.parent@example.org")


def let_vendors_call(app: Flask, token: str) -> None:
    vendors = Vendors(app, clock.now())
    with work_everywhere() as session:
        number = session.query(Message.id).order_by(Message.id).first()
    with signed_for(app):
        mail = vendors.mail_event(f"m{number[0]}", "bounce", email="canary.parent@example.org")
        mail |= {"reason": "550 canary.parent@example.org Kanarienvogel", "status": "5.1.1"}
        vendors.sendgrid([mail, mail | {"event": "Kanarienvogel"}, {"email": "canary.parent@example.org"}])
        vendors.text_status(f"m{number[0]}", "undeliverable", "1180", to="19375550177", client_ref=token)
        vendors.text_status(f"m{number[0]}", "Kanarienvogel", to="19375550177")
        vendors.inbound("+19375550177", f"Papagena Kanarienvogel will be late {PASSWORD}")
        vendors.inbound("+19375550177", "Papagena", channel="Kanarienvogel")
    assert vendors.inbound("+19375550177", "Papagena").status_code == 503


@pytest.fixture
def app_without_csrf(app: Flask) -> Iterator[Flask]:
    """Forms here are posted without having been fetched."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.config["WTF_CSRF_ENABLED"] = True


def test_no_path_leaves_anything_of_a_person_in_the_log(
    app_without_csrf: Flask, clinic: Clinic, written: io.StringIO, records: list[str]
) -> None:
    app = app_without_csrf
    with work(clinic.practice_id) as session:
        clinic.session = session
        clinic.staff()
        session.execute(
            text("update staff_group set name = 'Office' where practice_id = :practice_id"),
            {"practice_id": clinic.practice_id},
        )
    import_schedule(app, clinic)
    providers, signer = app.extensions["deskbell.exits"], app.extensions["deskbell.signer"]
    assert run_tick(clock.now(), providers, signer).sent == 1
    token = parents_token(app)
    client = app.test_client()
    walk_parents_pages(client, token)
    own = walk_the_own_page(app, client)
    walk_staff_pages(client, clinic)
    let_vendors_call(app, token)
    for task in ("plan", "deliver", "receipts", "sweep"):
        perform(app, task)
    runner = app.test_cli_runner()
    for command in ("appointment list", "message list", "notice list", "problem list"):
        assert runner.invoke(args=[*command.split(), "--practice", "willow", "--json"]).exit_code == 0
    runner.invoke(args=["feed", "import", "/no/such/Kanarienvogel.csv", "--practice", "willow"])
    runner.invoke(args=["message", "list", "--practice", "Kanarienvogel"])

    said = written.getvalue()
    assert [line["event"] for line in lines(written)].count("request") >= 14
    for canary in (*PEOPLE, token, token.partition(".")[2], own, own.partition(".")[2]):
        assert canary not in said
        assert [line for line in records if canary in line] == []


def test_a_request_is_logged_by_its_route_with_status_and_time(
    app: Flask, client: FlaskClient, written: io.StringIO
) -> None:
    client.get("/v/0.AAAAAAAAAAAAAAAA")
    (line,) = [each for each in lines(written) if each["event"] == "request"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/v/<token>", 404)
    assert isinstance(line["ms"], float)
    assert len(str(line["request_id"])) == 8
    assert str(line["timestamp"]).endswith("Z")


def test_a_failure_is_logged_with_its_place_but_without_its_words(
    settings: Settings, empty_database_url: str, written: io.StringIO
) -> None:
    app = create_app(settings, empty_database_url)

    def fail(name: str) -> str:
        raise LookupError(f"nobody is called {name}")

    app.add_url_rule("/fails/<name>", "patient.fail", fail)
    assert app.test_client().get("/fails/Kanarienvogel").status_code == 500
    (line,) = [each for each in lines(written) if each["event"] == "request failed"]
    assert (line["route"], line["error"]) == ("/fails/<name>", "LookupError")
    assert str(line["trace"][-1]).endswith(" fail")  # type: ignore[index]
    assert "Kanarienvogel" not in written.getvalue()


def test_a_library_s_own_line_has_no_token_and_no_words_of_an_exception(written: io.StringIO) -> None:
    try:
        raise ValueError("Key (value)=(+19375550177) already exists")
    except ValueError:
        logging.getLogger("some.library").exception("failed at %s", "GET /v/1A.Xw0m7bq2hZ1kLr9T?l=es")
    (line,) = lines(written)
    assert line["event"] == "failed at GET /v/…?l=es"
    assert line["error"] == "ValueError"
    assert "5550177" not in written.getvalue()


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/p/1A.Xw0m7bq2hZ1kLr9T/unsubscribe", "/p/…/unsubscribe"),
        ("/v/1A.Xw0m7bq2hZ1kLr9T?l=es&k=2B.Yx1n8cr3iA2lMs0U", "/v/…?l=es&k=…"),
        ("/recordings/1A.Xw0m7bq2hZ1kLr9T", "/recordings/…"),
        ("/hooks/vonage/voice/event?ref=m42.Xw0m7bq2hZ1kLr9T", "/hooks/vonage/voice/event?ref=…"),
        ("/hooks/vonage/voice/input?call=WzQyXQ.Xw0m7bq2hZ1kLr9T", "/hooks/vonage/voice/input?call=…"),
        ("/start?key=MTc5.Xw0m7bq2hZ1kLr9T", "/start?key=…"),
    ],
)
def test_no_address_that_opens_something_is_written(address: str, kept: str, written: io.StringIO) -> None:
    logging.getLogger("some.library").error("GET %s failed", address)
    (line,) = lines(written)
    assert line["event"] == f"GET {kept} failed"


@pytest.mark.parametrize(
    "name",
    [
        *("sqlalchemy.engine.Engine", "werkzeug", "psycopg.pool", "vonage", "urllib3"),
        *("python_http_client.client", "aiohttp.client", "aiohttp.access", "asyncio"),
    ],
)
def test_libraries_that_tell_what_they_send_are_hushed(name: str, written: io.StringIO) -> None:
    logging.getLogger(name).info("sent %s", "(937) 555-0177")
    assert written.getvalue() == ""
