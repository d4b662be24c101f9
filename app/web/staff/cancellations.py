"""The Cancellations inbox: what parents told us, live, and what the department did about it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.begin_offering import Begun, begin_offering
from app.actions.handle_notice import NoSuchNotice, finish_notice, reopen_notice, see_notice, unsee_notice
from app.actions.settle_visit import NotOnSchedule, cancel_visit, confirm_visit, keep_visit
from app.domain.answers import NoticeState
from app.domain.permissions import Permission
from app.queries.notice_children import NoticeChild
from app.queries.notice_items import NoticeItem
from app.web.access import current_actor, current_practice_id, requires
from app.web.desk_live import live_url, read_news, taken_in
from app.web.desk_view import LIST, PAGE, answer, asked, given, read_desk, read_item, refuse
from app.web.filters import counted, on_its_day, this_moment
from app.web.notice_words import offered_words
from app.web.respond import fragment_or_page, nothing_new
from app.web.waitlist_words import begun_words
from app.work import work

blueprint = Blueprint("cancellations", __name__, url_prefix="/cancellations")
NEWS, NEW = "staff/cancellations/news.html", "staff/cancellations/new.html"

Handle = Callable[..., bool]
# What is done, what is said then, and the step that takes it back.
_STEPS: dict[str, tuple[Handle, str, str]] = {
    "see": (see_notice, "Marked as seen.", "unsee"),
    "unsee": (unsee_notice, "It is new again.", ""),
    "finish": (finish_notice, "Done.", "reopen"),
    "reopen": (reopen_notice, "It waits again.", ""),
}
_DECISIONS: dict[str, tuple[Handle, str]] = {
    "cancel": (cancel_visit, "The visit is cancelled. The family is told."),
    "keep": (keep_visit, "The visit stays on the schedule."),
    "confirm": (confirm_visit, "Marked as confirmed."),
}


@blueprint.get("")
@requires(Permission.BASIC_MESSAGING)
def index() -> Response:
    """Open, one's own, or done: the earliest visit first, of what was done the latest."""
    desk = read_desk()
    return fragment_or_page(PAGE, LIST, desk=desk, live_url=live_url(desk, desk.notices))


@blueprint.get("/delta")
@requires(Permission.BASIC_MESSAGING, background=True)
def delta() -> Response:
    """What changed since the page looked: its own items in place, and how many came; 204 for nothing."""
    news = read_news()
    if news.nothing:
        return nothing_new()
    words = f"{counted(len(news.fresh), 'new answer')}." if news.fresh else ""
    return fragment_or_page(NEWS, NEWS, news=news, desk=news.desk, words=words, swapped=True)


@blueprint.get("/new")
@requires(Permission.BASIC_MESSAGING)
def new() -> Response:
    """What came since the page was drawn, to stand above the rest."""
    news = taken_in(read_news())
    return fragment_or_page(NEW, NEW, news=news, desk=news.desk)


@blueprint.post("/<int:notice_id>/<any(see, unsee, finish, reopen):step>")
@requires(Permission.ANSWER_CANCELLATIONS)
def handle(notice_id: int, step: str) -> AnyResponse:
    """Seen, done, or open again; what was done can be taken back."""
    act, words, back = _STEPS[step]
    try:
        with work(current_practice_id()) as session:
            done = act(session, this_moment(), current_actor(), notice_id)
    except NoSuchNotice:
        abort(404)
    if not done:
        return refuse(notice_id, _already(read_item(notice_id)))
    undo = url_for("cancellations.handle", notice_id=notice_id, step=back, **given(asked())) if back else ""
    return answer(notice_id, words, undo)


@blueprint.post("/<int:notice_id>/<int:appointment_id>/<any(cancel, keep, confirm):verb>")
@requires(Permission.ANSWER_CANCELLATIONS)
def decide(notice_id: int, appointment_id: int, verb: str) -> AnyResponse:
    """What staff decide about one child of a notice."""
    _line_of(notice_id, appointment_id)
    act, words = _DECISIONS[verb]
    try:
        with work(current_practice_id()) as session:
            done = act(session, this_moment(), current_actor(), appointment_id)
    except NotOnSchedule as error:
        return refuse(notice_id, str(error))
    if not done:
        return refuse(notice_id, _already(read_item(notice_id)))
    return answer(notice_id, words)


@blueprint.post("/<int:notice_id>/<int:appointment_id>/offer")
@requires(Permission.ANSWER_CANCELLATIONS)
def offer(notice_id: int, appointment_id: int) -> AnyResponse:
    """The freed time of one child goes to those who wait, a few at a time."""
    _line_of(notice_id, appointment_id)
    with work(current_practice_id()) as session:
        begun = begin_offering(session, this_moment(), current_actor(), appointment_id)
    if begun is not Begun.OFFERING:
        return refuse(notice_id, begun_words(begun))
    return answer(notice_id, offered_words(_line_of(notice_id, appointment_id)))


def _line_of(notice_id: int, appointment_id: int) -> NoticeChild:
    """One child of this notice; 404 for any other."""
    found = (line for line in read_item(notice_id).lines if line.appointment_id == appointment_id)
    return next(found, None) or abort(404)


def _already(item: NoticeItem) -> str:
    """Two people at once: who was faster, and with what."""
    if item.state is NoticeState.DONE and item.done_at:
        return f"{item.done_by or 'The clock'} did this already, {on_its_day(item.done_at)}."
    if item.state is NoticeState.SEEN and item.seen_by:
        return f"{item.seen_by} looked at it already. This is how it stands now."
    return "Somebody else did this already. This is how it stands now."
