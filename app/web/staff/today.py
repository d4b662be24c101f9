"""Today: every visit of the day by answer, live; what waits; what to fix; is everything running."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zlib import crc32

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from app.actions.settle_visit import NoSuchVisit, NotOnSchedule, cancel_visit, confirm_visit, keep_visit
from app.domain.local_time import day_begins, local_day, zone
from app.domain.permissions import Permission
from app.queries.day_sheet import DayVisit, day_sheet, horizon, next_day_with_visits
from app.queries.next_messages import NextMessages, next_messages
from app.queries.notice_items import NoticeItem
from app.queries.open_notices import DeskAsked, open_notices
from app.queries.problems import problem_counts
from app.queries.running import Running, running
from app.web import day_sheet as sheet
from app.web.access import current_actor, current_practice_id, current_staff, requires
from app.web.day_address import Asked, day_asked
from app.web.filters import counted, this_moment, today
from app.web.respond import changed_meanwhile, fragment_or_page, is_from_htmx, nothing_new, see_other
from app.web.way_signs import outage_lines
from app.work import reading, reading_everywhere, work

blueprint = Blueprint("today", __name__, url_prefix="/today")
PAGE, SHEET, DELTA = "staff/today/page.html", "staff/today/_day_sheet.html", "staff/today/changes.html"
CARD_NOTICES = 5
# An address has room for this many; the rows beyond it are drawn again, which changes nothing.
MOST_HELD = 200
# What the page knows besides the rows themselves.
STANDING = ("members", "notices", "outages")


@dataclass(frozen=True, slots=True)
class Day:
    """Everything the page shows. ``since`` and ``members`` are the cursor of its next question."""

    asked: Asked
    everybody: list[DayVisit]
    visits: list[DayVisit]
    notices: list[NoticeItem]
    since: int
    next_day: date | None = None
    problems: dict[Any, int] = field(default_factory=dict)
    running: Running | None = None
    coming: NextMessages | None = None

    @property
    def filtered_visits(self) -> list[DayVisit]:
        return sheet.with_status(self.visits, self.asked.status)

    @property
    def figures(self) -> list[sheet.Figure]:
        return sheet.figures(self.visits)

    @property
    def parts(self) -> list[sheet.Part]:
        return sheet.parts(self.filtered_visits, self.asked.group)

    @property
    def last_change(self) -> datetime | None:
        return max((each.changed_at for each in self.visits), default=None)

    def choices(self, name: str) -> list[str]:
        """What the visits of this day offer to filter by."""
        column = {"provider": "provider", "type": "visit_type", "lang": "language"}[name]
        return sorted({str(getattr(each, column)) for each in self.everybody} - {""})


@blueprint.get("")
@requires(Permission.BASIC_MESSAGING)
def show() -> Response:
    """The day; ``d`` is a date like 2026-11-24, without it today."""
    return fragment_or_page(PAGE, SHEET, **_page_context(_whole_day(day_asked())))


@blueprint.get("/delta")
@requires(Permission.BASIC_MESSAGING, background=True)
def delta() -> Response:
    """Only what changed since the page looked last; 204 when nothing did."""
    day = _read(day_asked())
    since = request.args.get("since", 0, type=int)
    held = request.args.get("held", "").split("-")
    news = [each for each in day.visits if each.mark >= since and _digest(each) not in held]
    cursor = _cursor(day)
    if not news and all(cursor[name] == request.args.get(name) for name in STANDING):
        return nothing_new()
    others = "others" in request.args or cursor["members"] != request.args.get("members")
    return _changes(day, news, others)


@blueprint.post("/<int:appointment_id>/<any(confirm, cancel, keep):verb>")
@requires(Permission.ANSWER_CANCELLATIONS)
def decide(appointment_id: int, verb: str) -> AnyResponse:
    """Confirmed on the phone, cancelled, or kept; back comes the row as it is now."""
    act, words = _DECISIONS[verb]
    try:
        with work(current_practice_id()) as session:
            done = act(session, this_moment(), current_actor(), appointment_id)
    except NoSuchVisit:
        abort(404)
    except NotOnSchedule as error:
        return _refuse(appointment_id, str(error))
    words = words if done else "Somebody else did this already."
    return _row(appointment_id, words) if is_from_htmx() else see_other(day_asked().url(), words)


Decide = Callable[..., bool]
_DECISIONS: dict[str, tuple[Decide, str]] = {
    "confirm": (confirm_visit, "Marked as confirmed."),
    "cancel": (cancel_visit, "The visit is cancelled. The family is told."),
    "keep": (keep_visit, "The visit stays on the schedule."),
}


def _read(asked: Asked) -> Day:
    practice_id, place = current_practice_id(), zone(current_staff().timezone)
    start = day_begins(asked.day, place)
    end = day_begins(asked.day + timedelta(days=1), place)
    with reading(practice_id) as session:
        since = horizon(session, practice_id)
        everybody = day_sheet(session, practice_id, start, end)
        notices = open_notices(session, this_moment(), DeskAsked(), CARD_NOTICES)
    return Day(asked, everybody, [each for each in everybody if asked.wants(each)], notices, since)


def _whole_day(asked: Asked) -> Day:
    """The day with what only a whole page shows."""
    day, now, place = _read(asked), this_moment(), zone(current_staff().timezone)
    tomorrow_ends = day_begins(today() + timedelta(days=2), place)
    with reading(current_practice_id()) as session:
        counts = problem_counts(session, now, tomorrow_ends)
        coming = next_messages(session, now, current_practice_id(), place)
        following = (
            None if day.visits else next_day_with_visits(session, current_practice_id(), _after(asked))
        )
    with reading_everywhere() as session:
        state = running(session, now, current_practice_id())
    next_day = local_day(following, place) if following else None
    return replace(day, problems=counts, running=state, next_day=next_day, coming=coming)


def _after(asked: Asked) -> datetime:
    return day_begins(asked.day + timedelta(days=1), zone(current_staff().timezone))


def _page_context(day: Day) -> dict[str, Any]:
    return {"day": day, "asked": day.asked, "live_url": _live_url(day, others=False), "others": False}


def _cursor(day: Day) -> dict[str, str]:
    """What the page knows: which visits there are, what the inbox shows, and the rows that were written
    after a transaction that still runs. A long import keeps the horizon back, and without ``held`` those
    rows would come as news again and again."""
    held = [_digest(each) for each in day.visits if each.mark >= day.since]
    return {
        "since": str(day.since),
        "held": "-".join(held[:MOST_HELD]),
        "members": _digest(sorted(each.id for each in day.visits)),
        "notices": _digest(day.notices),
        "outages": _digest(outage_lines()),
    }


def _live_url(day: Day, others: bool) -> str:
    return day.asked.live_url(**_cursor(day), **({"others": "1"} if others else {}))


def _changes(day: Day, news: list[DayVisit], others: bool) -> Response:
    rows = [sheet.alone(each, day.asked.group) for each in news]
    words = f"{counted(len(rows), 'visit')} changed." if rows else ""
    return _delta(day, rows, words, live_url=_live_url(day, others), others=others)


def _delta(day: Day, rows: list[sheet.Row], words: str, status: int = 200, **live: Any) -> Response:
    context = {"day": day, "asked": day.asked, "rows": rows, "words": words, "swapped": True, **live}
    return fragment_or_page(DELTA, DELTA, status, **context)


def _row(appointment_id: int, words: str, status: int = 200) -> Response:
    day = _read(day_asked())
    rows = [sheet.alone(each, day.asked.group) for each in day.visits if each.id == appointment_id]
    return _delta(day, rows, words, status)


def _refuse(appointment_id: int, words: str) -> AnyResponse:
    if is_from_htmx():
        return _row(appointment_id, words, 409)
    context = _page_context(_whole_day(day_asked()))
    return changed_meanwhile(PAGE, SHEET, **context, refused=words)


def _digest(value: Any) -> str:
    return format(crc32(repr(value).encode()), "x")
