"""What staff write to one person, and what they read of the answers (product I3, F3, F6)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.call_moves import Meaning as Key
from app.domain.reply_reading import Meaning
from app.domain.sms_length import SmsLength, sms_length
from app.domain.template_checks import STOP_WORD_WHY, asks_for_cancel

WRITTEN = "written"
"""The step in a message's life that says who of the practice wrote it."""

MOST_TEXTS = 4
"""A private message may be as long as this many texts."""

_MEANINGS = {
    Meaning.CONFIRM: "Read as yes: coming",
    Meaning.CANCEL: "Read as no: can't come",
    Meaning.CANCEL_CHILD: "Read as: one child can't come",
    Meaning.STOP: "Stops all texts",
    Meaning.CANCEL_WORD: "Stops all texts, and may want to cancel the visit",
    Meaning.START: "Wants texts again",
    Meaning.HELP: "Asked for help",
    Meaning.WRONG_NUMBER: "Says: wrong number",
    Meaning.THANKS: "Says thank you",
}
_KEYS = {
    Key.COMING: "Coming",
    Key.CANNOT_COME: "Someone can't come. Asked once more before anything is done.",
    Key.CHOSE_CHILD: "Which child can't come. Asked once more before anything is done.",
    Key.SURE: "Sure: can't come",
    Key.BACK: "Back to the beginning",
    Key.REPEAT: "Say it again",
    Key.SWITCH_LANGUAGE: "The other language",
    Key.TALK: "Wants to talk to us",
    Key.STOP_CALLS: "Stops all calls",
    Key.CHANGED: "Not taken: the visit had just changed",
    Key.SETTLED: "Nothing was left to answer",
    Key.WRONG_KEY: "No meaning there",
    Key.ENOUGH: "No meaning there. The call ended.",
}
_READ_AS = {each.value: words for each, words in (_MEANINGS | _KEYS).items()}


def read_as(meaning: str) -> str:
    """What a reply was read as, in words for staff; empty for words that are only to be read."""
    return _READ_AS.get(meaning, "")


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation: with a contact, or with a number that nobody on file has. One of the two is given."""

    contact_id: int | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class PrivateText:
    """A private message as it goes out, and its size. ``fault`` says why it cannot go; empty when it can."""

    body: str
    size: SmsLength
    fault: str = ""


def private_text(practice: str, typed: str, link: str) -> PrivateText:
    """``typed`` with the practice's short name before it, unless it begins with that, and ``link`` behind."""
    words = typed.strip()
    named = words if words.casefold().startswith(practice.casefold()) else f"{practice}: {words}"
    body = f"{named} {link}" if link else named
    size = sms_length(body)
    return PrivateText(body, size, _fault(words, size))


def _fault(words: str, size: SmsLength) -> str:
    if not words:
        return "Write what you want to say."
    if asks_for_cancel(words):
        return STOP_WORD_WHY
    if size.segments > MOST_TEXTS:
        return f"Too long: this would be {size.segments} texts. Shorten it to {MOST_TEXTS}, or call."
    return ""
