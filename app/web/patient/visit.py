"""The parent's link: GET shows, POST answers (product H1 to H5)."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.answer_link import AnswerResult, GivenAnswers, answer_link
from app.actions.renew_link import renew_link
from app.domain.answers import LinkState
from app.domain.effects import Refused
from app.domain.languages import Language
from app.queries.coming_reminders import coming_reminders
from app.queries.visit_calendar import visit_calendar
from app.queries.visit_page import DeadPage, VisitPage, visit_page
from app.web.filters import this_moment
from app.web.patient import birth_date, pages
from app.web.patient.answer_form import UnusableForm, language_asked, read_answers
from app.web.patient.calendar import calendar_file
from app.web.patient.compose import groups_of
from app.web.patient.door import parents_blueprint
from app.web.patient.headline import Groups, refused_headline, unusable_headline
from app.web.patient.openings import note_opening
from app.web.patient.sheet import Shown
from app.web.patient.signed import is_proven, link_of, proof, signer
from app.work import looking, reading, work_everywhere

patient = parents_blueprint("patient", __name__, "/v")


@patient.get("/<token>")
def show(token: str) -> Response:
    """The visit as it stands now. Changes nothing, whoever looks (H2)."""
    link_id = link_of(token)
    page = _page(link_id)
    if isinstance(page, DeadPage):
        return pages.dead_link(page, language_asked(request.args), renewed="renewed" in request.args)
    note_opening(link_id, this_moment(), request)
    if birth_date.is_closed(page, link_id):
        return birth_date.ask(page, token)
    return pages.visit(_with_reminders(_groups(page, change="change" in request.args)), token)


@patient.post("/<token>")
def answer(token: str) -> AnyResponse:
    """Take the answers of the form, all or none."""
    link_id = link_of(token)
    if "renew" in request.form:
        return _renew(link_id, token)
    page = _page(link_id)
    if isinstance(page, VisitPage) and birth_date.is_closed(page, link_id):
        return birth_date.take(page, link_id, token, url_for("patient.show", token=token))
    try:
        given = read_answers(request.form)
    except UnusableForm:
        return _again(link_id, token, 422)
    with work_everywhere() as session:
        result = answer_link(session, this_moment(), link_id, given)
    return _after(result, given, link_id, token)


@patient.get("/<token>/calendar.ics")
def calendar(token: str) -> AnyResponse:
    """The coming visits of the link for the family's calendar."""
    link_id = link_of(token)
    with looking() as connection:
        found = visit_calendar(connection, this_moment(), link_id)
    if found is None:
        abort(404)
    if found.asks_birth_date and not is_proven(link_id):
        return redirect(url_for("patient.show", token=token), 303)
    language = language_asked(request.args) or found.language
    response = Response(calendar_file(found, language), mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return response


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
    return redirect(url_for("patient.show", token=token, k=proof()), 303)


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
        known = renew_link(session, this_moment(), signer(), link_id)
    if not known:
        abort(404)
    return redirect(url_for("patient.show", token=token, renewed=1, l=request.form.get("l")), 303)
