"""What a notice says to staff, and what it asks of them."""

from __future__ import annotations

from flask import Flask

from app.domain.answers import NoticeKind
from app.domain.appointments import Status
from app.domain.form_reading import state_of
from app.domain.staff_words import NOTICE_KINDS
from app.queries.notice_children import NoticeChild
from app.queries.notice_items import NoticeItem
from app.web.filters import duration, moment, near, on_its_day, this_moment

_DAY = 24 * 60
_TASKS = {
    NoticeKind.CANCEL_REQUESTED: "Asks to cancel. The visit stands until you cancel it or keep it.",
    NoticeKind.LATE: "Can't come, and told us after the deadline. The visit still stands: call the family.",
    NoticeKind.MOVE_REQUESTED: "Needs another time. Call the family.",
    NoticeKind.CONFLICT: "Another parent answered differently. The first answer stands: ask the family.",
    NoticeKind.MAYBE_CANCEL: "Wrote CANCEL, which stops texts. The visit stands: ask whether they come.",
    NoticeKind.TIME_TAKEN: "Took a freed time from the waitlist. Book it in your schedule.",
    NoticeKind.WRONG_PERSON: "Says this is not their child. Nothing more is sent to them: check the chart.",
}
_BACK = "The family cancelled, but the schedule has the visit again. Ask whether they come."
_BOOKED = "Took a freed time from the waitlist. Your schedule has it now."
_STAYS = "The visit stays on the schedule."
# How the visit went on, once the schedule or somebody here has decided it.
_SINCE = {
    Status.SCHEDULED: _STAYS,
    Status.OUT_OF_REACH: _STAYS,
    Status.CANCEL_REQUESTED: _STAYS,
    Status.CONFIRMED: "The family is coming.",
    Status.ARRIVED: "The family is here.",
    Status.COMPLETED: "The visit is over: the family came.",
    Status.CANCELLED: "Cancelled on the schedule.",
    Status.NO_SHOW: "The visit is over: the family did not come.",
    Status.RESCHEDULED: "The schedule has moved this visit to another time.",
    Status.ENTERED_IN_ERROR: "The schedule says this visit was entered in error.",
}
_MISSED = (Status.CANCELLED, Status.NO_SHOW)


def notice_words(kind: NoticeKind) -> str:
    """What a notice is about: "Asked to cancel"."""
    return NOTICE_KINDS[kind]


def task_words(line: NoticeChild) -> str:
    """What one line of a notice asks of staff; once the visit is decided or over, what became of it."""
    if line.undone:
        return "The parent took it back: coming after all."
    if line.waits:
        return _BACK if line.change is NoticeKind.CANCELLED else _TASKS[line.change]
    still_wanted = line.change is NoticeKind.MOVE_REQUESTED and line.status in _MISSED
    if still_wanted or line.change is NoticeKind.WRONG_PERSON:
        return _TASKS[line.change]
    if line.change is NoticeKind.TIME_TAKEN and line.status is Status.RESCHEDULED:
        return _BOOKED
    free = line.status is Status.CANCELLED and line.starts_at > this_moment() and not line.filled_by
    return f"{_SINCE[line.status]} The time is free again." if free else _SINCE[line.status]


def told_before(line: NoticeChild, notice: NoticeItem) -> str:
    """How long before the visit the family told us: "told us 3 h before"."""
    minutes = int((line.starts_at - notice.created_at).total_seconds() // 60)
    # A day ahead nobody counts minutes.
    minutes -= minutes % 60 if minutes > _DAY else 0
    return f"told us {duration(minutes)} before" if minutes > 0 else "told us after the start"


def may_offer(line: NoticeChild) -> bool:
    """Is its time free, offered to nobody, and would it suit somebody of the waitlist?"""
    return bool(line.fits) and not line.offered_from and not line.filled_by


def offered_words(line: NoticeChild) -> str:
    """What becomes of a freed time that staff gave to the waitlist; empty if they did not."""
    if line.offered_from is None:
        return ""
    if line.offered_from <= this_moment():
        return "Offered to the waitlist. The first family that says yes gets it."
    return f"Goes to the waitlist {near(line.offered_from)}: until then the family can take it back."


def notice_story(notice: NoticeItem) -> list[str]:
    """Who did what with it so far: "Seen by Dana K. 10:12 AM"."""
    told = []
    if notice.escalated_at:
        told.append(f"Nobody had looked: the second address was told {on_its_day(notice.escalated_at)}")
    if notice.seen_by and notice.seen_at and not notice.done_at:
        told.append(f"Seen by {notice.seen_by} {on_its_day(notice.seen_at)}")
    if notice.called:
        who, at = notice.called
        told.append(f"{who} called {on_its_day(at)}, nobody answered")
    if notice.done_at:
        told.append(f"Done by {notice.done_by or 'the front desk'}, {moment(notice.done_at)}")
    return told


def teach_notices(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.globals.update(
        notice_words=notice_words,
        task_words=task_words,
        told_before=told_before,
        notice_story=notice_story,
        may_offer=may_offer,
        offered_words=offered_words,
    )
    app.jinja_env.filters["state"] = state_of
