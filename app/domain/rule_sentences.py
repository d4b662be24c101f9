"""An automated message said in words, so that staff see what it does before saving (product E1 to E4, E8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from app.domain.calendar_words import join_names, text_time
from app.domain.delivery_sentences import day_words
from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.renewal_words import renewal_sentences, renewal_when
from app.domain.rule_parts import ACTIONABLE, about_visits, ages_words, has_statuses, useful_until_start
from app.domain.rules import STATUSES, ChannelMode, Hours, NewPatients, Rule
from app.domain.timing import TO_STAFF, Anchor, RuleType, Timing

_SAYS = {
    RuleType.INITIAL_CONFIRMATION: "Tells the family about a new visit and asks whether they are coming",
    RuleType.CONFIRMATION_REQUEST: "Asks the family whether they are coming",
    RuleType.REMINDER: "Reminds the family of the visit",
    RuleType.MOVED: "Tells the family what has changed",
    RuleType.CANCELLED_BY_PRACTICE: "Tells the family that the practice cancelled the visit",
    RuleType.MISSED: "Tells the family that they were missed",
    RuleType.FOLLOW_UP: "Writes to the family after the visit",
    RuleType.TELEHEALTH_FIRST: "Tells the family about the video visit",
    RuleType.TELEHEALTH_SECOND: "Reminds the family that the video visit begins",
    RuleType.BIRTHDAY: "Wishes the child a happy birthday",
    RuleType.RECALL: "Asks the family to book the check-up that is due",
    RuleType.WAITLIST_OFFER: "Offers a freed time to a family that waits for one",
}
_BY = {Channel.TEXT: "by text", Channel.EMAIL: "by email", Channel.VOICE: "by phone call"}
# What an amount of time is counted from, as the form offers it.
ANCHOR_WORDS = {
    Anchor.CREATION: "after the visit is booked",
    Anchor.START: "before the start",
    Anchor.AFTER_START: "after the start",
    Anchor.END: "after the end",
    Anchor.DUE: "before it ends",
}
_AT_ONCE = {
    Anchor.CREATION: "as soon as the visit is booked",
    Anchor.CHANGE: "as soon as the visit has a new time, place or provider",
    Anchor.CANCELLATION: "as soon as the practice has cancelled",
    Anchor.AFTER_START: "at the start",
    Anchor.END: "at the end",
    Anchor.FREED: "when its turn on the waitlist comes",
}
_ALL = {
    RuleType.WAITLIST_OFFER: "All freed times",
    RuleType.STAFF_RENEWAL: "Whose it is, and every administrator",
}
_NEW = {
    NewPatients.FIRST_VISIT: "first visits only",
    NewPatients.LATER_VISITS: "later visits only, not the first",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What doctors, places and own words are called, by id."""

    providers: Mapping[int, str] = field(default_factory=dict)
    locations: Mapping[int, str] = field(default_factory=dict)
    template_sets: Mapping[int, str] = field(default_factory=dict)


def when_words(rule: Rule) -> str:
    """When it goes: "3 days before the start", "as soon as the visit is booked"."""
    timing = rule.timing
    if rule.type in TO_STAFF:
        return renewal_when(rule)
    if rule.at_time is not None:
        day = "the birthday" if rule.type is RuleType.BIRTHDAY else "the day a check-up is due"
        return f"at {text_time(rule.at_time)} on {day}"
    if timing.amount == 0:
        return _AT_ONCE[timing.anchor]
    return f"{_amount(timing)} {ANCHOR_WORDS[timing.anchor]}"


def whom_words(rule: Rule, names: Names) -> str:
    """For which visits: "Confirmed; Check-up; Dr. Patel; ages 2 to 12"; "All visits" without a filter."""
    parts = list(_limits(rule, names))
    if parts:
        return "; ".join(parts)
    return _ALL.get(rule.type, "All visits" if about_visits(rule.type) else "All children")


def way_words(rule: Rule) -> str:
    """Over which channel: "As each contact prefers", "Always by text"."""
    if rule.channel is not None:
        return f"Always {_BY[rule.channel]}"
    if rule.escalate_after is not None:
        return f"As each contact prefers, then the next way after {span_words(rule.escalate_after)}"
    return "As each contact prefers"


