"""The sheet of the day as the front desk reads it: groups, rows, brackets around siblings, numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from app.domain.day_sheet import DayAnswer, DayGroup
from app.domain.outcomes import MessageStatus
from app.domain.staff_words import CHANNELS, message_status, reason_words
from app.queries.day_sheet import DayVisit
from app.web.filters import age, counted, language_name, on_its_day, this_moment

GROUP_WORDS = {
    DayGroup.NO_ANSWER: "No answer yet",
    DayGroup.ASKED: "Waiting for you",
    DayGroup.CONFIRMED: "Confirmed",
    DayGroup.CANCELLED: "Cancelled",
    DayGroup.OVER: "Here or finished",
}
_LOOKS = {
    DayGroup.NO_ANSWER: ("wait", "clock"),
    DayGroup.ASKED: ("info", "question"),
    DayGroup.CONFIRMED: ("ok", "check"),
    DayGroup.CANCELLED: ("bad", "cross"),
    DayGroup.OVER: ("", "check"),
}
_OWN_LOOKS = {
    DayAnswer.NOT_DELIVERED: ("bad", "warning"),
    DayAnswer.OUT_OF_REACH: ("bad", "warning"),
    DayAnswer.CANT_COME: ("bad", "warning"),
    DayAnswer.NO_SHOW: ("bad", "cross"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One visit with its words. ``sibling`` is "first" or "next" inside a bracket, else empty."""

    visit: DayVisit
    group: str
    sibling: str
    child_line: str
    contact: str
    contact_line: str
    tone: str
    sign: str


@dataclass(frozen=True, slots=True)
class Part:
    """A group of rows under one heading."""

    key: str
    words: str
    count: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the strip: also the filter that shows just these visits."""

    status: str
    words: str
    tone: str
    number: int


def parts(visits: Sequence[DayVisit], grouping: str) -> list[Part]:
    """The sheet grouped by ``answer``, ``time`` (one group) or ``provider``."""
    key = _KEYS[grouping]
    ordered = sorted(visits, key=lambda each: (key(each), *_family_turn(each)))
    return [_part(name, list(rows), grouping) for name, rows in groupby(ordered, key)]


def figures(visits: Iterable[DayVisit]) -> list[Figure]:
    """The strip: all visits, then by answer. "Not delivered" is a part of "No answer"."""
    groups = Counter(each.answer.group for each in visits)
    lost = sum(each.answer is DayAnswer.NOT_DELIVERED for each in visits)
    strip = [
        Figure("", "All visits", "all", sum(groups.values())),
        Figure("no_answer", "No answer", "wait", groups[DayGroup.NO_ANSWER]),
        Figure("asked", "Asked to cancel", "info", groups[DayGroup.ASKED]),
        Figure("confirmed", "Confirmed", "ok", groups[DayGroup.CONFIRMED]),
        Figure("cancelled", "Cancelled", "bad", groups[DayGroup.CANCELLED]),
        Figure("not_delivered", "Not delivered", "lost", lost),
    ]
    over = groups[DayGroup.OVER]
    return [*strip, Figure("over", "Here or finished", "idle", over)] if over else strip


def with_status(visits: Iterable[DayVisit], status: str) -> list[DayVisit]:
    """The visits behind one number of the strip."""
    if status == "not_delivered":
        return [each for each in visits if each.answer is DayAnswer.NOT_DELIVERED]
    return [each for each in visits if not status or each.answer.group == status]


def alone(visit: DayVisit, grouping: str) -> Row:
    """A row that changes in place: where it is drawn its neighbours are not known, so it has no bracket."""
    return _row(visit, _KEYS[grouping](visit), "")


def part_of(key: str, words: str, visits: Iterable[DayVisit]) -> Part:
    """Visits under a heading of one's own, by time; ``key`` marks the rows that belong there."""
    ordered = sorted(visits, key=_family_turn)
    return Part(key, words, _count(ordered), tuple(_rows((key,), ordered)))


def row_of(visit: DayVisit, key: str) -> Row:
    """A row of such a part that changes in place."""
    return _row(visit, (key,), "")


def _by_answer(visit: DayVisit) -> tuple[object, ...]:
    return list(DayGroup).index(visit.answer.group), visit.answer.group.value


