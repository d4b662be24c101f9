"""`flask channel`: where messages end, asked and taken back from a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.models import AuditLine, ChannelSetup
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

NUMBER = "+19375550142"
Run = Callable[..., Result]


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.add(ChannelSetup(channel="text", sender=NUMBER, activated_at=NOW, changed_at=NOW))
    return clinic


@pytest.fixture
def run(app: Flask, clinic: Clinic) -> Run:
    runner = app.test_cli_runner()
    return lambda *args: runner.invoke(args=["channel", *args, "--practice", "willow"])


def test_the_list_says_where_each_ends_and_what_it_lacks(run: Run) -> None:
    rows = {row["channel"]: row for row in json.loads(run("list", "--json").stdout)}
    assert list(rows) == ["text", "email", "voice", "fax", "letter"]
    # Activated, but this installation sends nothing.
    assert (rows["text"]["ends"], rows["text"]["sender"]) == ("sandbox", NUMBER)
    assert rows["letter"]["missing"] == ["installation", "two_administrators"]
    assert "text     sandbox  +19375550142" in run("list").stdout


def test_a_check_is_refused_where_nothing_can_leave(run: Run) -> None:
    refused = run("check", "text")
    assert refused.exit_code == 1
    assert "This installation is in sandbox for text." in refused.output


def test_a_channel_is_taken_back_once_and_audited(run: Run, clinic: Clinic) -> None:
    assert json.loads(run("sandbox", "text", "--json").stdout) == {"channel": "text", "was_live": True}
    assert "already" in run("sandbox", "text").stdout
    with work(clinic.practice_id) as session:
        assert session.scalars(select(ChannelSetup.activated_at)).one() is None
        line = session.scalars(select(AuditLine)).one()
        assert (line.action, line.actor) == ("deactivate", "command line")
