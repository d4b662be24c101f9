"""The Cancellations page as it is asked for: its list, its filters, and how it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.domain.local_time import day_begins, zone
from app.queries.desk_names import DeskNames, desk_names
from app.queries.notice_items import NoticeItem, notice_item
from app.queries.open_notices import DeskAsked, DeskCounts, Tab, desk_counts, done_notices, open_notices
from app.web.access import current_practice_id, current_staff
from app.web.filters import this_moment, today
from app.web.report_address import mark_of, mark_words
from app.web.respond import fragment_or_page, is_from_htmx, see_other
from app.web.row_id import row_number
from app.work import reading

PAGE, LIST, ITEM = (
    "staff/cancellations/page.html",
    "staff/cancellations/_cancellations.html",
    "staff/cancellations/changes.html",
)
MOST = 100
DONE_PAGE = 50
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the page shows. ``older`` is where the next page of what was done begins; ``more`` says
    that more is open than the page shows.
    """

    asked: DeskAsked
    notices: Sequence[NoticeItem]
    counts: DeskCounts
    names: DeskNames
    older: str = ""
    more: bool = False

    @property
    def filtered(self) -> bool:
        return bool(self.asked.department_id or self.asked.words)

    def url(self, endpoint: str = "cancellations.index", **more: Any) -> str:
        """An address that keeps the list and its filters."""
        return url_for(endpoint, **{**given(self.asked), **more})

    def act(self, endpoint: str, notice: NoticeItem, **more: Any) -> str:
        """Where a button of an item goes; it comes back to this list."""
        return self.url(endpoint, notice_id=notice.id, **more)


def asked() -> DeskAsked:
    """What the address asks for; a list or a department that is not there reads as none."""
    tab = request.args.get("tab", "")
    return DeskAsked(
        tab=Tab(tab) if tab in set(Tab) else Tab.OPEN,
        staff_id=current_staff().id,
        department_id=request.args.get("department", type=row_number),
        words=" ".join(request.args.get("q", "")[:LONGEST].split()),
    )


def given(wanted: DeskAsked) -> dict[str, Any]:
    """The address's part behind the question mark; what is not chosen is left out."""
    return {
        **({"tab": wanted.tab.value} if wanted.tab is not Tab.OPEN else {}),
        **({"department": wanted.department_id} if wanted.department_id else {}),
        **({"q": wanted.words} if wanted.words else {}),
    }


def read_desk() -> Desk:
    """The list that is asked for."""
    desk = read_around()
    with reading(current_practice_id()) as session:
        if desk.asked.tab is not Tab.DONE:
            waiting = open_notices(session, this_moment(), desk.asked, MOST + 1)
            return replace(desk, notices=waiting[:MOST], more=len(waiting) > MOST)
        before = mark_of(request.args.get("before", ""))
        found = done_notices(session, this_moment(), desk.asked, before, DONE_PAGE + 1)
    shown = found[:DONE_PAGE]
    return replace(desk, notices=shown, older=_mark(shown[-1]) if len(found) > DONE_PAGE else "")


def read_around() -> Desk:
    """What stands around the list, without it."""
    now, staff = this_moment(), current_staff()
    day_began = day_begins(today(), zone(staff.timezone))
    with reading(staff.practice_id) as session:
        return Desk(
            asked=asked(),
            notices=(),
            counts=desk_counts(session, now, day_began, staff.id),
            names=desk_names(session),
        )


def read_item(notice_id: int) -> NoticeItem:
    """One notice of the practice as it stands; 404 for any other."""
    with reading(current_practice_id()) as session:
        item = notice_item(session, this_moment(), notice_id)
    return item or abort(404)


def answer(notice_id: int, words: str, undo: str = "") -> AnyResponse:
    """After a step: the item as it is now, or back to the list, with a line that says what happened."""
    if not is_from_htmx():
        return see_other(url_for("cancellations.index", **given(asked())), words, undo)
    return _item(200, notice_id, words, undo=undo)


def refuse(notice_id: int, words: str, status: int = 409, **context: Any) -> Response:
    """Nothing was done: the item, or the whole page, as it stands now. ``context`` keeps what was typed."""
    if is_from_htmx():
        return _item(status, notice_id, words, bad=True, acting=notice_id, **context)
    return fragment_or_page(
        PAGE, LIST, status, desk=read_desk(), live_url="", refused=words, acting=notice_id, **context
    )


def _item(status: int, notice_id: int, words: str, **context: Any) -> Response:
    desk, notice = read_around(), read_item(notice_id)
    return fragment_or_page(
        ITEM, ITEM, status, desk=desk, notices=[notice], words=words, swapped=True, **context
    )


def _mark(last: NoticeItem) -> str:
    return mark_words((last.done_at, last.id)) if last.done_at else ""
