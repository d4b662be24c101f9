"""`flask config export|import`: what a person at a terminal sees."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.work import work_everywhere
from tests.builders.clinic import make_clinic

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    with work_everywhere() as session:
        make_clinic(session)
    runner = app.test_cli_runner()
    return lambda *args: runner.invoke(args=["config", *args])


@pytest.fixture
def file(run: Run, tmp_path: Path) -> Path:
    """The practice's set-up as it is."""
    path = tmp_path / "set-up.yaml"
    path.write_text(run("export", "willow").stdout, encoding="utf-8")
    return path


def rewrite(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def test_what_it_is_already_is_nothing_to_change(run: Run, file: Path) -> None:
    assert run("import", str(file), "--practice", "willow").stdout == "Nothing to change.\n"


def test_a_dry_run_shows_the_difference_and_changes_nothing(run: Run, file: Path) -> None:
    before = file.read_text(encoding="utf-8")
    rewrite(file, "deadline_hours: 1", "deadline_hours: 3")
    said = run("import", str(file), "--practice", "willow", "--dry-run")
    assert said.stdout == "Would change:\n  delivery_rules.deadline_hours: 1 -> 3\n"
    assert run("export", "willow").stdout == before
    done = run("import", str(file), "--practice", "willow", "--json")
    assert json.loads(done.stdout) == {
        "dry_run": False,
        "changes": [{"place": "delivery_rules.deadline_hours", "before": 1, "after": 3}],
    }
    assert run("export", "willow").stdout == file.read_text(encoding="utf-8")


def test_one_fault_stops_all_of_it(run: Run, file: Path) -> None:
    before = file.read_text(encoding="utf-8")
    rewrite(file, "deadline_hours: 1", "deadline_hours: 30")
    rewrite(file, "window_to: '20:00'", "window_to: '21:00'")
    refused = run("import", str(file), "--practice", "willow")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "delivery_rules.deadline_hours" in refused.stderr
    assert "For example 2" in refused.stderr
    assert run("export", "willow").stdout == before


def test_a_file_that_is_not_there_is_wrong_usage(run: Run) -> None:
    assert run("import", "no-such.yaml", "--practice", "willow").exit_code == 2
