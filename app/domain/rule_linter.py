"""What is doubtful about an automated message, said before it matters (product E8).

A caution stops nothing: the practice may know better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from app.domain.calendar_words import join_names
from app.domain.delivery_sentences import day_words
from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.rule_cautions import Caution, Surroundings
from app.domain.rule_form import LONGEST_USEFUL
from app.domain.rule_moments import Place, weekdays_without
from app.domain.rule_parts import ACTIONABLE
from app.domain.rule_sentences import span_words, when_words
from app.domain.rule_shadows import always_wins, could_shadow
from app.domain.rules import TELEHEALTH_FAMILY, Rule
from app.domain.staff_words import LANGUAGES
from app.domain.timing import BEFORE_START, HELD, TO_STAFF, Anchor, useful_for
from app.domain.wording.text_message import text_message

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_CHANNELS = {Channel.TEXT: "text", Channel.EMAIL: "email", Channel.VOICE: "phone call"}


def cautions(rule: Rule, around: Surroundings) -> tuple[Caution, ...]:
    """Everything doubtful about ``rule``, worst first. One to staff has no words of a family and no visit."""
    if rule.type in TO_STAFF:
        return tuple(_never_goes(rule, around))
    return (
        *_never_goes(rule, around),
        *_after_deadline(rule, around.places_of(rule)),
        *_shadowed(rule, around),
        *_video(rule, around),
        *_missing_language(around),
        *_too_long(rule, around),
    )


def _never_goes(rule: Rule, around: Surroundings) -> Iterator[Caution]:
    late = _always_too_late(rule)
    if late:
        yield late
        return
    for place in around.calendars_of(rule):
        moments = around.moments_of(rule, place)
        silent = weekdays_without(moments)
        if silent:
            yield _closed(
                rule, place, "" if silent == {each.weekday for each in moments} else day_words(silent)
            )


def _always_too_late(rule: Rule) -> Caution | None:
    """Planned for a moment at which it is never useful, whatever the visit and the calendar (D3)."""
    timing = rule.timing
    lead = timing.length
    useful = useful_for(timing.anchor, rule.last_useful_minutes)
    until = span_words(useful)
    if timing.anchor is Anchor.START and lead < useful:
        why = f"it is useful until {until} before the start"
        remedy = f"Send it {until} before the start or earlier, or set a later last useful moment"
        return _too_late(rule, why, f"{remedy}, for example {span_words(min(lead, BEFORE_START))}.")
    if timing.anchor in HELD and lead > useful:
        why = f"it is useful for {until} after the visit"
        remedy = f"Send it {until} after the visit or earlier"
        longer = f", or set a later last useful moment, for example {span_words(lead + _DAY)}"
        return _too_late(rule, why, f"{remedy}{longer if lead + _DAY <= LONGEST_USEFUL else ''}.")
    return None


def _too_late(rule: Rule, why: str, remedy: str) -> Caution:
    return Caution(
        f"It can never go: {why}, and its moment comes later than that.", f"When: {when_words(rule)}", remedy
    )


def _closed(rule: Rule, place: Place, days: str) -> Caution:
    never = f"It never goes for {days}" if days else "It can never go"
    return Caution(
        f"{never}: no delivery time is open while it is useful.",
        "Delivery times of its own" if rule.hours else f"Delivery times, {place.name}",
        "Tick more days or allow more hours, for example 8:00 AM to 8:00 PM, Monday to Saturday.",
    )


def _after_deadline(rule: Rule, places: Sequence[Place]) -> Iterator[Caution]:
    timing = rule.timing
    if rule.type not in ACTIONABLE or timing.anchor is not Anchor.START:
        return
    lead = timing.length
    late = [place for place in places if lead <= place.deadline_hours * _HOUR]
    if not late:
        return
    hours = span_words(max(place.deadline_hours for place in late) * _HOUR)
    everywhere = len(late) == len(places)
    at = "" if everywhere else f" at {join_names([place.name for place in late], Language.ENGLISH)}"
    yield Caution(
        f"When it arrives, parents can no longer cancel: the deadline{at} is {hours} before the start.",
        f"When: {when_words(rule)}",
        f"Send it earlier than {hours} before the start, or shorten the deadline.",
    )


def _shadowed(rule: Rule, around: Surroundings) -> Iterator[Caution]:
    for other in around.others:
        if could_shadow(other.rule, rule) and always_wins(other.rule, rule, around):
            yield Caution(
                f"{other.name} always goes instead: both are due together, and only one of them goes.",
                f"When: {when_words(rule)}",
                f"Send this one at another time, or turn {other.name} off.",
            )


def _video(rule: Rule, around: Surroundings) -> Iterator[Caution]:
    if rule.type in TELEHEALTH_FAMILY and not rule.visit_types:
        yield Caution(
            "It speaks of a video visit and goes for every visit, also for those in the office.",
            "For whom: visit types",
            "Tick the types that are video visits, for example Telehealth.",
        )
    if rule.type in TELEHEALTH_FAMILY and rule.visit_types and around.without_room:
        names = join_names(list(around.without_room), Language.ENGLISH)
        yield Caution(
            f"No video room is known for {names}: families read that they should call for the link.",
            "Practice: providers",
            "Write the address of the video room beside the provider's name.",
        )


def _missing_language(around: Surroundings) -> Iterator[Caution]:
    for channel, words in _CHANNELS.items():
        written = {key.language for key in around.own if key.channel is channel}
        missing = [LANGUAGES[each] for each in around.languages if written and each not in written]
        if missing:
            languages = join_names(missing, Language.ENGLISH)
            yield Caution(
                f"Your own words for a {words} are missing in {languages}: those families get standard ones.",
                f"Words: {around.set_name}",
                f"Write the {words} in {languages} under Templates.",
            )


def _too_long(rule: Rule, around: Surroundings) -> Iterator[Caution]:
    if rule.channel not in (None, Channel.TEXT):
        return
    for language in around.languages:
        longest = max(_units(rule, language, around, children) for children in (1, 2))
        if longest > around.text_limit:
            yield Caution(
                f"With your longest names the text has {longest} characters; {around.text_limit} may be.",
                f"Words: text in {LANGUAGES[language]}",
                "Shorten the words under Templates, or the practice's short name.",
            )


def _units(rule: Rule, language: Language, around: Surroundings, children: int) -> int:
    facts = replace(around.longest, children=around.longest.children[:children])
    return text_message(rule.type, language, facts, around.text_limit, around.own).units
