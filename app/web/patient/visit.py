"""The parent's link: GET shows, POST answers (product H1 to H3, H5)."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from app.actions.answer_link import AnswerResult, GivenAnswers, answer_link
from app.actions.renew_link import renew_link
from app.domain.answers import LinkState
from app.domain.effects import Refused
from app.domain.languages import Language
from app.extensions import csrf, limiter
from app.links import LinkSigner
from app.queries.coming_reminders import coming_reminders
from app.queries.visit_calendar import visit_calendar
from app.queries.visit_page import DeadPage, VisitPage, visit_page
from app.web.filters import this_moment
from app.web.patient import failures, pages, throttle
from app.web.patient.answer_form import UnusableForm, language_asked, read_answers
from app.web.patient.calendar import calendar_file
from app.web.patient.compose import groups_of
from app.web.patient.headline import Groups, refused_headline, unusable_headline
from app.web.patient.sheet import Shown
from app.work import looking, reading, work_everywhere

patient = Blueprint("patient", __name__, url_prefix="/v")
# No CSRF token: it guards what a browser's cookie could do in somebody's name, and these pages know
# no cookie. Whoever can send the form knows the signed link, and the link is the right to answer.
csrf.exempt(patient)
# They count for themselves, see throttle.py.
limiter.exempt(patient)
patient.register_error_handler(429, failures.too_many_tries)
patient.register_error_handler(500, failures.our_fault)


@patient.before_request
def throttle_requests() -> None:
    """Too many requests of one address or link in a minute get 429."""
    link = str((request.view_args or {}).get("token"))[:32]
    if not throttle.admits(request.remote_addr or "", link, request.method == "POST"):
        abort(429)


@patient.errorhandler(404)
def no_such_link(error: HTTPException) -> Response:
    """Whoever guesses is stopped; a family with a good link at the same address is not."""
    if throttle.admits_guess(request.remote_addr or ""):
        return failures.not_found(error)
    return failures.too_many_tries(error)


@patient.after_request
def keep_private(response: Response) -> Response:
    """Nobody stores, indexes or passes on a parent's page."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@patient.get("/<token>")
def show(token: str) -> Response:
    """The visit as it stands now. Changes nothing, whoever looks (H2)."""
    page = _page(_link_id(token))
    if isinstance(page, DeadPage):
        return pages.dead_link(page, language_asked(request.args), renewed="renewed" in request.args)
    return pages.visit(_with_reminders(_groups(page, change="change" in request.args)), token)


@patient.post("/<token>")
def answer(token: str) -> AnyResponse:
    """Take the answers of the form, all or none."""
    link_id = _link_id(token)
    if "renew" in request.form:
        return _renew(link_id, token)
    try:
        given = read_answers(request.form)
    except UnusableForm:
        return _again(link_id, token, 422)
    with work_everywhere() as session:
        result = answer_link(session, this_moment(), link_id, given)
    return _after(result, given, link_id, token)


@patient.get("/<token>/calendar.ics")
def calendar(token: str) -> Response:
    """The coming visits of the link for the family's calendar."""
    with looking() as connection:
        found = visit_calendar(connection, this_moment(), _link_id(token))
    if found is None:
        abort(404)
    language = language_asked(request.args) or found.language
    response = Response(calendar_file(found, language), mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return response


def _link_id(token: str) -> int:
    link_id = _signer().read(token)
    if link_id is None:
        abort(404)
    return link_id


def _signer() -> LinkSigner:
    signer: LinkSigner = current_app.extensions["deskbell.signer"]
    return signer


def _page(link_id: int) -> VisitPage | DeadPage:
    with looking() as connection:
        page = visit_page(connection, this_moment(), link_id)
    if page is None:
        abort(404)
    return page


def _groups(page: VisitPage, change: bool = False) -> Groups:
    return groups_of(page, _language() or page.language, change)


def _with_reminders(groups: Groups) -> Groups:
    """Only a page that shows an answer says what will still arrive."""
    coming = [child.id for child in groups.of(Shown.COMING)]
    if not coming or groups.of(Shown.ASK):
        return groups
    page = groups.page
    with reading(page.practice_id) as session:
        reminders = coming_reminders(session, this_moment(), page.contact_id, coming)
    return replace(groups, reminders=reminders)


def _language() -> Language | None:
    return language_asked(request.values)


def _after(result: AnswerResult, given: GivenAnswers, link_id: int, token: str) -> AnyResponse:
    if result.link is LinkState.REVOKED:
        abort(404)
    if result.link is LinkState.EXPIRED or result.refused:
        return _again(link_id, token, 409, result.refused, frozenset(given.wishes))
    return redirect(url_for("patient.show", token=token), 303)


def _again(
    link_id: int,
    token: str,
    status: int,
    refused: Refused | None = None,
    ids: frozenset[int] = frozenset(),
) -> Response:
    """The page as it is now, saying on top why the answer was not taken."""
    page = _page(link_id)
    if isinstance(page, DeadPage):
        return pages.dead_link(page, _language())
    groups = _groups(page)
    top = refused_headline(groups, refused, ids) if refused else unusable_headline(groups.language)
    return pages.visit(groups, token, 422 if refused is Refused.NOT_ON_LINK else status, top)


def _renew(link_id: int, token: str) -> AnyResponse:
    """Always the same answer, so that nobody learns from it whether a visit is coming (H1)."""
    with work_everywhere() as session:
        known = renew_link(session, this_moment(), _signer(), link_id)
    if not known:
        abort(404)
    return redirect(url_for("patient.show", token=token, renewed=1, l=request.form.get("l")), 303)
