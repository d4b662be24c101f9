"""Commands for scripts: one JSON document on stdout, one clear line on stderr when something is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.actions.make_link import link_for
from app.factory import create_app
from app.models import AuditLine, Link, Practice, StaffUser
from app.queries.audit_lines import audit_lines
from app.settings import Settings
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    runner = app.test_cli_runner()
    return lambda *args, **given: runner.invoke(args=[str(each) for each in args], **given)


@pytest.fixture
def willow(app: Flask) -> Clinic:
    with work_everywhere() as session:
        make_clinic(session, "maple").child("Other", "Practice")
        clinic = make_clinic(session)
        clinic.session = session
        mia = clinic.child("Mia", "Ramos")
        ana = clinic.parent("Ana Ramos", mia)
        clinic.message(clinic.rule(), ana, clinic.visit(mia), body="See you", address="+19375550100")
    return clinic


def document(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refusal(result: Result, code: int = 1) -> str:
    """The one line on stderr; nothing may be on stdout."""
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stderr.strip()


@pytest.mark.parametrize(
    ("noun", "keys"),
    [
        ("appointment", {"id", "external_id", "source", "patient", "contacts", "provider", "location",
                         "starts_at", "timezone", "lifecycle", "confirmation", "status", "version"}),
        ("message", {"id", "rule", "type", "channel", "address", "language", "contact_id", "appointment_ids",
                     "status", "reason", "due_at", "sent_at", "body", "link", "segments", "cost"}),
        ("problem", {"kind", "appointment_id", "contact_id", "words"}),
    ],
)  # fmt: skip
def test_lists_print_the_keys_of_the_contract_and_that_practice_only(
    run: Run, willow: Clinic, noun: str, keys: set[str]
) -> None:
    rows = document(run(noun, "list", "--practice", "willow", "--json"))
    assert set(rows[0]) == keys
    assert "Other" not in json.dumps(rows)


def test_without_json_a_table_is_printed(run: Run, willow: Clinic) -> None:
    head, row = run("appointment", "list", "--practice", "willow").stdout.splitlines()
    assert head.split()[:3] == ["id", "external_id", "starts_at"]
    assert "Mia Ramos" in row
    assert "Dr. Anita Patel" in row


def test_nothing_is_said_as_nothing(run: Run, willow: Clinic) -> None:
    assert run("notice", "list", "--practice", "willow").stdout == "No notices.\n"
    assert document(run("notice", "list", "--practice", "willow", "--json")) == []


def test_an_unknown_practice_is_refused_with_those_there_are(run: Run, willow: Clinic) -> None:
    said = refusal(run("message", "list", "--practice", "wilow", "--json"))
    assert said == "Error: There is no practice 'wilow'. Practices here: maple, willow."


def test_wrong_usage_is_exit_code_2(run: Run, willow: Clinic) -> None:
    assert "--practice" in refusal(run("message", "list"), 2)


def test_a_server_that_does_not_answer_is_one_line(settings: Settings) -> None:
    runner = create_app(settings, "postgresql+psycopg://nobody@127.0.0.1:9/none").test_cli_runner()
    said = refusal(runner.invoke(args=["message", "list", "--practice", "willow"]))
    assert said.startswith("Error: The database does not answer: ")
    assert len(said.splitlines()) == 1


def test_help_needs_no_database(settings: Settings) -> None:
    runner = create_app(settings, "postgresql+psycopg://nobody@127.0.0.1:9/none").test_cli_runner()
    said = runner.invoke(args=["--help"])
    assert said.exit_code == 0
    for command in (
        "serve", "demo", "practice", "staff", "feed", "tick", "sweep", "appointment", "message", "notice",
        "problem", "config", "link", "audit",
    ):  # fmt: skip
        assert f"\n  {command} " in said.stdout


def test_a_link_is_shown_and_taken_back(run: Run, willow: Clinic, app: Flask) -> None:
    with work(willow.practice_id) as session:
        visit = document(run("appointment", "list", "--practice", "willow", "--json"))[0]
        contact = visit["contacts"][0]["id"]
        link_id = link_for(session, NOW, contact, (visit["id"],))
    shown = document(run("link", "show", visit["id"], "--contact", contact, "--json"))
    assert shown["link"] == app.extensions["deskbell.signer"].url(link_id)
    assert (shown["appointment_ids"], shown["revoked"]) == ([visit["id"]], False)

    assert run("link", "revoke", visit["id"], "--contact", contact).exit_code == 0
    assert document(run("link", "show", visit["id"], "--contact", contact, "--json"))["revoked"]
    with work(willow.practice_id) as session:
        assert session.get_one(Link, link_id).revoked_at is not None


def test_a_link_that_was_never_made_is_said_so(run: Run, willow: Clinic) -> None:
    assert "No link was made for contact 7 and appointment 8" in refusal(
        run("link", "show", 8, "--contact", 7)
    )


def test_a_practice_and_its_administrator_are_made(run: Run, app: Flask) -> None:
    made = run("practice", "create", "oak", "--name", "Oak Clinic", "--timezone", "America/Denver", "--json")
    assert document(made)["slug"] == "oak"
    arguments = ("boss@oak.example", "--practice", "oak", "--group", "System Administrators")
    result = run("staff", "create", *arguments, "--password-stdin", input="a long enough password\n")
    assert result.exit_code == 0
    listed = document(run("audit", "list", "--practice", "oak", "--json"))
    assert [(each["action"], each["subject"]) for each in listed] == [
        ("create", "staff_user"),
        ("create", "practice"),
    ]
    assert "password" not in json.dumps(listed)
    assert "Confirmation request" in run("config", "export", "oak").stdout


def test_two_factor_is_taken_off_when_nobody_can_sign_in(run: Run, willow: Clinic) -> None:
    with work(willow.practice_id) as session:
        willow.session = session
        staff = willow.staff("boss@willow.example", totp_secret="sealed", totp_since=NOW)
    said = run("staff", "reset-two-factor", "Boss@Willow.example", "--practice", "willow")
    assert said.exit_code == 0
    assert "signs in with the password alone now" in said.stdout
    with work(willow.practice_id) as session:
        assert session.get_one(StaffUser, staff.id).totp_since is None
    unknown = refusal(run("staff", "reset-two-factor", "nobody@willow.example", "--practice", "willow"))
    assert "Nobody in willow signs in with" in unknown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("practice", "create", "oak", "--name", "Oak", "--timezone", "Denver"), "not a time zone"),
        (("practice", "create", "OAK!", "--name", "Oak", "--timezone", "America/Denver"), "short address"),
        (("practice", "create", "willow", "--name", "W", "--timezone", "America/Denver"), "already a pract"),
        (
            ("practice", "create", "oak", "--name", "Oak", "--timezone", "America/Denver", "--phone", "12"),
            "--phone '12'",
        ),
        (("staff", "create", "nobody", "--practice", "willow", "--group", "x", "--password-stdin"), "email"),
        (("demo", "load"), "not the demo"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_refused_in_a_line(
    run: Run, willow: Clinic, arguments: tuple[str, ...], words: str
) -> None:
    said = refusal(run(*arguments, input="a long enough password\n"))
    assert words in said
    assert len(said.splitlines()) == 1
    with work_everywhere() as session:
        assert session.query(Practice).count() == 2


def test_the_demo_is_refused_in_production(settings: Settings, empty_database_url: str) -> None:
    keys = ("a secret of this installation alone",)
    production = settings.model_copy(
        update={"deskbell_env": "production", "secret_keys": keys, "public_base_url": "https://oak.example"}
    )
    runner = create_app(production, empty_database_url).test_cli_runner()
    assert "password is known to everybody" in refusal(runner.invoke(args=["demo", "load"]))


def test_the_audit_log_is_newest_first_and_limited(run: Run, willow: Clinic) -> None:
    with work(willow.practice_id) as session:
        for number in range(3):
            session.add(AuditLine(at=NOW, actor="dana", action="change", subject=f"thing {number}"))
    listed = document(run("audit", "list", "--practice", "willow", "--limit", 2, "--json"))
    assert [each["subject"] for each in listed] == ["thing 2", "thing 1"]
    with work(willow.practice_id) as session:
        assert audit_lines(session, 2) == listed
