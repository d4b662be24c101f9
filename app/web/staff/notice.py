"""One notice of the Cancellations inbox: whose task it is, its note, until when it rests, who called."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.assign_notice import NoSuchColleague, assign_notice
from app.actions.handle_notice import NoSuchNotice
from app.actions.note_call import note_call
from app.actions.note_on_notice import note_on_notice
from app.actions.snooze_notice import snooze_notice, wake_notice
from app.actions.write_changes import ChangedMeanwhile, Refused
from app.domain.permissions import Permission
from app.domain.resting import NoRest
from app.web.access import current_actor, current_practice_id, requires
from app.web.desk_view import answer, asked, given, read_item, refuse
from app.web.filters import ago, near, this_moment
from app.web.row_id import row_number
from app.work import work

blueprint = Blueprint("notice", __name__, url_prefix="/cancellations")
_may = requires(Permission.ANSWER_CANCELLATIONS)
NOTE_LONGEST = 5000


@blueprint.post("/<int:notice_id>/assign")
@_may
def assign(notice_id: int) -> AnyResponse:
    """Taken by oneself, given to a colleague, or given back; ``was`` is who had it on the page."""
    to, was = (request.values.get(name, type=row_number) for name in ("to", "was"))
    try:
        with work(current_practice_id()) as session:
            result = assign_notice(session, this_moment(), current_actor(), notice_id, to, was)
    except NoSuchNotice:
        abort(404)
    except NoSuchColleague:
        return refuse(notice_id, "This person cannot be given a task any more. Choose somebody else.", 422)
    item = read_item(notice_id)
    words = f"{item.assignee} has it." if item.assignee else "Nobody has it now."
    if isinstance(result, ChangedMeanwhile):
        return refuse(notice_id, f"{_who(result)} was faster. {words}")
    return answer(notice_id, words, _give_back(notice_id, was, to) if result else "")


@blueprint.post("/<int:notice_id>/note")
@_may
def note(notice_id: int) -> AnyResponse:
    """The note as typed; what was typed stays when somebody else was faster."""
    typed, seen = request.form.get("note", "")[:NOTE_LONGEST], request.form.get("seen", "")
    try:
        with work(current_practice_id()) as session:
            result = note_on_notice(session, this_moment(), current_actor(), notice_id, typed, seen)
    except NoSuchNotice:
        abort(404)
    if isinstance(result, Refused):
        return refuse(notice_id, "The note was not saved.", 422, typed={"note": typed}, errors=result.faults)
    if isinstance(result, ChangedMeanwhile):
        words = f"{_who(result)} changed the note. Yours was not saved: it is still in the field."
        return refuse(notice_id, words, typed={"note": typed})
    return answer(notice_id, "The note is saved." if result else "Nothing was changed.")


@blueprint.post("/<int:notice_id>/snooze")
@_may
def snooze(notice_id: int) -> AnyResponse:
    """Put off for an hour, until tomorrow morning, or until a time of one's own."""
    choice, typed = request.form.get("for", ""), request.form.get("until", "")[:40]
    try:
        with work(current_practice_id()) as session:
            until = snooze_notice(session, this_moment(), current_actor(), notice_id, choice, typed)
    except NoSuchNotice:
        abort(404)
    except NoRest as error:
        return refuse(
            notice_id, "It was not put off.", 422, typed={"until": typed}, errors={"until": str(error)}
        )
    if until is None:
        return refuse(notice_id, "It is done, or put off until then already.")
    undo = url_for("notice.wake", notice_id=notice_id, **given(asked()))
    return answer(notice_id, f"It comes back {near(until)}.", undo)


@blueprint.post("/<int:notice_id>/wake")
@_may
def wake(notice_id: int) -> AnyResponse:
    """It asks again at once."""
    try:
        with work(current_practice_id()) as session:
            woken = wake_notice(session, this_moment(), current_actor(), notice_id)
    except NoSuchNotice:
        abort(404)
    return answer(notice_id, "It asks again." if woken else "It was not put off.")


@blueprint.post("/<int:notice_id>/called")
@_may
def called(notice_id: int) -> AnyResponse:
    """Called, and nobody answered."""
    try:
        with work(current_practice_id()) as session:
            note_call(session, this_moment(), current_actor(), notice_id)
    except NoSuchNotice:
        abort(404)
    return answer(notice_id, "Noted: called, nobody answered.")


def _give_back(notice_id: int, to: int | None, was: int | None) -> str:
    """The address that undoes it. Nobody is left out of an address."""
    people = {name: value for name, value in (("to", to), ("was", was)) if value is not None}
    query: dict[str, Any] = {**people, **given(asked())}
    return url_for("notice.assign", notice_id=notice_id, **query)


def _who(change: ChangedMeanwhile) -> str:
    return f"{change.last.who}, {ago(change.last.at)}," if change.last else "Somebody"
