"""What a parent's preference page says: finished words, nothing left to decide (product H6)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.languages import Language
from app.domain.parent_wishes import Rest, Stop, WayOnFile
from app.domain.preferences import Preference
from app.queries.preference_page import PreferencePage
from app.web.patient.words import say

DONE = frozenset({"saved", "undone", "not_mine", *Stop})
"""What the page may say that it has just done."""

_MAILS = (Preference.EMAIL, Preference.WORK_EMAIL)


@dataclass(frozen=True, slots=True)
class Pick:
    """One choice. ``note`` stands below it; a closed one can be seen and not chosen."""

    value: str
    label: str
    checked: bool
    note: str = ""
    address: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class PreferenceSheet:
    """The whole page. ``ways`` are empty where nothing can be chosen; ``undo`` is the moment to take back."""

    title: str
    heading: str
    lead: str
    icon: str
    undo: str
    languages: tuple[Pick, ...]
    ways: tuple[Pick, ...]
    rests: tuple[Pick, ...]
    stops: tuple[tuple[str, str], ...]
    not_mine: tuple[tuple[str, str], ...]
    main_stop: bool


def preference_sheet(
    page: PreferencePage,
    language: Language,
    done: str = "",
    at: str = "",
    stopping: bool = False,
    refused: bool = False,
) -> PreferenceSheet:
    """``done`` is what has just been done at ``at``; ``stopping`` shows the stop buttons and nothing else."""
    heading, lead = _refused(language) if refused else _head(page, language, done, stopping)
    closed = page.held or page.blocked
    return PreferenceSheet(
        title=say("title_reach", language),
        heading=heading,
        lead=lead,
        icon="check" if done else "",
        undo=at,
        languages=() if closed or stopping else _languages(language),
        ways=() if closed or stopping else tuple(_way(page, way, language) for way in _all_ways(page)),
        rests=() if closed or stopping else _rests(page, language),
        stops=() if closed else _stops(page, language, stopping),
        not_mine=() if closed or stopping else _not_mine(page, language),
        main_stop=stopping,
    )


def _head(page: PreferencePage, language: Language, done: str, stopping: bool) -> tuple[str, str]:
    if done:
        return say(done if done == "saved" else f"saved_{done}", language), say("lead_reach", language)
    keys = ("stop_heading", "lead_reach") if stopping else ("reach", "lead_reach")
    if page.gets_nothing:
        keys = ("none_heading", "lead_none")
    if page.blocked:
        keys = ("blocked_heading", "lead_blocked")
    if page.held:
        keys = ("held_heading", "lead_held")
    return say(keys[0], language), say(keys[1], language)


def _refused(language: Language) -> tuple[str, str]:
    return say("reach_refused", language), say("lead_reach_refused", language)


def _languages(language: Language) -> tuple[Pick, ...]:
    """The one the page is read in is the one that saving keeps."""
    names = {Language.ENGLISH: "English", Language.SPANISH: "Español"}
    return tuple(Pick(each.value, name, language is each) for each, name in names.items())


def _all_ways(page: PreferencePage) -> tuple[WayOnFile, ...]:
    return (*page.ways, WayOnFile(Preference.NO_CONTACT, ""))


def _way(page: PreferencePage, way: WayOnFile, language: Language) -> Pick:
    note = "way_blocked" if way.blocked else "way_stopped" if way.stopped else ""
    return Pick(
        value=way.preference.value,
        label=say(f"way_{way.preference}", language),
        checked=page.reminders is way.preference and not way.blocked and not way.stopped,
        note=say(note, language) if note else "",
        address=way.address,
        closed=way.blocked,
    )


def _rests(page: PreferencePage, language: Language) -> tuple[Pick, ...]:
    choices = (Rest.SAME, Rest.NONE, *((Rest.KEEP,) if page.rest is Rest.KEEP else ()))
    return tuple(Pick(each.value, say(f"rest_{each}", language), page.rest is each) for each in choices)


def _stops(page: PreferencePage, language: Language, stopping: bool) -> tuple[tuple[str, str], ...]:
    if page.gets_nothing:
        return ()
    by_email = {way.preference for way in page.ways} & set(_MAILS)
    offers = (
        (Stop.NEWS, "stop_news", stopping and bool(by_email)),
        (Stop.REMINDERS, "stop_reminders", page.reminders is not Preference.NO_CONTACT),
        (Stop.EVERYTHING, "stop_everything", True),
        (Stop.EMAIL_INSTEAD, "email_instead", page.email is not None and page.reminders not in _MAILS),
    )
    return tuple((stop.value, say(key, language)) for stop, key, offered in offers if offered)


def _not_mine(page: PreferencePage, language: Language) -> tuple[tuple[str, str], ...]:
    return tuple((kind.value, say("not_mine", language, address=address)) for kind, address in page.addresses)
