"""Fix contacts: numbers and addresses that failed, and families nobody can reach (product G6, C3)."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.fix_contact import Corrected, allow_again, correct_address, finish_task
from app.actions.write_changes import ChangedMeanwhile
from app.domain.permissions import Permission
from app.queries.fix_items import FixItem, one_item
from app.queries.fix_list import FixFilter, fix_list
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import counted, telephone, this_moment
from app.web.respond import changed_meanwhile, fragment_or_page, is_from_htmx, refused, see_other
from app.work import reading, work

blueprint = Blueprint("fix_contacts", __name__, url_prefix="/fix")
PAGE, LIST = "staff/fix_contacts/page.html", "staff/fix_contacts/_fix_contacts.html"
ONE, ITEM, CHANGED = (
    "staff/fix_contacts/one.html",
    "staff/fix_contacts/_fix.html",
    "staff/fix_contacts/changed.html",
)
LONGEST = 200


@dataclass(frozen=True)
class Editing:
    """The form of one item: what was typed, and what is wrong with it."""

    typed: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@blueprint.get("")
@requires(Permission.BASIC_MESSAGING)
def index() -> Response:
    """The next visit first; ``kind`` shows one part of the list."""
    asked = request.args.get("kind", "")
    part = next((each for each in FixFilter if each == asked), FixFilter.ALL)
    with reading(current_practice_id()) as session:
        found = fix_list(session, this_moment(), part)
    return fragment_or_page(PAGE, LIST, fixes=found, part=part, parts=FixFilter)


@blueprint.get("/<int:task_id>")
@requires(Permission.BASIC_MESSAGING)
def show(task_id: int) -> Response:
    """One of them, with the field to correct it."""
    return fragment_or_page(ONE, ITEM, item=_item(task_id), editing=Editing())


@blueprint.post("/<int:task_id>/correct")
@requires(Permission.CONTACTS_EDIT)
def correct(task_id: int) -> AnyResponse:
    """Another number or address; ``send`` says whether the message goes there."""
    typed, again = request.form.get("value", "").strip()[:LONGEST], request.form.get("send") == "again"
    with work(current_practice_id()) as session:
        done = correct_address(
            session, this_moment(), current_actor(), task_id, typed, request.form.get("seen", ""), again
        )
    if isinstance(done, Corrected):
        return _answer(task_id, _corrected_words(done, again))
    if isinstance(done, dict):
        return refused(ONE, ITEM, item=_item(task_id), editing=Editing(typed, done))
    return _not_done(task_id, done, typed)


@blueprint.post("/<int:task_id>/allow")
@requires(Permission.CONTACTS_EDIT)
def allow(task_id: int) -> AnyResponse:
    """It is right: use it again, and send what failed once more if that is still of use."""
    with work(current_practice_id()) as session:
        done = allow_again(
            session, this_moment(), current_actor(), task_id, request.form.get("send") == "again"
        )
    if isinstance(done, bool):
        return _answer(task_id, f"Allowed again.{' The message goes out again.' if done else ''}")
    return _not_done(task_id, done)


@blueprint.post("/<int:task_id>/done")
@requires(Permission.CONTACTS_EDIT)
def finish(task_id: int) -> AnyResponse:
    """It was looked after in another way."""
    with work(current_practice_id()) as session:
        done = finish_task(session, this_moment(), current_actor(), task_id)
    if isinstance(done, bool):
        return _answer(task_id, "Done.")
    return _not_done(task_id, done)


def _item(task_id: int) -> FixItem:
    with reading(current_practice_id()) as session:
        found = one_item(session, this_moment(), task_id)
    return found or abort(404)


def _corrected_words(done: Corrected, asked: bool) -> str:
    words = f"Saved: {telephone(done.value)}"
    if done.contacts > 1:
        words += f" for {counted(done.contacts, 'contact')}"
    if done.sent_again:
        return f"{words}. The message goes out again."
    return f"{words}. The message is of no use any more, so it was not sent." if asked else f"{words}."


def _answer(task_id: int, words: str) -> AnyResponse:
    if not is_from_htmx():
        return see_other(url_for("fix_contacts.index"), words)
    return fragment_or_page(CHANGED, CHANGED, item=_item(task_id), words=words)


def _not_done(task_id: int, done: ChangedMeanwhile | None, typed: str = "") -> AnyResponse:
    """404 for no such task, 409 when somebody else was faster."""
    if done is None:
        abort(404)
    return changed_meanwhile(ONE, ITEM, item=_item(task_id), meanwhile=done, editing=Editing(typed))
