"""A phone call from the facts of a visit (product F1, F4, F6, F7)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.languages import Language, language_for
from app.domain.timing import RuleType
from app.domain.wording.element_values import element_values, filled
from app.domain.wording.facts import MessageFacts
from app.domain.wording.occasions import Occasion, occasion
from app.domain.wording.voice_words import CALL_WORDS, NEWS, CallWords


@dataclass(frozen=True, slots=True)
class VoiceScript:
    """The spoken parts of one call.

    ``switch`` is to be spoken in the other language, the rest in ``language``. ``message`` is for a
    person, ``keys`` what may be pressed. ``voicemail`` is for an answering machine: it names no
    child and offers no key. ``language_missing`` says that the fallback language was used (F7).
    """

    greeting: str
    switch: str
    message: str
    keys: str
    voicemail: str
    language: Language
    language_missing: bool

    def live(self) -> str:
        """The whole call as a person hears it."""
        return f"{self.greeting} {self.switch} {self.message} {self.keys}"


def voice_script(kind: RuleType, language: str | None, facts: MessageFacts) -> VoiceScript:
    """The call of a rule of ``kind`` for one visit; times are said in words.

    ``language`` is the contact's, as stored; one that is missing or unknown takes the practice's
    fallback. The facts need at least one child.
    """
    chosen = language_for(language, facts.fallback_language)
    why = occasion(kind, facts.answered, facts.new_time())
    call = CALL_WORDS[chosen.language]
    templates = {
        "greeting": call.greeting,
        "switch": call.switch,
        "message": _message(call, why, facts, chosen.language),
        "keys": _keys(call, why, len(facts.children)),
        "voicemail": call.voicemail,
    }
    values = element_values(facts, chosen.language)
    spoken = {part: filled(template, values, chosen.language) for part, template in templates.items()}
    return VoiceScript(**spoken, language=chosen.language, language_missing=chosen.missing)


def _message(call: CallWords, why: Occasion, facts: MessageFacts, language: Language) -> str:
    addressed = call.addressed_quietly if facts.quiet_names else call.addressed
    one, several = NEWS[why, language]
    return f"{addressed} {one if len(facts.children) == 1 else several}"


def _keys(call: CallWords, why: Occasion, children: int) -> str:
    if why is Occasion.CANCELLED:
        return call.service_keys
    if why is Occasion.CONFIRMED:
        return f"{call.changes} {call.service_keys}"
    answer = {1: call.one, 2: call.both}.get(children, call.all_of_them)
    return f"{answer} {call.service_keys}"
