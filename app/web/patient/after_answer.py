"""What a parent can do and expect after the answer: undo, a new time, the late notice, what happens next."""

from __future__ import annotations

from datetime import datetime, time

from app.domain.answers import Wish
from app.domain.calendar_words import at_time, near_day, until
from app.domain.effects import EffectKind
from app.domain.languages import Language
from app.queries.visit_page import ChildOnPage
from app.web.patient.children import names_of
from app.web.patient.headline import Groups
from app.web.patient.sheet import Action, Late, Shown, Step
from app.web.patient.words import say, say_number

_NOON = time(12)
_EVENING = time(17)


def undo_actions(groups: Groups) -> tuple[Action, ...]:
    """A button for each child whose cancellation can be taken back; one for all when nobody is coming."""
    ended = [
        child
        for child in groups.of(Shown.CANCELLED, Shown.REQUESTED)
        if Wish.UNDO in child.may and not child.taken
    ]
    language = groups.language
    if len(ended) > 1 and len(ended) == len(groups.shown):
        return (Action(say("undo_all", language), tuple(("undo", str(child.id)) for child in ended)),)
    told = [child for child in groups.of(Shown.TOLD) if Wish.COMING in child.may]
    fields = [(child, ("undo", str(child.id))) for child in ended]
    fields += [(child, (f"answer-{child.id}", "coming")) for child in told]
    return tuple(Action(say("undo_one", language, names=child.name), (what,)) for child, what in fields)


def undo_hint(groups: Groups) -> str:
    """Until when it can be undone, and which time is gone already."""
    language = groups.language
    taken = [child for child in groups.of(Shown.CANCELLED) if child.taken]
    if taken:
        return say("taken_note", language, names=groups.names(taken))
    ended = [child for child in groups.of(Shown.CANCELLED, Shown.REQUESTED) if Wish.UNDO in child.may]
    if not ended:
        return ""
    last = until(min(child.until for child in ended), groups.page.today, language)
    return say("undo_until" if groups.of(Shown.CANCELLED) else "undo_request_until", language, until=last)


def new_time_actions(groups: Groups) -> tuple[Action, ...]:
    """A button for each cancelled child who has not asked for another time yet."""
    children = [
        child
        for child in groups.of(Shown.CANCELLED, Shown.OFFICE)
        if Wish.MOVE in child.may and child.said is not EffectKind.REQUEST_MOVE
    ]
    language = groups.language
    key = "new_time" if len(groups.shown) == 1 else "new_time_for"
    return tuple(
        Action(say(key, language, names=child.name), ((f"answer-{child.id}", "move"),)) for child in children
    )


def late_box(groups: Groups) -> Late | None:
    """For children whose deadline has passed: call, or tell the office (D6)."""
    late = [child for child in groups.of(Shown.LATE, Shown.COMING) if Wish.LATE in child.may]
    if not late:
        return None
    language, closed = groups.language, groups.page.office.open_until is None
    heading = say_number("cant_come", len(names_of(late)), language)
    return Late(heading, _late_text(groups), _tell_actions(groups, late, closed), closed)


def _late_text(groups: Groups) -> str:
    language, office, today = groups.language, groups.page.office, groups.page.today
    if office.open_until:
        return say("late_open", language, time=_closing(office.open_until, language))
    if office.next_opening is None:
        return say("late_shut", language)
    day = near_day(office.next_opening.date(), today, language)
    return say("late_closed", language, day=day, time=at_time(office.next_opening, language))


def _closing(at: datetime, language: Language) -> str:
    # "until 5:00 PM" but "hasta las 5:00 p. m.": at_time without its preposition.
    return at_time(at, language).split(" ", 1)[1]


def _tell_actions(groups: Groups, late: list[ChildOnPage], closed: bool) -> tuple[Action, ...]:
    language = groups.language
    if len(late) == 1 and len(groups.shown) == 1:
        key = "tell_closed" if closed else "tell_open"
        return (Action(say(key, language), (("late", str(late[0].id)),)),)
    return tuple(
        Action(say("tell_for", language, names=child.name), (("late", str(child.id)),)) for child in late
    )


def steps(groups: Groups) -> tuple[Step, ...]:
    """What happens next; nothing while the page still asks."""
    if groups.of(Shown.ASK, Shown.LATE, Shown.CONFLICT, Shown.TOLD):
        return ()
    if groups.of(Shown.REQUESTED):
        return _request_steps(groups)
    if groups.of(Shown.CANCELLED):
        return _cancelled_steps(groups)
    if groups.of(Shown.COMING):
        return (Step(say("next_told", groups.language)), *_reminders(groups))
    return ()


def _reminders(groups: Groups) -> tuple[Step, ...]:
    """What will still arrive, so that nobody wonders whether the answer was heard."""
    if not groups.reminders:
        return ()
    language, number = groups.language, len(groups.reminders)
    when = _part_of_day(groups.reminders[0], groups)
    key = "next_reminder_one" if number == 1 else "next_reminder_many"
    return (Step(say(key, language, n=number, when=when)),)


def _part_of_day(at: datetime, groups: Groups) -> str:
    language = groups.language
    if at.date() == groups.page.today:
        return say("later_today", language)
    part = "morning" if at.time() < _NOON else "afternoon" if at.time() < _EVENING else "evening"
    return say(part, language, day=near_day(at.date(), groups.page.today, language))


def _request_steps(groups: Groups) -> tuple[Step, ...]:
    language = groups.language
    requested = groups.of(Shown.REQUESTED)
    return (
        Step(say("next_has_request", language)),
        Step(say_number("next_they_cancel", len(requested), language)),
        Step(_no_word(groups, requested), call=True),
    )


def _no_word(groups: Groups, requested: list[ChildOnPage]) -> str:
    """Noon of the next day the office opens, if that is still before the visit."""
    language, opening = groups.language, groups.page.office.next_opening
    noon = datetime.combine(opening.date(), _NOON) if opening else None
    if noon is None or noon >= min(child.starts for child in requested):
        return say("next_soon", language)
    return say("next_no_word", language, day=near_day(noon.date(), groups.page.today, language))


def _cancelled_steps(groups: Groups) -> tuple[Step, ...]:
    language, cancelled = groups.language, groups.of(Shown.CANCELLED)
    names = groups.names(cancelled)
    if groups.of(Shown.COMING):
        done = (Step(say("next_told_about", language, names=names)), *_reminders(groups))
    else:
        done = (Step(say_number("next_no_more", len(cancelled), language)),)
    if not new_time_actions(groups):
        return done
    need = say_number("next_new_time", len(names_of(cancelled)), language, names=names)
    return (*done, Step(need, call=True))
