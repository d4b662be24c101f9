from __future__ import annotations

import json
from datetime import timedelta

from flask import Flask

from app.actions.run_tick import Tick, run_tick
from app.work import work_everywhere
from tests.actions.test_deliver_messages import SANDBOX, SIGNER, outbox, reminder_for
from tests.builders.clinic import NOW, make_clinic
from tests.builders.mailings import as_it_is, confirm, draft, families


def test_a_turn_plans_and_sends_and_a_second_one_changes_nothing(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        reminder_for(clinic, "Mia", "Leo")
        zoe = clinic.child("Zoe")
        clinic.parent("Nora", zoe, prefers_reminders=None)
        clinic.visit(zoe, NOW + timedelta(days=1))
    first = run_tick(NOW, SANDBOX, SIGNER)
    assert first == Tick(
        NOW, planned=1, sent=1, skipped={"no_preference": 1}, superseded=0, expired=0, notices=0
    )
    assert run_tick(NOW, SANDBOX, SIGNER) == Tick(NOW, 0, 0, {}, 0, 0, 0)
    assert [each.status for each in outbox()] == ["delivered", "skipped"]


def test_a_turn_sends_a_mailing_to_its_end(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        families(clinic, 70)
        mailing = draft(clinic)
    confirm(mailing)
    assert run_tick(NOW, SANDBOX, SIGNER).sent == 70
    run_tick(NOW, SANDBOX, SIGNER)
    assert as_it_is(mailing).state == "done"


def test_a_dry_run_says_what_would_be_planned_and_writes_nothing(app: Flask) -> None:
    with work_everywhere() as session:
        reminder_for(make_clinic(session), "Mia")
    assert run_tick(NOW, SANDBOX, SIGNER, dry_run=True).planned == 1
    assert outbox() == []
    assert run_tick(NOW, SANDBOX, SIGNER).sent == 1


def test_the_command_prints_the_turn_as_one_document(app: Flask) -> None:
    with work_everywhere() as session:
        reminder_for(make_clinic(session), "Mia")
        reminder_for(make_clinic(session, "maple"), "Zoe")
    done = app.test_cli_runner().invoke(
        args=["tick", "--at", "2026-11-22T10:00:00-05:00", "--practice", "willow", "--json"]
    )
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["at"], said["planned"], said["sent"]) == ("2026-11-22T15:00:00+00:00", 1, 1)
    assert {each.practice_id for each in outbox()} == {outbox()[0].practice_id}


def test_a_moment_without_a_zone_is_refused_with_the_way_to_write_it(app: Flask) -> None:
    for wrong, advice in (("2026-11-22T10:00", "names no time zone"), ("tomorrow", "is no time")):
        done = app.test_cli_runner().invoke(args=["tick", "--at", wrong])
        assert done.exit_code == 2
        assert advice in done.stderr


def test_the_sweep_command_says_what_it_found(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["sweep", "--json"])
    assert json.loads(done.stdout) == {
        "given_back": 0,
        "expired": 0,
        "settled": 0,
        "unknown": 0,
        "woken": 0,
        "unspent": 0,
    }
