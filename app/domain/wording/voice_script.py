"""A phone call from the facts of a visit (product F1, F4, F6, F7)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.languages import Language, language_for
from app.domain.preferences import Channel
from app.domain.timing import RuleType
from app.domain.wording.element_values import element_values, filled
from app.domain.wording.facts import MessageFacts
from app.domain.wording.occasions import WITHOUT_KEYS, Occasion, occasion
from app.domain.wording.own_words import NO_OWN_TEXTS, OwnTexts, WordsKey, version_of
from app.domain.wording.voice_words import CALL_WORDS, NEWS, VOICEMAIL, CallWords

_SETTLED = frozenset({Occasion.CONFIRMED, Occasion.TELEHEALTH_SECOND})


@dataclass(frozen=True, slots=True)
class VoiceScript:
    """The spoken parts of one call.

    ``switch`` is to be spoken in the other language, the rest in ``language``. ``message`` is for a
    person, ``keys`` what may be pressed. ``voicemail`` is for an answering machine: it names no
    child and offers no key. ``language_missing`` says that the fallback language was used (F7).
    ``version`` names the words ``message`` was made of (F1).
    """

    greeting: str
    switch: str
    message: str
    keys: str
    voicemail: str
    language: Language
    language_missing: bool
    version: str

    def live(self) -> str:
        """The whole call as a person hears it."""
        return f"{self.greeting} {self.switch} {self.message} {self.keys}"


def voice_script(
    kind: RuleType, language: str | None, facts: MessageFacts, own: OwnTexts = NO_OWN_TEXTS
) -> VoiceScript:
    """The call of a rule of ``kind`` for one visit; times are said in words.

    ``language`` is the contact's, as stored; one that is missing or unknown takes the practice's
    fallback. The facts need at least one child. ``own`` are the practice's own words.
    """
    chosen = language_for(language, facts.fallback_language)
    why = occasion(kind, facts.answered, facts.new_time())
    call = CALL_WORDS[chosen.language]
    news = WordsKey(why, Channel.VOICE, chosen.language, "one" if len(facts.children) == 1 else "siblings")
    templates = {
        "greeting": call.greeting,
        "switch": call.switch,
        "message": f"{_addressed(call, facts)} {_news(news, own)}",
        "keys": _keys(call, kind, why, len(facts.children)),
        "voicemail": _voicemail(call, news._replace(variant="voicemail"), own),
    }
    values = element_values(facts, chosen.language)
    spoken = {part: filled(template, values, chosen.language) for part, template in templates.items()}
    return VoiceScript(
        **spoken, language=chosen.language, language_missing=chosen.missing, version=version_of(news, own)
    )


def _addressed(call: CallWords, facts: MessageFacts) -> str:
    return call.addressed_quietly if facts.quiet_names else call.addressed


def _news(key: WordsKey, own: OwnTexts) -> str:
    one, several = NEWS[key.occasion, key.language]
    return own[key].body if key in own else {"one": one, "siblings": several}[key.variant]


def _voicemail(call: CallWords, key: WordsKey, own: OwnTexts) -> str:
    return own[key].body if key in own else VOICEMAIL.get((key.occasion, key.language), call.voicemail)


def _keys(call: CallWords, kind: RuleType, why: Occasion, children: int) -> str:
    if kind in WITHOUT_KEYS:
        return call.service_keys
    if why in _SETTLED:
        return f"{call.changes} {call.service_keys}"
    answer = {1: call.one, 2: call.both}.get(children, call.all_of_them)
    return f"{answer} {call.service_keys}"
