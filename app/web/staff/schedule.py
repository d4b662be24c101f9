"""The Schedule: visits of any days with their answers; ask families to confirm, mark what they said (K1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_mailing import start_mailing
from app.actions.confirm_visits import confirm_visits, unconfirm_visits
from app.actions.write_changes import Saved
from app.domain.audience_reading import audience_json
from app.domain.audience_words import audience_words
from app.domain.audiences import Audience, AudienceKind
from app.domain.mailing_form import LONGEST_DESCRIPTION, TypedWhom
from app.domain.mailings import MailingKind
from app.domain.permissions import Permission
from app.domain.timing import RuleType
from app.queries.audience_choices import audience_choices
from app.queries.practice_names import practice_names
from app.queries.schedule_list import (
    schedule_page,
    schedule_rows,
    status_counts,
)
from app.web import schedule_sheet as sheet
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import counted, this_moment, today
from app.web.respond import fragment_or_page, is_from_htmx, see_other
from app.web.row_id import row_number
from app.web.saved_views import keep_views, query_of, views_of
from app.web.schedule_address import ScheduleAsked, schedule_asked
from app.work import reading, work

NAME = "schedule"
blueprint = Blueprint(NAME, __name__, url_prefix="/schedule")
keep_views(blueprint, NAME, Permission.BASIC_MESSAGING)
PAGE, NARROWED = "staff/schedule/index.html", "staff/schedule/narrowed.html"
MORE, CHANGES = "staff/schedule/more.html", "staff/schedule/changes.html"
NOTHING = "Nothing was done: no visit was selected."


@blueprint.get("")
@requires(Permission.BASIC_MESSAGING)
def index() -> Response:
    """The days asked for, the next week without any; ``after`` asks for what comes behind one page."""
    asked = schedule_asked()
    fragment = MORE if asked.after else NARROWED
    return fragment_or_page(PAGE, fragment, **_context(asked))


@blueprint.post("/ask")
@requires(Permission.PERSONALIZED_MESSAGES)
def ask() -> AnyResponse:
    """A draft of a confirmation request, to be reviewed: nothing is sent yet."""
    asked, which = schedule_asked(), request.form.get("which", "")
    chosen = request.form.getlist("visit" if which == "selected" else "shown", type=row_number)
    audience = asked.audience
    if which != "all":
        audience = Audience(AudienceKind.VISITS, appointment_ids=tuple(sorted(set(chosen))))
    if which != "all" and not chosen:
        return see_other(asked.url(), NOTHING)
    with work(current_practice_id()) as session:
        names = practice_names(session)
        words = audience_words(audience, names.providers, names.locations, today())
        typed = TypedWhom(_described(words), RuleType.CONFIRMATION_REQUEST, audience_json(audience))
        draft = start_mailing(session, this_moment(), current_actor(), MailingKind.CONFIRMATION, typed)
    if not isinstance(draft, Saved):
        return see_other(asked.url(), "Nothing was done: these days cannot be asked about.")
    return see_other(url_for("compose.review", mailing_id=draft.id))


@blueprint.post("/confirm")
@requires(Permission.ANSWER_CANCELLATIONS)
def confirm() -> Response | AnyResponse:
    """The selected families said on the phone that they come."""
    asked, now = schedule_asked(), this_moment()
    chosen = set(request.form.getlist("visit", type=row_number))
    with work(current_practice_id()) as session:
        number = confirm_visits(session, now, current_actor(), chosen)
    undo = url_for("schedule.unconfirm", marked=now.isoformat(), **asked.given()) if number else ""
    words = _marked(number, len(chosen) - number) if chosen else NOTHING
    return _rows(asked, chosen, words, undo) if is_from_htmx() else see_other(asked.url(), words, undo)


@blueprint.post("/unconfirm")
@requires(Permission.ANSWER_CANCELLATIONS)
def unconfirm() -> AnyResponse:
    """Take back what one press marked."""
    with work(current_practice_id()) as session:
        number = unconfirm_visits(session, this_moment(), current_actor(), _marked_at())
    words = f"{counted(number, 'visit')} as before." if number else "It cannot be taken back any more."
    return see_other(schedule_asked().url(), words)


def _context(asked: ScheduleAsked) -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        page = schedule_page(session, asked.audience, asked.after)
        counts = status_counts(session, asked.audience)
        choices = audience_choices(session, this_moment())
    names, figures = choices.names, sheet.figures(counts)
    return {
        "views": views_of(NAME),
        "query": query_of(replace(asked, after=None).given()),
        "view_page": NAME,
        "asked": asked,
        "parts": sheet.days(page.visits),
        "more": page.more,
        "figures": figures,
        "choices": choices,
        "shown": len(page.visits),
        "matching": next((each.number for each in figures if each.status == (asked.status or "")), 0),
        "said": audience_words(asked.audience, names.providers, names.locations, today()),
    }


def _rows(asked: ScheduleAsked, appointment_ids: Collection[int], words: str, undo: str) -> Response:
    """The rows as they are now, with the numbers above them, for a page that stays open."""
    with reading(current_practice_id()) as session:
        visits = schedule_rows(session, appointment_ids)
        figures = sheet.figures(status_counts(session, asked.audience))
    rows = [sheet.alone(each) for each in visits]
    said = {"given": [(undo, words)], "swapped": True}
    return fragment_or_page(CHANGES, CHANGES, 200, asked=asked, rows=rows, figures=figures, **said)


def _marked(number: int, left: int) -> str:
    if not left:
        return f"{counted(number, 'visit')} marked as confirmed."
    rest = (
        f"{counted(left, 'visit was', 'visits were')} left: over, confirmed already, or waiting for a "
        "decision. Open it, or look under Cancellations."
    )
    return (
        f"{counted(number, 'visit')} marked as confirmed. {rest}"
        if number
        else f"Nothing was changed. {rest}"
    )


def _marked_at() -> datetime:
    try:
        moment = datetime.fromisoformat(request.args.get("marked", ""))
    except ValueError:
        abort(404)
    return moment if moment.tzinfo else abort(404)


def _described(words: str) -> str:
    whole = f"Ask to confirm: {words}"
    return whole if len(whole) <= LONGEST_DESCRIPTION else f"{whole[: LONGEST_DESCRIPTION - 1]}…"
