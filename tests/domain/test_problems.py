"""The kinds of problems are in the order of their urgency, each with a heading."""

from __future__ import annotations

from app.domain.problems import Problem, ProblemKind


def test_what_stops_everything_comes_first() -> None:
    assert list(ProblemKind)[:2] == [ProblemKind.CLOCK_SILENT, ProblemKind.NO_DEPARTMENT]


def test_every_kind_has_a_heading_of_its_own() -> None:
    assert len({kind.words for kind in ProblemKind}) == len(ProblemKind)
    assert ProblemKind("held_row").words == "Rows of the schedule that wait for you"


def test_a_problem_may_be_about_nothing_in_particular() -> None:
    problem = Problem(ProblemKind.CLOCK_SILENT, "The clock does not run.")
    assert (problem.appointment_id, problem.contact_id, problem.at) == (None, None, None)
