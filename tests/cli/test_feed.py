"""`flask feed import`: counts, rejections, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.work import work_everywhere
from tests.builders.clinic import make_clinic
from tests.builders.schedule import DATA, row, schedule

COUNTS = ("created", "updated", "unchanged", "stale", "held", "rejected")


@pytest.fixture
def flask(app: Flask) -> Any:
    with work_everywhere() as session:
        make_clinic(session)
    runner = app.test_cli_runner()

    def run(file: Path, *options: str) -> Result:
        return runner.invoke(args=["feed", "import", str(file), "--practice", "willow", *options])

    return run


def counted(result: Result) -> dict[str, int]:
    document = json.loads(result.stdout)
    return {name: document[name] for name in COUNTS if document[name]}


def test_a_clean_file_ends_with_zero_and_again_changes_nothing(flask: Any) -> None:
    first = flask(DATA / "willow-week.csv", "--json")
    assert (first.exit_code, counted(first)) == (0, {"created": 270})
    again = flask(DATA / "willow-week.csv", "--json")
    assert (again.exit_code, counted(again)) == (0, {"unchanged": 270})


def test_rejected_rows_end_with_three_and_are_listed(flask: Any) -> None:
    result = flask(DATA / "willow-bad-rows.csv", "--json")
    assert (result.exit_code, counted(result)) == (3, {"created": 57, "held": 1, "rejected": 2})
    rejections = json.loads(result.stdout)["rejections"]
    assert [(each["line"], each["column"], each["reason"]) for each in rejections] == [
        (35, "Appt ID", "missing_appointment_id"),
        (52, "Provider ID", "short_row"),
    ]


def test_without_json_it_reads_like_a_report(flask: Any) -> None:
    result = flask(DATA / "willow-bad-rows.csv")
    assert "57 created" in result.stdout
    assert "line 35, rejected (missing_appointment_id): Appt ID is empty." in result.stdout


def test_a_dry_run_changes_nothing(flask: Any) -> None:
    assert counted(flask(DATA / "willow-week.csv", "--json", "--dry-run")) == {"created": 270}
    assert counted(flask(DATA / "willow-week.csv", "--json")) == {"created": 270}


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"Name,Date\nMia,11/24/2026\n"])
def test_nothing_usable_ends_with_one_and_a_line_on_stderr(
    flask: Any, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "schedule.csv"
    file.write_bytes(content)
    result = flask(file, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problem"]["words"] in result.stderr
    assert "Traceback" not in result.output


def test_a_file_with_bad_rows_only_ends_with_one(flask: Any, tmp_path: Path) -> None:
    file = tmp_path / "schedule.csv"
    file.write_bytes(schedule(row(Appt_ID="")))
    assert flask(file).exit_code == 1


def test_what_cannot_be_guessed_can_be_said(flask: Any, tmp_path: Path) -> None:
    file = tmp_path / "schedule.csv"
    file.write_bytes(schedule(row(Date="12/01/2026", DOB="03/04/2019")))
    assert flask(file).exit_code == 1
    assert counted(flask(file, "--json", "--date-order", "mdy")) == {"created": 1}


def test_an_unknown_practice_is_refused_in_a_line(flask: Any) -> None:
    result = flask(DATA / "willow-week.csv", "--practice", "oak")
    assert result.exit_code == 1
    assert "There is no practice 'oak'" in result.stderr
