"""An automatic answer to a text, from the facts of the visit it speaks of (product I1, F3, F7)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.domain.calendar_words import join_names
from app.domain.languages import Bilingual, Language
from app.domain.merge_fields import cut_to_fit
from app.domain.message_elements import ELEMENTS, fallbacks
from app.domain.sms_length import fits, plain_version
from app.domain.wording.element_values import text_values
from app.domain.wording.facts import MessageFacts
from app.domain.wording.reply_words import REPLY_WORDS, Told

_ELEMENT = re.compile(r"\{(\w+)\}")
_OR = Bilingual(" or ", " o ")
_FOR = Bilingual("for", "para")


def reply_message(told: Told, language: Language, values: Mapping[str, str], limit: int) -> str:
    """The longest of its lengths that keeps to ``limit`` characters, else the shortest.

    ``values`` need practice and phone, and for what speaks of a visit those of ``visit_values``. One that
    needs a value that is blank, such as names that cannot be written plainly, is passed over.
    """
    lengths = REPLY_WORDS[told, language]
    usable = [each for each in lengths if all(values.get(name) for name in _ELEMENT.findall(each))]
    written = [f"{values['practice']}: {_filled(each, values)}" for each in usable]
    return next((each for each in written if fits(each, limit)), written[-1])


def _filled(words: str, values: Mapping[str, str]) -> str:
    return _ELEMENT.sub(lambda match: values[match[1]], words)


def visit_values(
    facts: MessageFacts, language: Language, others: Sequence[str], choices: Sequence[str]
) -> dict[str, str]:
    """What an answer about the children of ``facts`` says of them.

    ``others`` are the first names of those whose visit stays, ``choices`` the names of all children in the
    order of the message, among whom one is to be chosen.
    """
    named = text_values(facts, language, named=True)
    whole = {name: value or fallbacks(language)[name] for name, value in named.items()}
    values = {name: cut_to_fit(value, ELEMENTS[name]) for name, value in whole.items() if name in ELEMENTS}
    kept = [_name(each, facts.keep_accents) for each in others]
    values["others"] = join_names(kept, language) if all(kept) else ""
    values["choices"] = _choices([_name(each, facts.keep_accents) for each in choices], language)
    return values


def office_values(practice: str, phone: str) -> dict[str, str]:
    """What every answer says: who writes, and where to call."""
    return {"practice": cut_to_fit(plain_version(practice), ELEMENTS["practice"]), "phone": phone}


def _choices(names: Sequence[str], language: Language) -> str:
    """E.g. "X 1 for Mia or X 2 for Leo"; blank when somebody would be left out."""
    if len(names) < 2 or not all(names):
        return ""
    each = [f"X {place} {_FOR.words(language)} {name}" for place, name in enumerate(names, 1)]
    return ", ".join(each[:-1]) + _OR.words(language) + each[-1]


def _name(first_name: str, keep_accents: bool) -> str:
    written = " ".join((first_name if keep_accents else plain_version(first_name)).split())
    return cut_to_fit(written, ELEMENTS["patient_name"])
