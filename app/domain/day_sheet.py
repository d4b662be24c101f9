"""How a visit stands on the front desk's sheet of the day (product M3, B3)."""

from __future__ import annotations

from enum import StrEnum

from app.domain.answers import NoticeKind
from app.domain.appointments import Status


class DayGroup(StrEnum):
    """The parts of the sheet, in the order in which they need somebody."""

    NO_ANSWER = "no_answer"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    OVER = "over"


class DayAnswer(StrEnum):
    """What the sheet says of one visit. The members are ``(value, words, group)``."""

    words: str
    group: DayGroup

    def __new__(cls, value: str, words: str, group: DayGroup) -> DayAnswer:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        member.group = group
        return member

    NO_ANSWER = "no_answer", "No answer", DayGroup.NO_ANSWER
    NOT_DELIVERED = "not_delivered", "Not delivered", DayGroup.NO_ANSWER
    OUT_OF_REACH = "out_of_reach", "Out of reach", DayGroup.NO_ANSWER
    ASKED_TO_CANCEL = "asked_to_cancel", "Asked to cancel", DayGroup.ASKED
    CANT_COME = "cant_come", "Can't come, too late", DayGroup.ASKED
    OTHER_TIME = "other_time", "Wants another time", DayGroup.ASKED
    TWO_ANSWERS = "two_answers", "Two answers", DayGroup.ASKED
    CONFIRMED = "confirmed", "Confirmed", DayGroup.CONFIRMED
    CANCELLED = "cancelled", "Cancelled", DayGroup.CANCELLED
    ARRIVED = "arrived", "Arrived", DayGroup.OVER
    COMPLETED = "completed", "Completed", DayGroup.OVER
    NO_SHOW = "no_show", "No show", DayGroup.OVER


class Reached(StrEnum):
    """What is known of the messages about a visit: NOBODY is none at all, LOST that none came through."""

    NOBODY = "nobody"
    SOMEBODY = "somebody"
    LOST = "lost"


_WAITING = {
    NoticeKind.LATE: DayAnswer.CANT_COME,
    NoticeKind.MOVE_REQUESTED: DayAnswer.OTHER_TIME,
    NoticeKind.CONFLICT: DayAnswer.TWO_ANSWERS,
}
_STANDS = {
    Status.SCHEDULED: DayAnswer.NO_ANSWER,
    Status.CONFIRMED: DayAnswer.CONFIRMED,
    Status.CANCEL_REQUESTED: DayAnswer.ASKED_TO_CANCEL,
    Status.OUT_OF_REACH: DayAnswer.OUT_OF_REACH,
    Status.ARRIVED: DayAnswer.ARRIVED,
    Status.COMPLETED: DayAnswer.COMPLETED,
    Status.CANCELLED: DayAnswer.CANCELLED,
    Status.NO_SHOW: DayAnswer.NO_SHOW,
}
_OPEN = frozenset({Status.SCHEDULED, Status.CONFIRMED, Status.OUT_OF_REACH})


def day_answer(status: Status, waiting: NoticeKind | None, reached: Reached) -> DayAnswer | None:
    """What the sheet says; ``None`` for an appointment that is not on this day any more.

    ``waiting`` is the change of a notice nobody has handled yet: what a parent told us after the
    deadline leaves the schedule as it is, but the desk must see it before they call it confirmed.
    """
    if status in _OPEN and waiting in _WAITING:
        return _WAITING[waiting]
    stands = _STANDS.get(status)
    lost = stands is DayAnswer.NO_ANSWER and reached is Reached.LOST
    return DayAnswer.NOT_DELIVERED if lost else stands
