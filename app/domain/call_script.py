"""What a phone call says, from its first words to goodbye (product I2, F4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.answers import CancellationMode, Wish
from app.domain.call_moves import Meaning, Move, cancel_wish, other
from app.domain.call_results import capital, child_names, result_words, standing_words
from app.domain.call_state import EVERYONE, Call, CallChild, CallState, Question
from app.domain.call_turns import Spoken
from app.domain.languages import Language
from app.domain.wording.call_dialogue import DIALOGUES, Dialogue, Sure
from app.domain.wording.facts import MessageFacts
from app.domain.wording.occasions import Occasion, occasion
from app.domain.wording.recordings import LIVE, VOICEMAIL, RecordingKey, Recordings
from app.domain.wording.voice_script import VoiceScript, voice_script


@dataclass(frozen=True, slots=True)
class Speech:
    """What is said. ``listens``: is a key waited for? ``connects``: is the caller put through then?"""

    says: tuple[Spoken, ...]
    listens: bool = False
    connects: bool = False


def opening(script: VoiceScript, why: Occasion, recordings: Recordings) -> tuple[Spoken, ...]:
    """The first words to a person: who calls, the other language, the message, the keys."""
    language = script.language
    return (
        Spoken(script.greeting, language),
        Spoken(script.switch, other(language)),
        _message(script, why, recordings),
        Spoken(script.keys, language),
    )


def voicemail(script: VoiceScript, why: Occasion, recordings: Recordings) -> tuple[Spoken, ...]:
    """What an answering machine hears: no child's name and no key."""
    recorded = recordings.get(RecordingKey(why, script.language, VOICEMAIL), "")
    return (Spoken(script.voicemail, script.language, recorded),)


def occasion_of(call: Call) -> Occasion:
    """Why the call is made, as its words see it."""
    return occasion(call.kind, call.facts.answered, call.facts.new_time())


def spoken(call: Call, move: Move) -> Speech:
    """What follows a key. For an answer, ``call`` is read after the answer was taken."""
    return _SAID[move.meaning](call, move)


def called_back(facts: MessageFacts, connects: bool) -> Speech:
    """What somebody hears who calls the practice's number back: in both languages, then the practice."""
    said = tuple(_answered(facts, language, connects) for language in Language)
    return Speech(said, connects=connects)


def _answered(facts: MessageFacts, language: Language, connects: bool) -> Spoken:
    words = DIALOGUES[language]
    then = words.connecting if connects else words.answered_closed.format(phone=facts.phone_display)
    return Spoken(f"{words.answered_call.format(practice=facts.practice_name)} {then}", language)


def _message(script: VoiceScript, why: Occasion, recordings: Recordings) -> Spoken:
    recorded = recordings.get(RecordingKey(why, script.language, LIVE), "")
    return Spoken(script.message, script.language, recorded)


def _question(call: Call, state: CallState) -> tuple[Spoken, ...]:
    """What the state waits to hear, asked again or for the first time."""
    if state.question is Question.WHO:
        return (Spoken(_who(call, state.language), state.language),)
    if state.question is Question.SURE:
        return (Spoken(_sure(call, state), state.language),)
    script = voice_script(call.kind, state.language, call.facts, call.own)
    message = _message(script, occasion_of(call), call.recordings)
    return (message, Spoken(script.keys, state.language))


def _who(call: Call, language: Language) -> str:
    words, names = DIALOGUES[language], child_names(call, language)
    sentences = [
        (words.who_next if place else words.who_first).format(child=name, key=place + 1)
        for place, name in enumerate(names)
    ]
    nobody = words.who_nobody.format(key=len(names) + 1)
    return " ".join(capital(each) for each in (*sentences, nobody))


def _sure(call: Call, state: CallState) -> str:
    words, chosen = DIALOGUES[state.language], call.chosen(state)
    asked = _asked(chosen)
    if state.chosen == EVERYONE:
        return f"{words.all_sure[asked]} {words.back}"
    names = dict(zip(call.children, child_names(call, state.language), strict=True))
    return f"{words.sure[asked].format(child=names[chosen[0]])} {words.back}"


def _asked(chosen: tuple[CallChild, ...]) -> Sure:
    kinds = {_kind(child) for child in chosen if cancel_wish(child)}
    return kinds.pop() if len(kinds) == 1 else Sure.MIXED


def _kind(child: CallChild) -> Sure:
    if cancel_wish(child) is Wish.LATE:
        return Sure.LATE
    return Sure.REQUEST if child.mode is CancellationMode.BY_REQUEST else Sure.CANCEL


def _asks(call: Call, move: Move, before: str = "") -> Speech:
    first = (Spoken(before, move.state.language),) if before else ()
    return Speech((*first, *_question(call, move.state)), listens=True)


def _wrong_key(call: Call, move: Move) -> Speech:
    return _asks(call, move, DIALOGUES[move.state.language].wrong_key)


def _changed(call: Call, move: Move) -> Speech:
    return _asks(call, move, DIALOGUES[move.state.language].changed)


def _ends(move: Move, said: str, connects: bool = False) -> Speech:
    words = DIALOGUES[move.state.language]
    last = words.connecting if connects else words.goodbye
    return Speech((Spoken(f"{said} {last}".strip(), move.state.language),), connects=connects)


def _answered_now(call: Call, move: Move) -> Speech:
    """Who came too late and reaches the office now talks to it; the others are done."""
    late = bool(move.wishes) and set(move.wishes.values()) == {Wish.LATE}
    said = result_words(call, move.state.language, move.wishes)
    return _ends(move, said, connects=late and call.puts_through)


def _settled(call: Call, move: Move) -> Speech:
    return _ends(move, standing_words(call, move.state.language))


def _talk(call: Call, move: Move) -> Speech:
    words = DIALOGUES[move.state.language]
    return _ends(move, "" if call.puts_through else words.call_back, connects=call.puts_through)


def _stopped(_: Call, move: Move) -> Speech:
    return _ends(move, DIALOGUES[move.state.language].stopped)


def _enough(call: Call, move: Move) -> Speech:
    words: Dialogue = DIALOGUES[move.state.language]
    return _ends(move, words.unheard.format(phone=call.facts.phone_display))


_SAID: Mapping[Meaning, Callable[[Call, Move], Speech]] = {
    Meaning.SILENCE: _asks,
    Meaning.WRONG_KEY: _wrong_key,
    Meaning.REPEAT: _asks,
    Meaning.SWITCH_LANGUAGE: _asks,
    Meaning.CANNOT_COME: _asks,
    Meaning.CHOSE_CHILD: _asks,
    Meaning.BACK: _asks,
    Meaning.CHANGED: _changed,
    Meaning.COMING: _answered_now,
    Meaning.SURE: _answered_now,
    Meaning.SETTLED: _settled,
    Meaning.TALK: _talk,
    Meaning.STOP_CALLS: _stopped,
    Meaning.ENOUGH: _enough,
}
