"""Read a parent's form: the fields of the contract, and ours: ``seen-<appointment id>`` and ``l``."""

from __future__ import annotations

from collections.abc import Iterator

from werkzeug.datastructures import MultiDict

from app.actions.answer_link import GivenAnswers
from app.domain.answers import Choice, Wish
from app.domain.languages import Language

_CHOICES = frozenset(Choice)
_EVERYONE = frozenset({Choice.COMING, Choice.CANT})


class UnusableForm(ValueError):
    """The form says nothing, or something that is no answer."""


def read_answers(form: MultiDict[str, str]) -> GivenAnswers:
    """What the parent said. Raises UnusableForm when it is nothing, unknown or two things for one child."""
    pairs = list(_wishes(form))
    wishes = dict(pairs)
    everyone = form.get("all")
    if everyone is not None and everyone not in _EVERYONE:
        raise UnusableForm
    if len(wishes) != len(pairs) or bool(wishes) is (everyone is not None):
        raise UnusableForm
    return GivenAnswers(
        wishes=wishes,
        everyone=Choice(everyone) if everyone else None,
        seen={_number(name): _number(value) for name, value in _fields(form, "seen-")},
        language=language_asked(form),
    )


def language_asked(values: MultiDict[str, str]) -> Language | None:
    """The language the parent switched the page to; None for none or one we do not have."""
    asked = values.get("l")
    return Language(asked) if asked in frozenset(Language) else None


def _wishes(form: MultiDict[str, str]) -> Iterator[tuple[int, Wish]]:
    for name, value in _fields(form, "answer-"):
        if value not in _CHOICES:
            raise UnusableForm
        yield _number(name), Wish(value)
    for wish in (Wish.UNDO, Wish.LATE):
        for value in form.getlist(wish):
            yield _number(value), wish


def _fields(form: MultiDict[str, str], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in form.items(multi=True):
        if name.startswith(prefix):
            yield name.removeprefix(prefix), value


def _number(words: str) -> int:
    if not (words.isascii() and words.isdigit() and len(words) < 19):
        raise UnusableForm
    return int(words)
