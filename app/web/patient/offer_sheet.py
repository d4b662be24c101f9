"""From the facts of an offered time to a page of words (product J4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.domain.calendar_words import long_date, month_day, page_time
from app.domain.languages import Language
from app.queries.offer_page import LaterVisit, OfferPage, Standing
from app.web.patient.sheet import Action, Headline, Row, Spot, When
from app.web.patient.spots import map_url
from app.web.patient.words import say

_LATER = {
    LaterVisit.CANCELLED: "offer_cancelled",
    LaterVisit.REQUESTED: "offer_requested",
    LaterVisit.KEPT: "offer_late",
}
_TITLES = {
    Standing.OPEN: "title_offer",
    Standing.DECLINED: "title_answer",
    Standing.YOURS: "title_thanks",
    Standing.TAKEN: "title_taken",
    Standing.GONE: "title_taken",
    Standing.LEFT: "title_list",
    Standing.PAST: "title_offer",
}
_WITH_TIME = frozenset({Standing.OPEN, Standing.DECLINED, Standing.YOURS})


@dataclass(frozen=True, slots=True)
class OfferSheet:
    """The whole page. ``chief`` is its one big button; ``steps`` say what happens next."""

    headline: Headline
    when: When | None
    row: Row | None
    chief: Action | None
    others: tuple[Action, ...]
    steps: tuple[str, ...]
    spots: tuple[Spot, ...]


def offer_sheet(page: OfferPage, language: Language) -> OfferSheet:
    """The page as the family stands with this time."""
    shown = page.standing in _WITH_TIME
    return OfferSheet(
        headline=_headline(page, language),
        when=_when(page, language) if shown else None,
        row=_row(page, language) if shown else None,
        chief=_chief(page, language),
        others=tuple(_others(page, language)),
        steps=tuple(_steps(page, language)),
        spots=(_spot(page),) if shown else (),
    )


def _headline(page: OfferPage, language: Language) -> Headline:
    title = say(_TITLES[page.standing], language)
    icon = {Standing.YOURS: "check", Standing.TAKEN: "clock", Standing.GONE: "clock"}.get(page.standing, "")
    if page.standing is Standing.OPEN:
        key = "offer_earlier" if page.later else "offer_free"
        return Headline(title, say(key, language, name=page.child), icon, tuple(_terms(page, language)))
    return Headline(title, say(f"offer_{page.standing}", language), icon, tuple(_lead(page, language)))


def _terms(page: OfferPage, language: Language) -> Iterator[str]:
    yield say("offer_first", language)
    if page.later:
        yield say("offer_keep", language, date=_day(page.later, language))


def _lead(page: OfferPage, language: Language) -> Iterator[str]:
    if page.standing in (Standing.TAKEN, Standing.GONE, Standing.DECLINED):
        yield say("offer_place", language)
        if page.later:
            yield say("offer_stays", language, date=_day(page.later, language))
    if page.standing is Standing.LEFT:
        yield say("offer_left_lead", language)


def _chief(page: OfferPage, language: Language) -> Action | None:
    keys = {
        Standing.OPEN: ("offer_yes", "yes"),
        Standing.DECLINED: ("offer_after_all", "yes"),
        Standing.LEFT: ("offer_return", "return"),
    }
    if page.standing not in keys:
        return None
    key, answer = keys[page.standing]
    return Action(say(key, language, name=page.child), (("answer", answer),))


def _others(page: OfferPage, language: Language) -> Iterator[Action]:
    if page.standing is Standing.OPEN:
        key = "offer_no_keep" if page.later else "offer_no"
        date = _day(page.later, language) if page.later else ""
        yield Action(say(key, language, date=date), (("answer", "no"),))
    if page.standing not in (Standing.YOURS, Standing.LEFT, Standing.PAST):
        yield Action(say("offer_leave", language, name=page.child), (("answer", "leave"),))


def _steps(page: OfferPage, language: Language) -> Iterator[str]:
    if page.standing is Standing.YOURS:
        yield say("offer_told", language)
        if page.later:
            yield say(_LATER[page.later_visit], language, date=_day(page.later, language))


def _day(at: datetime, language: Language) -> str:
    return long_date(at.date(), language).split(" ", 1)[1]


def _when(page: OfferPage, language: Language) -> When:
    day, date = page.starts.date(), long_date(page.starts.date(), language)
    if day == page.today:
        date = say("today", language, date=date.split(" ", 1)[1])
    month = next(word for word in month_day(day, language).split() if word.isalpha())
    return When(month.upper(), day.day, date[:1].upper() + date[1:], page_time(page.starts, language))


def _row(page: OfferPage, language: Language) -> Row:
    provider = (language is Language.SPANISH and page.provider_es) or page.provider
    detail = ", ".join(each for each in (page_time(page.starts, language), provider) if each)
    return Row(page.id, 0, page.child, detail)


def _spot(page: OfferPage) -> Spot:
    return Spot(page.place, page.address or page.place, map_url(page.address))
