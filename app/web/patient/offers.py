"""The page of an offered time: GET shows, POST takes it or turns it down (product J4, H1, H2, H4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.answer_offer import (
    Tried,
    decline_offer,
    leave_waitlist,
    return_to_waitlist,
    try_offer_birth_date,
)
from app.actions.claim_offer import claim_offer
from app.domain.birth_check import PROVEN_FOR, Verdict, read_date
from app.domain.calendar_words import at_time
from app.domain.languages import Language
from app.queries.offer_page import OfferPage, Standing, offer_page
from app.web.filters import this_moment
from app.web.patient import pages
from app.web.patient.answer_form import language_asked
from app.web.patient.birth_date import FIELDS
from app.web.patient.door import parents_blueprint
from app.web.patient.offer_sheet import offer_sheet
from app.web.patient.signed import proof, signer
from app.web.patient.telephone import telephone
from app.web.patient.words import say, say_number
from app.work import looking, work_everywhere

offers = parents_blueprint("offers", __name__, "/w")
_ANSWERS: dict[str, Callable[..., object]] = {
    "yes": claim_offer,
    "no": decline_offer,
    "leave": leave_waitlist,
    "return": return_to_waitlist,
}
_TO_THE_FULL_MINUTE = timedelta(seconds=59)


@offers.get("/<offer_token>")
def show(offer_token: str) -> Response:
    """The time as it stands now. Changes nothing, whoever looks (H2)."""
    page = _page(_offer_of(offer_token))
    if _is_closed(page):
        return _ask(page)
    return _drawn(page)


@offers.post("/<offer_token>")
def answer(offer_token: str) -> AnyResponse:
    """Take the time, turn it down, leave the list or come back; the page then says what came of it."""
    offer_id = _offer_of(offer_token)
    page = _page(offer_id)
    if _is_closed(page):
        return _take_birth_date(page, offer_token)
    act = _ANSWERS.get(request.form.get("answer", ""))
    if act is None or page.standing is Standing.PAST:
        return _drawn(page, 422)
    with work_everywhere() as session:
        act(session, this_moment(), offer_id)
    return redirect(url_for("offers.show", offer_token=offer_token, k=proof(), l=request.form.get("l")), 303)


def _offer_of(token: str) -> int:
    """The id of the offer; 404 for a token that we did not sign."""
    offer_id = signer().read_offer(token)
    if offer_id is None:
        abort(404)
    return offer_id


def _page(offer_id: int) -> OfferPage:
    with looking() as connection:
        page = offer_page(connection, this_moment(), offer_id)
    return page or abort(404)


def _language(page: OfferPage) -> Language:
    return language_asked(request.values) or page.language


def _drawn(page: OfferPage, status: int = 200) -> Response:
    language = _language(page)
    visit = signer().token(page.link_id) if page.link_id else ""
    mine = page.standing is Standing.YOURS and visit
    return pages.draw_page(
        "patient/offer.html",
        language,
        410 if page.standing is Standing.PAST else status,
        sheet=offer_sheet(page, language),
        practice_name=page.practice_name,
        telephone=telephone(page.phone),
        calendar_url=url_for("patient.calendar", token=visit) if mine else "",
        visit_url=url_for("patient.show", token=visit) if mine else "",
    )


def _is_closed(page: OfferPage) -> bool:
    """Does the practice ask for the birth date first, and was it not told within the half hour (H4)?"""
    given = proof()
    proven = given is not None and signer().proves_offer(given, page.id, this_moment())
    return page.asks_birth_date and page.standing is not Standing.PAST and not proven


def _ask(page: OfferPage, status: int = 200, fault: str = "") -> Response:
    language, locked = _language(page), ""
    if page.opens_again is not None:
        time = at_time(page.opens_again + _TO_THE_FULL_MINUTE, language)
        status, locked = 429, say("locked_until", language, time=time)
    response = pages.draw_page(
        "patient/birth_date.html",
        language,
        status,
        practice_name=page.practice_name,
        telephone=telephone(page.practice_phone),
        fields=FIELDS[language],
        fault=fault,
        locked=locked,
    )
    if page.opens_again is not None:
        response.headers["Retry-After"] = str(round((page.opens_again - page.now).total_seconds()))
    return response


def _take_birth_date(page: OfferPage, token: str) -> AnyResponse:
    language = _language(page)
    if "year" not in request.form:
        return _ask(page, 403, say("not_saved_birth", language))
    said = read_date(*(request.form.get(name, "") for name in ("year", "month", "day")))
    if said is None:
        return _ask(page, 422, say("birth_unreadable", language))
    tried = _try(page.id, said)
    if tried.verdict is Verdict.RIGHT:
        proven = signer().offer_proof(page.id, this_moment() + PROVEN_FOR)
        return redirect(url_for("offers.show", offer_token=token, k=proven, l=request.form.get("l")), 303)
    return _ask(_page(page.id), 422, say_number("birth_wrong", tried.lock.left, language))


def _try(offer_id: int, said: date) -> Tried:
    with work_everywhere() as session:
        return try_offer_birth_date(session, this_moment(), offer_id, said) or abort(404)
