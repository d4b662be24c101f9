"""The first thing a parent reads: what we ask, or what became of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.answers import AnswerState
from app.domain.calendar_words import join_names, long_date, near_day
from app.domain.effects import EffectKind, Refused
from app.domain.languages import Language
from app.queries.visit_page import ChildOnPage, VisitPage
from app.web.patient.children import names_of
from app.web.patient.sheet import Headline, Shown
from app.web.patient.words import say, say_number


@dataclass(frozen=True, slots=True)
class Groups:
    """The children of the page by how they appear; ``reminders`` are those still to come, by local time."""

    page: VisitPage
    language: Language
    shown: tuple[tuple[Shown, ChildOnPage], ...]
    reminders: tuple[datetime, ...] = ()

    def of(self, *kinds: Shown) -> list[ChildOnPage]:
        return [child for kind, child in self.shown if kind in kinds]

    def only(self, kind: Shown) -> bool:
        return all(each is kind for each, _ in self.shown)

    def names(self, children: Sequence[ChildOnPage]) -> str:
        return join_names(names_of(children), self.language)


def headline(groups: Groups) -> Headline:
    """The headline of a page that came by GET."""
    for kind, make in _FIRST_THAT_APPLIES:
        if groups.of(kind):
            return make(groups)
    return _whole(groups)


def refused_headline(groups: Groups, refused: Refused, ids: frozenset[int]) -> Headline:
    """The headline of a page that comes back because an answer to the children ``ids`` was not taken."""
    language = groups.language
    if refused is Refused.TIME_TAKEN:
        taken = [child for child in groups.page.children if child.id in ids and child.taken]
        names, number = groups.names(taken), len(names_of(taken))
        lead = say_number("lead_taken", number, language, names=names)
        return Headline(say("title_look", language), say("taken", language), lead=(lead,))
    key, lead = _REFUSED.get(refused, ("changed", "lead_changed"))
    return Headline(say("title_look", language), say(key, language), lead=(say(lead, language),))


def unusable_headline(language: Language) -> Headline:
    """The headline when the form said nothing, or something that is no answer."""
    return Headline(
        say("title_look", language), say("no_answer", language), lead=(say("lead_not_saved", language),)
    )


_REFUSED = {
    Refused.DEADLINE_PASSED: ("too_late", "lead_too_late"),
    Refused.NOT_ON_LINK: ("not_on_link", "lead_not_saved"),
}


def _question(groups: Groups) -> Headline:
    asked, language = groups.of(Shown.ASK, Shown.LATE), groups.language
    names, number = groups.names(asked), len(names_of(asked))
    title = "title_visit" if groups.of(Shown.ASK) else "title_call"
    if all(child.state is AnswerState.MOVED and child.previous for child in asked):
        lead = say_number("moved_question", number, language, names=names)
        text = say_number("moved", number, language, names=names)
        return Headline(say(title, language), text, lead=(lead, *_aside(groups)))
    text = say_number("ask", number, language, names=names)
    return Headline(say(title, language), text, lead=_aside(groups))


def _conflict(groups: Groups) -> Headline:
    language = groups.language
    return Headline(
        say("title_answer", language),
        say("conflict", language),
        "clock",
        (say("lead_conflict", language),),
    )


def _told(groups: Groups) -> Headline:
    language = groups.language
    return Headline(
        say("title_answer", language), say("told", language), "clock", (say("lead_told", language),)
    )


def _requested(groups: Groups) -> Headline:
    language = groups.language
    text = say_number("request", len(groups.of(Shown.REQUESTED)), language)
    return Headline(say("title_request", language), text, "clock", _aside(groups))


def _moving(groups: Groups) -> Headline:
    language = groups.language
    lead = (say("lead_move", language), *_aside(groups))
    return Headline(say("title_request", language), say("move", language), "clock", lead)


def _cancelled(groups: Groups) -> Headline:
    language, coming = groups.language, groups.of(Shown.COMING)
    title = say("title_answer", language)
    if coming:
        names = groups.names(coming)
        text = say_number("some", len(names_of(coming)), language, names=names)
        return Headline(title, text, "check", _aside(groups))
    text = say_number("cancelled", len(groups.of(Shown.CANCELLED)), language)
    return Headline(title, text, "check", _aside(groups))


def _thanks(groups: Groups) -> Headline:
    language, first = groups.language, groups.of(Shown.COMING)[0]
    day = near_day(first.starts.date(), groups.page.today, language)
    return Headline(say("title_thanks", language), say("thanks", language, day=day), "check", _aside(groups))


# What still needs an answer comes before what has one; what waits for the office before what is settled.
_FIRST_THAT_APPLIES = (
    (Shown.CONFLICT, _conflict),
    (Shown.ASK, _question),
    (Shown.LATE, _question),
    (Shown.TOLD, _told),
    (Shown.REQUESTED, _requested),
    (Shown.MOVE, _moving),
    (Shown.CANCELLED, _cancelled),
    (Shown.COMING, _thanks),
)


def _whole(groups: Groups) -> Headline:
    """Nothing to answer any more: cancelled by the office, over, or gone from the schedule."""
    language, number = groups.language, len(groups.shown)
    title = say("title_visit", language)
    if groups.of(Shown.OFFICE):
        return Headline(title, say_number("office", number, language), lead=_aside(groups))
    if groups.of(Shown.PAST):
        date = long_date(groups.of(Shown.PAST)[0].starts.date(), language)
        text = say_number("past", number, language, date=date)
        return Headline(title, text, lead=(say("lead_past", language),))
    return Headline(title, say("gone", language), lead=(say("lead_gone", language),))


def _aside(groups: Groups) -> tuple[str, ...]:
    language = groups.language
    aside = []
    cancelled = groups.of(Shown.CANCELLED, Shown.OFFICE)
    if any(child.said is EffectKind.REQUEST_MOVE for child in cancelled):
        aside += [say("move", language), say("lead_move_cancelled", language)]
    answered = groups.of(Shown.COMING, Shown.CANCELLED, Shown.REQUESTED)
    if answered and all(child.by_other for child in answered):
        aside.append(say("lead_by_other", language))
    return tuple(aside)
