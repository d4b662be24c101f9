"""What a text that came in means (product I1).

Only whole texts are commands, however they are spelled: large or small, with or without accents, in
quotes, with a full stop or an exclamation mark behind. Anything longer is somebody's words, and a
question ("ok?") is one too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Meaning(StrEnum):
    """What a reply was understood as. CANCEL_WORD is the word CANCEL, which stops texts and may have
    meant the visit."""

    CONFIRM = "confirm"
    CANCEL = "cancel"
    CANCEL_CHILD = "cancel_child"
    STOP = "stop"
    CANCEL_WORD = "cancel_word"
    START = "start"
    HELP = "help"
    WRONG_NUMBER = "wrong_number"
    THANKS = "thanks"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Reading:
    """``child`` counts from 1, and only CANCEL_CHILD has one."""

    meaning: Meaning
    child: int = 0


_SAID = {
    Meaning.CONFIRM: ("c", "yes", "y", "si", "ok", "👍"),
    Meaning.CANCEL: ("x", "no", "n"),
    Meaning.STOP: (
        *("stop", "stopall", "stop all", "end", "quit", "unsubscribe", "revoke", "opt out", "optout"),
        *("alto", "pare", "parar", "baja", "fin", "terminar", "salir", "revocar", "desuscribir"),
    ),
    Meaning.CANCEL_WORD: ("cancel", "cancelar", "cancela", "cancele"),
    Meaning.START: ("start", "empezar", "iniciar"),
    Meaning.HELP: ("help", "ayuda"),
    Meaning.WRONG_NUMBER: ("wrong number", "numero equivocado", "numero incorrecto"),
    Meaning.THANKS: ("thanks", "thank you", "thx", "gracias", "muchas gracias"),
}
_MEANINGS = {words: meaning for meaning, several in _SAID.items() for words in several}
_ONE_CHILD = re.compile(r"x ?([1-9][0-9]?)", re.ASCII)
# "OK?" asks something, so a question mark stays.
_AROUND = " \t\n\r\"'`“”„‘’‚«»‹›.,!¡;:*_()[]"
_LONGEST = 60
"""No command is anywhere near this long, whatever stands around it."""


def read_reply(text: str) -> Reading:
    """Never raises, whatever came in."""
    if len(text) > _LONGEST:
        return Reading(Meaning.WORDS)
    words = _plain(text)
    child = _ONE_CHILD.fullmatch(words)
    if child:
        return Reading(Meaning.CANCEL_CHILD, int(child[1]))
    return Reading(_MEANINGS.get(words, Meaning.WORDS))


def _plain(text: str) -> str:
    """Small letters without accents, marks around, or the colour of a thumb's skin."""
    letters = unicodedata.normalize("NFKD", text)
    kept = "".join(each for each in letters if unicodedata.category(each) not in {"Mn", "Cf"})
    bare = "".join(each for each in kept if not "🏻" <= each <= "🏿").casefold()
    return " ".join(bare.replace("-", " ").strip(_AROUND).split())
