"""One child of the visit in words: how it stands, when and with whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.domain.answers import AnswerState, CancellationMode, Wish
from app.domain.calendar_words import page_time, short_date
from app.domain.effects import EffectKind
from app.domain.languages import Language
from app.queries.visit_page import ChildOnPage, VisitPage
from app.web.patient.sheet import Row, Shown
from app.web.patient.words import say

_BY_STATE = {
    AnswerState.GONE: Shown.GONE,
    AnswerState.PAST: Shown.PAST,
    AnswerState.CANCELLED_BY_PRACTICE: Shown.OFFICE,
    AnswerState.CANCELLED_BY_PARENT: Shown.CANCELLED,
    AnswerState.CANCEL_REQUESTED: Shown.REQUESTED,
}
_BY_ANSWER = {EffectKind.LATE_NOTICE: Shown.TOLD, EffectKind.REQUEST_MOVE: Shown.MOVE}
_TAGS = {
    Shown.LATE: ("tag_none", "wait"),
    Shown.COMING: ("tag_coming", ""),
    Shown.CANCELLED: ("tag_cancelled", "no"),
    Shown.REQUESTED: ("tag_requested", "wait"),
    Shown.MOVE: ("tag_move", "wait"),
    Shown.TOLD: ("tag_told", "wait"),
    Shown.OFFICE: ("tag_office", "no"),
    Shown.PAST: ("tag_past", "wait"),
    Shown.GONE: ("tag_gone", "wait"),
}
_PRESETS = {EffectKind.REQUEST_MOVE: "move"}


def shown(child: ChildOnPage, change: bool) -> Shown:
    """How the child appears; ``change`` asks again what can still be changed."""
    if child.contradicted and not change and child.state not in (AnswerState.GONE, AnswerState.PAST):
        return Shown.CONFLICT
    settled = _BY_STATE.get(child.state)
    if settled:
        return settled
    if change and Wish.CANT in child.may:
        return Shown.ASK
    answered = _BY_ANSWER.get(child.said) if child.said else None
    if answered or child.state is AnswerState.CONFIRMED:
        return answered or Shown.COMING
    return Shown.ASK if Wish.CANT in child.may else Shown.LATE


def row_of(child: ChildOnPage, as_shown: Shown, page: VisitPage, language: Language) -> Row:
    """The child's line in the card, or its question."""
    tag, tone = _tag(child, as_shown)
    return Row(
        id=child.id,
        version=child.version,
        name=child.name,
        detail=_detail(child, page.children, language),
        old=_old(child, language),
        tag=say(tag, language) if tag else "",
        tone=tone,
        preset=_PRESETS.get(child.said, "coming") if child.said else "coming",
        say=_consequence(child, language),
    )


def names_of(children: Collection[ChildOnPage]) -> list[str]:
    """First names, each once: a child may have two appointments in one visit."""
    return list(dict.fromkeys(child.name for child in children))


def times_of(children: Sequence[ChildOnPage], language: Language) -> list[str]:
    """The times of a visit, each once."""
    return list(dict.fromkeys(page_time(child.starts, language) for child in children))


def _tag(child: ChildOnPage, as_shown: Shown) -> tuple[str, str]:
    if as_shown is Shown.CONFLICT:
        # The first answer stands, and that is what the page must show.
        return _TAGS.get(_BY_STATE.get(child.state, Shown.COMING), ("", ""))
    return _TAGS.get(as_shown, ("", ""))


def _detail(child: ChildOnPage, children: Sequence[ChildOnPage], language: Language) -> str:
    time = page_time(child.starts, language)
    if len({each.starts.date() for each in children}) > 1 or _old(child, language):
        time = f"{short_date(child.starts.date(), language)}, {time}"
    provider = _with_article(child.provider_es) if language is Language.SPANISH else ""
    provider = provider or child.provider
    return say("with", language, time=time, provider=provider) if provider else time


def _with_article(provider: str) -> str:
    """Spanish puts an article before a doctor's title: "con la Dra. Patel"."""
    article = {"Dra.": "la ", "Dr.": "el "}.get(provider.split(" ")[0], "")
    return article + provider


def _old(child: ChildOnPage, language: Language) -> str:
    if child.state is not AnswerState.MOVED or child.previous is None:
        return ""
    return f"{short_date(child.previous.date(), language)}, {page_time(child.previous, language)}"


def _consequence(child: ChildOnPage, language: Language) -> str:
    key = "say_cancel" if child.mode is CancellationMode.AUTOMATIC else "say_request"
    return say(key, language, names=child.name)