def rule_sentences(rule: Rule, names: Names) -> tuple[str, ...]:
    """What it does, one sentence for each part of the form that says something."""
    if rule.type in TO_STAFF:
        return (*renewal_sentences(rule), *_own_times(rule))
    return (
        f"{_SAYS[rule.type]}, {when_words(rule)}.",
        *_told_about(rule, names),
        _way(rule),
        *_own_times(rule),
        _words(rule, names),
    )


def hours_words(hours: Hours) -> str:
    """Own delivery times: "9:00 AM to 6:00 PM, Monday to Friday", "at any hour, every day"."""
    if hours.window_from == hours.window_to:
        return f"at any hour, {day_words(hours.days)}"
    return f"{text_time(hours.window_from)} to {text_time(hours.window_to)}, {day_words(hours.days)}"


def span_words(length: timedelta) -> str:
    """A length of time in its greatest whole unit: "90 minutes", "4 hours", "2 days"."""
    minutes = int(length.total_seconds()) // 60
    for size, unit in ((1440, "day"), (60, "hour")):
        if minutes and minutes % size == 0:
            return _counted(minutes // size, unit)
    return _counted(minutes, "minute")


def _counted(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def _amount(timing: Timing) -> str:
    return _counted(timing.amount, timing.unit.removesuffix("s"))


def _limits(rule: Rule, names: Names) -> Iterator[str]:
    if has_statuses(rule.type) and rule.statuses != STATUSES[rule.type]:
        yield _either(each.words for each in sorted(rule.statuses))
    if rule.visit_types:
        yield _either(rule.visit_types)
    if rule.provider_ids:
        yield _either(names.providers.get(each, "a former provider") for each in rule.provider_ids)
    if rule.location_ids:
        yield _either(names.locations.get(each, "a former office") for each in rule.location_ids)
    if rule.age_from is not None or rule.age_to is not None:
        yield ages_words(rule.age_from, rule.age_to)
    if rule.new_patients in _NEW:
        yield _NEW[rule.new_patients]


def _either(words: Iterator[str] | frozenset[str]) -> str:
    return join_names(sorted(words), Language.ENGLISH).replace(" and ", " or ")


def _told_about(rule: Rule, names: Names) -> Iterator[str]:
    if list(_limits(rule, names)):
        yield f"Only for: {whom_words(rule, names)}."
    elif about_visits(rule.type):
        yield "For every visit of every type, provider and office."
    elif rule.type is RuleType.WAITLIST_OFFER:
        yield "For every freed time, whoever waits for it."
    else:
        yield "For every child of the practice."
    if rule.type in ACTIONABLE and rule.type is not RuleType.REMINDER:
        yield "It stops as soon as the family has answered."
    if rule.tries is not None and rule.try_every_days is not None:
        tries = _counted(rule.tries, "time").replace("1 time", "once")
        every = _counted(rule.try_every_days, "day")
        yield f"It asks at most {tries}, every {every}, until a visit is booked."


def _way(rule: Rule) -> str:
    if rule.channel is not None:
        return f"It always goes {_BY[rule.channel]}, where the contact agreed to that."
    if rule.channel_mode is ChannelMode.ESCALATION and rule.escalate_after is not None:
        missed = "an answer" if rule.type in ACTIONABLE - {RuleType.REMINDER} else "a sign that it arrived"
        return (
            f"It goes as each contact prefers. Without {missed} after {span_words(rule.escalate_after)} "
            "it is tried the next dearer way: email, then text, then phone call."
        )
    return "It goes as each contact prefers."


def _own_times(rule: Rule) -> Iterator[str]:
    if rule.hours is not None:
        yield f"It has delivery times of its own: {hours_words(rule.hours)}."
    if rule.last_useful_minutes is not None:
        end = "before the start" if useful_until_start(rule) else "after the moment it is about"
        useful = span_words(timedelta(minutes=rule.last_useful_minutes))
        yield f"It no longer goes later than {useful} {end}."


def _words(rule: Rule, names: Names) -> str:
    if rule.template_set_id is None:
        return "It uses the standard words."
    return f"It uses your own words: {names.template_sets.get(rule.template_set_id, 'a former set')}."
