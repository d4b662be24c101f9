"""The first page of a new installation: a practice and its first administrator (product A2, L5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.start_practice import (
    AlreadyStarted,
    FirstPractice,
    Started,
    StartRefused,
    start_practice,
)
from app.actions.start_session import Welcome, start_session
from app.domain.device_words import device_words
from app.domain.time_zones import HERE, elsewhere
from app.extensions import limiter
from app.web.access import begin_session
from app.web.filters import this_moment
from app.web.first_practice import may_start, nobody_lives_here
from app.web.respond import fragment_or_page, go_to, refused, see_other
from app.work import work_everywhere

blueprint = Blueprint("start", __name__)
PAGE, FRAGMENT = "staff/start/page.html", "staff/start/_start.html"
LONGEST = 200


@blueprint.get("/")
def door() -> AnyResponse:
    """The bare address: to Today, which asks to sign in; where nobody lives yet, to the set-up."""
    return go_to(url_for("start.show" if nobody_lives_here() and may_start() else "today.show"))


@blueprint.get("/start")
def show() -> Response:
    """Five fields; not found once there is a practice."""
    key = request.args.get("key", "")[:LONGEST]
    if not may_start(key):
        abort(404)
    return fragment_or_page(PAGE, FRAGMENT, **_context({}, {}, key))


@blueprint.post("/start")
@limiter.limit("30/minute")
def begin() -> Response | AnyResponse:
    """Make the practice, sign its administrator in and go on with the set-up."""
    key, form = request.form.get("key", "")[:LONGEST], request.form
    if not may_start(key):
        abort(404)
    try:
        started = _start()
    except StartRefused as refusal:
        return refused(PAGE, FRAGMENT, **_context(form, refusal.errors, key))
    except AlreadyStarted:
        abort(404)
    begin_session(_first_session(started))
    return see_other(url_for("setup.show"), "Your practice is ready. Five short steps are left.")


def _start() -> Started:
    form = request.form
    given = FirstPractice(
        name=form.get("name", "").strip()[:LONGEST],
        timezone=form.get("timezone", "")[:LONGEST],
        person=form.get("person", "").strip()[:LONGEST],
        email=form.get("email", "").strip()[:254],
        password=form.get("password", "")[:1000],
    )
    with work_everywhere() as session:
        return start_practice(session, this_moment(), given, current_app.extensions["deskbell.hasher"])


def _first_session(started: Started) -> Welcome:
    device = device_words(request.user_agent.string)
    with work_everywhere() as session:
        return start_session(session, this_moment(), started.staff_id, device)


def _context(typed: Mapping[str, str], errors: Mapping[str, str], key: str) -> dict[str, Any]:
    return {"typed": typed, "errors": errors, "key": key, "here": HERE, "elsewhere": elsewhere()}
