"""How a parent is reached: behind a visit's link and behind the contact's own (product H6, K2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from flask import Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_wishes import Kept, change_wishes, undo_wishes
from app.actions.report_wrong_number import report_wrong_number
from app.domain.languages import Language
from app.domain.parent_wishes import Rest, Stop, Wishes, chosen, stopped
from app.domain.preferences import AddressKind, Preference
from app.queries.preference_page import PreferencePage, preference_page
from app.queries.visit_page import DeadPage, visit_page
from app.web.filters import this_moment
from app.web.patient import birth_date, pages
from app.web.patient.answer_form import language_asked
from app.web.patient.door import parents_blueprint
from app.web.patient.preference_sheet import DONE
from app.web.patient.signed import link_of, proof, signer
from app.work import looking, reading, reading_everywhere, work

of_visit = parents_blueprint("visit_preferences", __name__, "/v")
of_contact = parents_blueprint("contact_preferences", __name__, "/p")
_ONE_CLICK = "One-Click"
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_LONGEST_MOMENT = 16


@of_visit.get("/<token>/preferences")
def show(token: str) -> AnyResponse:
    """Of the link's contact, behind the same check as the visit."""
    page = _behind_link(token)
    return _show(page, token) if isinstance(page, PreferencePage) else page


@of_visit.post("/<token>/preferences")
def change(token: str) -> AnyResponse:
    """One thing at a time: save, stop, take back, or not mine."""
    page = _behind_link(token)
    if not isinstance(page, PreferencePage):
        return page
    return _change(page, token, url_for("visit_preferences.show", token=token, k=proof()))


@of_contact.get("/<contact_token>")
def show_own(contact_token: str) -> Response:
    """Of the contact itself, for messages about no visit. It names no child, so no birth date is asked."""
    return _show(_of_contact(contact_token))


@of_contact.post("/<contact_token>")
def change_own(contact_token: str) -> AnyResponse:
    """As behind a visit's link."""
    own = url_for("contact_preferences.show_own", contact_token=contact_token)
    return _change(_of_contact(contact_token), "", own)


@of_contact.get("/<contact_token>/unsubscribe")
def show_stop(contact_token: str) -> Response:
    """The stop buttons first; looking stops nothing, whoever opens the link of a mail."""
    page = _of_contact(contact_token)
    return pages.preferences(page, _language(page), contact_token=contact_token)


@of_contact.post("/<contact_token>/unsubscribe")
def unsubscribe(contact_token: str) -> AnyResponse:
    """A mail program's one click (RFC 8058) ends news by email and gets no redirect; people get the page."""
    page = _of_contact(contact_token)
    own = url_for("contact_preferences.show_own", contact_token=contact_token)
    if request.form.get("List-Unsubscribe") != _ONE_CLICK:
        return _change(page, "", own)
    _save(page, Wishes({}) if page.held else stopped(Stop.NEWS, page.preferences, page.email), None)
    return pages.preferences(_of_contact(contact_token), _language(page), done=Stop.NEWS)


def _behind_link(token: str) -> PreferencePage | AnyResponse:
    """The page of the link's contact, or what stands in its way: a dead link, the check of a birth date."""
    link_id = link_of(token)
    with looking() as connection:
        visit = visit_page(connection, this_moment(), link_id)
    if visit is None:
        abort(404)
    if isinstance(visit, DeadPage):
        return pages.dead_link(visit, language_asked(request.values))
    if birth_date.is_closed(visit, link_id):
        here = url_for("visit_preferences.show", token=token)
        asked = request.method == "POST"
        return birth_date.take(visit, link_id, token, here) if asked else birth_date.ask(visit, token)
    with reading(visit.practice_id) as session:
        page = preference_page(session, visit.contact_id)
    return page or abort(404)


def _of_contact(contact_token: str) -> PreferencePage:
    contact_id = signer().read_contact(contact_token)
    if contact_id is None:
        abort(404)
    with reading_everywhere() as session:
        page = preference_page(session, contact_id)
    return page or abort(404)


def _language(page: PreferencePage) -> Language:
    return language_asked(request.values) or page.language


def _show(page: PreferencePage, token: str = "") -> Response:
    done, at = request.args.get("done", ""), request.args.get("at", "")
    known = done if done in DONE else ""
    return pages.preferences(page, _language(page), token, done=known, at=at if at.isdigit() else "")


def _change(page: PreferencePage, token: str, here: str) -> AnyResponse:
    """Do what the pressed button says and go back to the page; 422 for what is not on it."""
    now, wish = this_moment(), request.form.get("do", "")
    if wish == "undo":
        done = "undone" if _undo(page, now) else ""
    elif wish == "not_mine":
        done = wish if _not_mine(page, now) else ""
    else:
        return _keep(page, token, here, wish)
    return _afterwards(here, done) if done else _refuse(page, token)


def _keep(page: PreferencePage, token: str, here: str, wish: str) -> AnyResponse:
    kept = _save(page, _wishes(page, wish), _chosen_language(wish))
    if kept is Kept.REFUSED:
        return _refuse(page, token)
    at = (this_moment() - _EPOCH) // _MICROSECOND if kept is Kept.SAVED else None
    return _afterwards(here, wish, at)


def _refuse(page: PreferencePage, token: str) -> Response:
    return pages.preferences(page, _language(page), token, status=422)


def _afterwards(here: str, done: str, at: int | None = None) -> AnyResponse:
    """The page as it is now; one that was just saved speaks the language that was saved."""
    language = None if done == "saved" else request.form.get("l")
    return redirect(_with(here, done=done, at=at, l=language), 303)


def _wishes(page: PreferencePage, wish: str) -> Wishes | None:
    if wish in frozenset(Stop):
        return stopped(Stop(wish), page.preferences, page.email)
    reminders, rest = request.form.get("reminders", ""), request.form.get("rest", "")
    if wish != "saved" or reminders not in frozenset(Preference) or rest not in frozenset(Rest):
        return None
    return chosen(Preference(reminders), Rest(rest))


def _chosen_language(wish: str) -> Language | None:
    picked = request.form.get("language", "")
    return Language(picked) if wish == "saved" and picked in frozenset(Language) else None


def _save(page: PreferencePage, wishes: Wishes | None, language: Language | None) -> Kept:
    if wishes is None:
        return Kept.REFUSED
    with work(page.practice_id) as session:
        return change_wishes(session, this_moment(), page.contact_id, wishes, language)


def _undo(page: PreferencePage, now: datetime) -> bool:
    at = request.form.get("at", "")
    if not (at.isascii() and at.isdigit() and len(at) <= _LONGEST_MOMENT):
        return False
    with work(page.practice_id) as session:
        return undo_wishes(session, now, page.contact_id, _EPOCH + int(at) * _MICROSECOND)


def _not_mine(page: PreferencePage, now: datetime) -> bool:
    kind = request.form.get("kind", "")
    if kind not in frozenset(AddressKind) or page.held:
        return False
    with work(page.practice_id) as session:
        return report_wrong_number(session, now, page.contact_id, AddressKind(kind))


def _with(here: str, **query: str | int | None) -> str:
    given = urlencode({name: value for name, value in query.items() if value is not None})
    return f"{here}{'&' if '?' in here else '?'}{given}"
