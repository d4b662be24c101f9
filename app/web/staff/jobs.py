"""A mailing while it runs and afterwards: how far it is, pause, go on, stop, to whom (product K4)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.steer_mailing import TooLate, pause_mailing, resume_mailing, stop_mailing
from app.domain.job_progress import STATE_WORDS, Part
from app.domain.permissions import Permission
from app.queries.job_recipients import job_recipients
from app.queries.mailing_job import MailingJob, job_words, mailing_job
from app.queries.second_tries import second_tries
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment, today
from app.web.mailing_forms import kind_or_leave
from app.web.respond import fragment_or_page, see_other
from app.web.row_id import row_number
from app.work import reading, work

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")
PAGE, FRAGMENT = "staff/jobs/show.html", "staff/jobs/_job.html"
_may = requires(Permission.BASIC_MESSAGING)
"""Which kind somebody may watch and stop is asked inside: it stands in the mailing."""


@blueprint.get("/running")
@requires(Permission.BASIC_MESSAGING, background=True)
def running() -> str:
    """The line on other pages that says what is going out."""
    return render_template("staff/_running.html")


@blueprint.get("/<int:mailing_id>")
@_may
def show(mailing_id: int) -> Response:
    """How far it is, what it says and who gets it."""
    part, after = _part(), request.args.get("after", 0, type=row_number)
    shown = _progress(mailing_id)
    with reading(current_practice_id()) as session:
        said = job_words(session, mailing_id, today())
        people = job_recipients(session, this_moment(), mailing_id, part, after)
    return fragment_or_page(PAGE, FRAGMENT, **shown, said=said, people=people, part=part, after=after)


@blueprint.get("/<int:mailing_id>/progress")
@requires(Permission.BASIC_MESSAGING, background=True)
def progress(mailing_id: int) -> str:
    """The first part of the page, which asks for it again and again while the mailing runs."""
    return render_template(FRAGMENT, **_progress(mailing_id), polled=True)


@blueprint.post("/<int:mailing_id>/pause")
@_may
def pause(mailing_id: int) -> AnyResponse:
    """Nothing more goes after what is going out now."""
    kind_or_leave(mailing_id)
    with work(current_practice_id()) as session:
        done = pause_mailing(session, this_moment(), current_actor(), mailing_id)
    return _back(mailing_id, done, "Paused. What was going out this moment is finished. Nothing more goes.")


@blueprint.post("/<int:mailing_id>/resume")
@_may
def resume(mailing_id: int) -> AnyResponse:
    """It goes on where it stood."""
    kind_or_leave(mailing_id)
    with work(current_practice_id()) as session:
        done = resume_mailing(session, this_moment(), current_actor(), mailing_id)
    return _back(mailing_id, done, "It goes on where it stood. Nobody gets it twice.")


@blueprint.get("/<int:mailing_id>/stop")
@_may
def ask_stop(mailing_id: int) -> AnyResponse | str:
    """How many would not get it any more, before it is stopped for good."""
    job = _job(mailing_id)
    if job.over:
        return see_other(url_for("jobs.show", mailing_id=mailing_id))
    return render_template("staff/jobs/stop.html", job=job)


@blueprint.post("/<int:mailing_id>/stop")
@_may
def stop(mailing_id: int) -> AnyResponse:
    """What has not left never does."""
    kind_or_leave(mailing_id)
    with work(current_practice_id()) as session:
        done = stop_mailing(session, this_moment(), current_actor(), mailing_id)
    return _back(mailing_id, done, "Stopped. What had not gone out never will.")


def _progress(mailing_id: int) -> dict[str, Any]:
    job = _job(mailing_id)
    with reading(current_practice_id()) as session:
        again = second_tries(session, mailing_id) if job.over else None
    return {"job": job, "job_parts": list(Part), "words_of_state": STATE_WORDS, "again": again}


def _job(mailing_id: int) -> MailingJob:
    kind_or_leave(mailing_id)
    with reading(current_practice_id()) as session:
        return mailing_job(session, this_moment(), mailing_id) or abort(404)


def _part() -> Part | None:
    """The part of the list that is asked for; all of it for a word that is none."""
    return next((part for part in Part if part == request.args.get("part")), None)


def _back(mailing_id: int, done: object, words: str) -> AnyResponse:
    if isinstance(done, TooLate):
        words = f"Nothing was changed. It is in this state already: {STATE_WORDS[done.state].lower()}."
    return see_other(url_for("jobs.show", mailing_id=mailing_id), words)