def _by_provider(visit: DayVisit) -> tuple[object, ...]:
    return visit.provider == "", visit.provider


def _by_time(_: DayVisit) -> tuple[object, ...]:
    return (0, "time")


_KEYS: dict[str, Callable[[DayVisit], tuple[object, ...]]] = {
    "answer": _by_answer,
    "time": _by_time,
    "provider": _by_provider,
}
GROUPINGS = tuple(_KEYS)


def _family_turn(visit: DayVisit) -> tuple[object, ...]:
    return visit.starts_at, visit.contact_id or 0, visit.message_id or 0, visit.id


def _row_key(key: tuple[object, ...]) -> str:
    return str(key[-1])


def _part(key: tuple[object, ...], visits: list[DayVisit], grouping: str) -> Part:
    name = _row_key(key)
    return Part(name, _heading(name, grouping), _count(visits), tuple(_rows(key, visits)))


def _heading(name: str, grouping: str) -> str:
    if grouping == "answer":
        return GROUP_WORDS[DayGroup(name)]
    return "By time" if grouping == "time" else name or "No provider"


def _count(visits: Sequence[DayVisit]) -> str:
    families = len({each.family_id for each in visits})
    words = counted(len(visits), "visit")
    return words if families == len(visits) else f"{words}, {counted(families, 'family', 'families')}"


def _rows(key: tuple[object, ...], visits: Sequence[DayVisit]) -> Iterable[Row]:
    together = [_together(one, other) for one, other in pairwise(visits)]
    before, after = [False, *together], [*together, False]
    told = None
    for visit, joins, leads in zip(visits, before, after, strict=True):
        yield _row(visit, key, "next" if joins else "first" if leads else "", told)
        told = visit.choice, visit.answered_at


def _together(one: DayVisit, other: DayVisit) -> bool:
    """Two rows that one parent answers together: told by one message, or booked for one moment."""
    if one.contact_id is None or one.contact_id != other.contact_id:
        return False
    same_message = one.message_id is not None and one.message_id == other.message_id
    return same_message or one.starts_at == other.starts_at


def _row(
    visit: DayVisit, key: tuple[object, ...], sibling: str, told: tuple[object, ...] | None = None
) -> Row:
    """``told`` is the answer of the row above: a sibling who says the same need not repeat it."""
    tone, sign = _OWN_LOOKS.get(visit.answer) or _LOOKS[visit.answer.group]
    repeated = sibling == "next" and (visit.choice, visit.answered_at) == told
    return Row(
        visit=visit,
        group=_row_key(key),
        sibling=sibling,
        child_line=", ".join(filter(None, (age(visit.birth_date), visit.provider))),
        contact="" if repeated else visit.contact or "No contact on file",
        contact_line=_same_parent(visit) if repeated else _said(visit),
        tone=tone,
        sign=sign,
    )


def _same_parent(visit: DayVisit) -> str:
    if visit.choice is not None:
        return "Same parent, same answer"
    return "Same parent, same message" if visit.message_id else "Same parent"


def _said(visit: DayVisit) -> str:
    """What is known of the family's last word, or else of our last message to it."""
    if visit.blocked:
        return "The schedule gave an unknown status: nothing is sent"
    if visit.choice is not None and visit.answered_at is not None:
        return f"{_way(visit.via)}, {on_its_day(visit.answered_at)}"
    line = _message_line(visit)
    return f"{line}, {language_name(visit.language)}" if visit.language not in {"", "en"} else line


_WAYS = {
    "link": "By link",
    "staff": "By phone, marked here",
    "text": "By text",
    "phone": "By keys in a call",
    "waitlist": "From the waitlist",
}


def _way(via: str) -> str:
    return _WAYS.get(via, via.capitalize())


def _message_line(visit: DayVisit) -> str:
    if visit.message_status is None or visit.message_at is None:
        return "No message yet"
    if visit.message_status in {MessageStatus.SKIPPED, MessageStatus.CANCELLED, MessageStatus.EXPIRED}:
        return f"Not sent. {reason_words(visit.reason)}"
    channel = next((words for each, words in CHANNELS.items() if each == visit.channel), "Message")
    status = message_status(visit.message_status, visit.message_at, this_moment()).lower()
    return f"{channel} {on_its_day(visit.message_at)}, {status}"
