"""The Cancellations inbox: what parents told us, and what the department did about it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.handle_notice import NoSuchNotice, finish_notice, reopen_notice, see_notice
from app.actions.settle_visit import NotOnSchedule, cancel_visit, confirm_visit, keep_visit
from app.domain.permissions import Permission
from app.queries.open_notices import NoticeItem, done_notices, notice_item, open_notices
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import changed_meanwhile, fragment_or_page, is_from_htmx, see_other
from app.work import reading, work

blueprint = Blueprint("cancellations", __name__, url_prefix="/cancellations")
PAGE, LIST, ITEM = (
    "staff/cancellations/page.html",
    "staff/cancellations/_cancellations.html",
    "staff/cancellations/changes.html",
)
MOST = 100

Handle = Callable[..., bool]
_STEPS: dict[str, tuple[Handle, str]] = {
    "see": (see_notice, "Marked as seen."),
    "finish": (finish_notice, "Done."),
    "reopen": (reopen_notice, "It waits again."),
}
_DECISIONS: dict[str, tuple[Handle, str]] = {
    "cancel": (cancel_visit, "The visit is cancelled. The family is told."),
    "keep": (keep_visit, "The visit stays on the schedule."),
    "confirm": (confirm_visit, "Marked as confirmed."),
}


@blueprint.get("")
@requires(Permission.BASIC_MESSAGING)
def index() -> Response:
    """What is open, the earliest visit first; ``tab=done`` shows what was done, the latest first."""
    tab = "done" if request.args.get("tab") == "done" else "open"
    return fragment_or_page(PAGE, LIST, tab=tab, notices=_notices(tab))


@blueprint.post("/<int:notice_id>/<any(see, finish, reopen):step>")
@requires(Permission.ANSWER_CANCELLATIONS)
def handle(notice_id: int, step: str) -> AnyResponse:
    """Seen, done, or open again; "done" can be taken back for a while."""
    act, words = _STEPS[step]
    try:
        with work(current_practice_id()) as session:
            act(session, this_moment(), current_actor(), notice_id)
    except NoSuchNotice:
        abort(404)
    undo = url_for("cancellations.handle", notice_id=notice_id, step="reopen") if step == "finish" else ""
    return _answer(notice_id, words, undo)


@blueprint.post("/<int:notice_id>/<int:appointment_id>/<any(cancel, keep, confirm):verb>")
@requires(Permission.ANSWER_CANCELLATIONS)
def decide(notice_id: int, appointment_id: int, verb: str) -> AnyResponse:
    """What staff decide about one child of a notice."""
    if appointment_id not in {line.appointment_id for line in _item(notice_id).lines}:
        abort(404)
    act, words = _DECISIONS[verb]
    try:
        with work(current_practice_id()) as session:
            done = act(session, this_moment(), current_actor(), appointment_id)
    except NotOnSchedule as error:
        return _refuse(notice_id, str(error))
    return _answer(notice_id, words if done else "Somebody else did this already.")


def _notices(tab: str) -> list[NoticeItem]:
    with reading(current_practice_id()) as session:
        return done_notices(session, MOST) if tab == "done" else open_notices(session, MOST)


def _item(notice_id: int) -> NoticeItem:
    with reading(current_practice_id()) as session:
        item = notice_item(session, notice_id)
    return item or abort(404)


def _answer(notice_id: int, words: str, undo: str = "") -> AnyResponse:
    if not is_from_htmx():
        return see_other(url_for("cancellations.index"), words, undo)
    return fragment_or_page(ITEM, ITEM, notice=_item(notice_id), words=words, undo=undo, swapped=True)


def _refuse(notice_id: int, words: str) -> AnyResponse:
    if is_from_htmx():
        return changed_meanwhile(ITEM, ITEM, notice=_item(notice_id), words=words, bad=True, swapped=True)
    return changed_meanwhile(PAGE, LIST, tab="open", notices=_notices("open"), refused=words)
