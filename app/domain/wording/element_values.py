"""The value of every message element, from the facts of a visit (product F2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from app.domain.calendar_words import (
    day_and_time,
    join_names,
    long_date,
    near_day,
    page_time,
    short_date,
    short_weekday,
    spoken_time,
    text_time,
)
from app.domain.languages import Bilingual, Language
from app.domain.merge_fields import render
from app.domain.message_elements import ELEMENTS, fallbacks
from app.domain.sms_length import plain_version
from app.domain.wording.facts import MessageFacts

_YOUR_CHILD = Bilingual("your child", "su hijo o hija")
# A text has no room for more; the slash form is how Spanish texts keep both genders.
_YOUR_CHILD_IN_A_TEXT = Bilingual("your child", "su hijo/a")

# Letter for letter: a plainer one would lead elsewhere.
_ADDRESSES = frozenset({"link", "video_link"})


def element_values(facts: MessageFacts, language: Language, *, named: bool = True) -> dict[str, str]:
    """Values for mail and phone calls. ``named`` false says "your child" in place of names."""
    names = _names(facts) if named and not facts.quiet_names else []
    first = facts.first()
    return {
        **_children(names, len(facts.children), language),
        "parent": facts.parent,
        **_times(facts, language),
        "provider": short_provider(first.provider(language)),
        "office": first.office,
        "place": join_names(_offices(facts), language),
        "practice": facts.practice_short,
        "practice_name": facts.practice_name,
        "phone": facts.phone_display,
        "link": facts.link,
        "video_link": first.video_link,
    }


def text_values(facts: MessageFacts, language: Language, *, named: bool) -> dict[str, str]:
    """Values for text messages: short, and in plain letters unless the practice keeps accents."""
    written = facts if facts.keep_accents else _with_plain_names(facts)
    values = element_values(written, language, named=named)
    starts_local = facts.first().starts_local
    if starts_local is not None:
        values["time"] = text_time(starts_local)
    if values["patient_name"] == _YOUR_CHILD.words(language):
        values["patient_name"] = _YOUR_CHILD_IN_A_TEXT.words(language)
    if facts.keep_accents:
        return values
    return {name: value if name in _ADDRESSES else plain_version(value) for name, value in values.items()}


def filled(template: str, values: dict[str, str], language: Language) -> str:
    """``template`` with its values, its first letter a capital."""
    text = render(template, values, fallbacks(language))
    return text[:1].upper() + text[1:]


def short_provider(name: str) -> str:
    """A provider within the element's length; a longer one keeps its title and last name."""
    if len(name) <= ELEMENTS["provider"].longest:
        return name
    title, *_, last = name.split()
    return f"{title} {last}" if title.endswith(".") else last


def _with_plain_names(facts: MessageFacts) -> MessageFacts:
    # Before names are joined, so that one without any plain letter is seen to be missing.
    children = (replace(child, first_name=plain_version(child.first_name)) for child in facts.children)
    return replace(facts, children=tuple(children))


def _names(facts: MessageFacts) -> list[str]:
    return [" ".join(child.first_name.split()) for child in facts.in_order()]


def _offices(facts: MessageFacts) -> list[str]:
    return list(dict.fromkeys(child.office for child in facts.in_order() if child.office))


def _children(names: Sequence[str], count: int, language: Language) -> dict[str, str]:
    one, all_of_them = _called(names, count, language)
    return {"patient_name": one, "children": all_of_them, "count": str(count)}


def _called(names: Sequence[str], count: int, language: Language) -> tuple[str, str]:
    quiet = _YOUR_CHILD.words(language)
    many = quiet if count == 1 else Bilingual(f"your {count} children", f"sus {count} hijos").words(language)
    joined = join_names(names, language)
    # A list with a hole in it, or one cut to its element's length, would leave a child out.
    complete = bool(names) and all(names) and len(joined) <= ELEMENTS["children"].longest
    return (names[0] if complete else quiet), (joined if complete else many)


def _times(facts: MessageFacts, language: Language) -> dict[str, str]:
    at = facts.first().starts_local
    if at is None:
        return {}
    day = at.date()
    when = f"{short_date(day, language)}, {_from(facts, language)}{text_time(at)}"
    return {
        "weekday": short_weekday(day, language),
        "date_time": day_and_time(at, language),
        "when": when,
        "near_when": f"{_lead(facts, day, language)}{when}",
        "first_day": long_date(day, language),
        "near_day": near_day(day, facts.today_local, language),
        "time": page_time(at, language),
        "spoken_time": _spoken(facts, at, language),
    }


def _from(facts: MessageFacts, language: Language) -> str:
    if facts.one_time():
        return ""
    return "desde " if language is Language.SPANISH else "from "


def _lead(facts: MessageFacts, day: date, language: Language) -> str:
    ahead = (day - facts.today_local).days
    if language is Language.SPANISH:
        return {0: "hoy ", 1: "mañana "}.get(ahead, "el ")
    return {0: "today, ", 1: "tomorrow, "}.get(ahead, "")


def _spoken(facts: MessageFacts, at: datetime, language: Language) -> str:
    said = spoken_time(at, language)
    if facts.one_time():
        return f"a {said}" if language is Language.SPANISH else f"at {said}"
    return f"a partir de {said}" if language is Language.SPANISH else f"starting at {said}"
