"""The check of a child's date of birth in front of a link's pages (product H4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.actions.check_birth_date import check_birth_date
from app.domain.birth_check import PROVEN_FOR, Lock, Verdict, read_date
from app.domain.calendar_words import at_time
from app.domain.languages import Language
from app.queries.visit_page import DeadPage, VisitPage, visit_page
from app.web.filters import this_moment
from app.web.patient import pages
from app.web.patient.answer_form import language_asked
from app.web.patient.signed import is_proven, signer
from app.web.patient.words import say, say_number
from app.work import looking, work_everywhere

FIELDS = {Language.ENGLISH: ("month", "day", "year"), Language.SPANISH: ("day", "month", "year")}
_TO_THE_FULL_MINUTE = timedelta(seconds=59)


def is_closed(page: VisitPage, link_id: int) -> bool:
    """Does the link ask first, and was nothing told yet, or too long ago?"""
    return page.asks_birth_date and not is_proven(link_id)


def ask(page: VisitPage, token: str, status: int = 200, fault: str = "") -> Response:
    """The practice's name and number, and the question; a locked link says when it opens again."""
    language = _language(page)
    if page.opens_again is None:
        return pages.birth_date(page, token, language, status, FIELDS[language], fault=fault)
    time = at_time(page.opens_again + _TO_THE_FULL_MINUTE, language)
    response = pages.birth_date(
        page, token, language, 429, (), locked=say("locked_until", language, time=time)
    )
    response.headers["Retry-After"] = str(round((page.opens_again - page.now).total_seconds()))
    return response


def take(page: VisitPage, link_id: int, token: str, opens: str) -> AnyResponse:
    """One try. The right date goes on to the address ``opens``, with a proof that lasts half an hour."""
    language = _language(page)
    if "year" not in request.form:
        return ask(page, token, 403, say("not_saved_birth", language))
    said = read_date(*(request.form.get(name, "") for name in ("year", "month", "day")))
    if said is None:
        return ask(page, token, 422, say("birth_unreadable", language))
    verdict, lock = _try(link_id, said)
    if verdict is Verdict.RIGHT:
        return redirect(f"{opens}?{_proven(link_id, this_moment())}", 303)
    return ask(_as_it_is_now(link_id), token, 422, say_number("birth_wrong", lock.left, language))


def _language(page: VisitPage) -> Language:
    return language_asked(request.values) or page.language


def _try(link_id: int, said: date) -> tuple[Verdict, Lock]:
    with work_everywhere() as session:
        result = check_birth_date(session, this_moment(), link_id, said)
    if result.verdict is None:
        abort(404)
    return result.verdict, result.lock


def _proven(link_id: int, now: datetime) -> str:
    switched = language_asked(request.form)
    kept = f"&l={switched.value}" if switched else ""
    return f"k={signer().proof(link_id, now + PROVEN_FOR)}{kept}"


def _as_it_is_now(link_id: int) -> VisitPage:
    with looking() as connection:
        page = visit_page(connection, this_moment(), link_id)
    if page is None or isinstance(page, DeadPage):
        abort(404)
    return page
