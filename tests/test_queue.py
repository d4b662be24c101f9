from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from app.queue import UnknownTask, nudge
from app.work import work_everywhere


def _jobs() -> list[tuple[str, dict[str, int]]]:
    with work_everywhere() as session:
        return [
            (row.task_name, row.args)
            for row in session.execute(text("select task_name, args from procrastinate_jobs"))
        ]


def test_a_nudge_is_there_once_its_transaction_commits(app: Flask) -> None:
    with work_everywhere() as session:
        nudge(session, "read_import", import_id=7)
    assert _jobs() == [("read_import", {"import_id": 7})]


def test_a_transaction_that_fails_leaves_no_job_behind(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError):
        _nudge_and_fail()
    assert _jobs() == []


def _nudge_and_fail() -> None:
    with work_everywhere() as session:
        nudge(session, "deliver")
        raise ZeroDivisionError


def test_a_job_nobody_could_do_is_refused(app: Flask) -> None:
    with pytest.raises(UnknownTask), work_everywhere() as session:
        nudge(session, "dance")
