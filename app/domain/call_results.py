"""How each child's visit stands when a call ends, in words (product H5, I2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from app.domain.answers import AnswerState, Wish
from app.domain.calendar_words import spoken_time
from app.domain.call_state import Call, CallChild
from app.domain.languages import Language
from app.domain.wording.call_dialogue import DIALOGUES, Told
from app.domain.wording.element_values import element_values

_STANDS = {
    AnswerState.ASK: Told.STAYS,
    AnswerState.CONFIRMED: Told.STAYS,
    AnswerState.CANCELLED_BY_PARENT: Told.CANCELLED,
    AnswerState.CANCEL_REQUESTED: Told.REQUESTED,
    AnswerState.CANCELLED_BY_PRACTICE: Told.OFFICE_CANCELLED,
    AnswerState.PAST: Told.OVER,
    AnswerState.GONE: Told.GONE,
}

_DONE = frozenset({Told.COMING, Told.CANCELLED, Told.REQUESTED, Told.LATE})


def result_words(call: Call, language: Language, wishes: Mapping[int, Wish]) -> str:
    """What a call says after the answers ``wishes`` were taken: ``call`` is read afterwards.

    A family that all come hears when; otherwise each child's visit is told apart.
    """
    told = [_told(child, wishes.get(child.appointment_id)) for child in call.children]
    if told and all(each is Told.COMING for each in told):
        return thanks(call, language)
    said = standing_words(call, language, wishes)
    return said if _DONE.isdisjoint(told) else f"{DIALOGUES[language].done} {said}"


def thanks(call: Call, language: Language) -> str:
    """See you then."""
    values = element_values(call.facts, language)
    return DIALOGUES[language].thanks.format(day=values["first_day"], time=values["spoken_time"])


def standing_words(call: Call, language: Language, wishes: Mapping[int, Wish] | None = None) -> str:
    """A sentence for each child; whom to call where there is none left."""
    words, names = DIALOGUES[language], child_names(call, language)
    said = [
        words.told[_told(child, (wishes or {}).get(child.appointment_id))].format(child=names[place])
        for place, child in enumerate(call.children)
    ]
    said = said or [words.call_us.format(phone=call.facts.phone_display)]
    return " ".join(capital(each) for each in said)


def _told(child: CallChild, wish: Wish | None) -> Told:
    if child.contradicted and wish:
        return Told.CONFLICT
    if wish is Wish.LATE and child.state in (AnswerState.ASK, AnswerState.CONFIRMED):
        return Told.LATE
    if wish is Wish.COMING and child.state is AnswerState.CONFIRMED:
        return Told.COMING
    return _STANDS.get(child.state, Told.STAYS)


def child_names(call: Call, language: Language) -> list[str]:
    """How each child is called in the order of the call, so that no two sound alike (F6)."""
    words, names = DIALOGUES[language], [" ".join(child.name.split()) for child in call.children]
    if len(names) == 1:
        return [(not call.facts.quiet_names and names[0]) or words.your_child]
    if call.facts.quiet_names or not all(names):
        return _numbered(words.child_number, len(names))
    alike = Counter(names)
    full = [
        words.child_at.format(child=name, time=spoken_time(child.starts_local, language))
        if alike[name] > 1
        else name
        for name, child in zip(names, call.children, strict=True)
    ]
    return full if len(set(full)) == len(full) else _numbered(words.child_number, len(names))


def _numbered(words: str, count: int) -> list[str]:
    return [words.format(number=number) for number in range(1, count + 1)]


def capital(sentence: str) -> str:
    """``sentence`` with its first letter a capital."""
    return sentence[:1].upper() + sentence[1:]
