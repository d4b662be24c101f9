"""What is looked at before a text of the practice's own goes to families (product F2, F3, F6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.languages import Language
from app.domain.merge_fields import faults_in
from app.domain.preferences import Channel
from app.domain.reading_ease import EASY_SPANISH, is_easy, school_grade, spanish_ease
from app.domain.rules import ON_A_DATE
from app.domain.timing import RuleType
from app.domain.wording.editable import Draft
from app.domain.wording.occasions import ASKING_NOTHING
from app.domain.wording.own_words import WordsKey

LONGEST_BODY = 1000
LONGEST_SUBJECT = 150

_CANCEL = re.compile(
    r"\b(reply|replying|text|send|answer|respond|write|type|responda|conteste|envíe|envie|mande|escriba)\b"
    r"[^.?!\n]{0,40}\b(cancel|cancelar|cancele)\b",
    re.IGNORECASE,
)
_KEYS = re.compile(r"\b(press|oprima|marque|pulse)\b", re.IGNORECASE)
_SAYS_STOP = re.compile(r"\bSTOP\b")
_PRIVATE = {
    "a reason for the visit": re.compile(
        r"\b(reason|motivo|results?|resultados?|vaccin\w*|vacunas?|shots?|fever|fiebre|infecti\w+|infecci\w+|"
        r"injur\w+|sick|enferm\w+|surgery|cirugía|therapy|terapia|pregnan\w+|embaraz\w+|std)\b",
        re.IGNORECASE,
    ),
    "a diagnosis": re.compile(
        r"\b(diagnos\w+|diagnóstic\w+|adhd|tdah|asthma|asma|autism\w*|diabet\w+|depress\w+|depresi\w+|"
        r"anxiety|ansiedad|allerg\w+|alergi\w+|eczema|epilep\w+|cancer|cáncer)\b",
        re.IGNORECASE,
    ),
    "a last name": re.compile(r"\b(last name|surname|family name|apellidos?)\b", re.IGNORECASE),
    "a date of birth": re.compile(
        r"\b(date of birth|birth date|birthdate|dob|born on|fecha de nacimiento|nació)\b", re.IGNORECASE
    ),
}
_TIMES = frozenset(
    {"weekday", "date_time", "when", "near_when", "first_day", "near_day", "time", "spoken_time"}
)
STOP_WORD_WHY = (
    "Do not ask parents to reply CANCEL. Phone companies treat that word as STOP: the family would get no"
    " more texts, and the visit would stay booked. Let them use the link or call."
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``good`` is for the list of what is well; the rest should be read twice."""

    good: bool
    words: str


def refusal(kind: RuleType, key: WordsKey, draft: Draft) -> str:
    """Why these words cannot be saved, in one sentence; empty when they can. Length is not looked at."""
    parts = [draft.body, draft.subject] if key.channel is Channel.EMAIL else [draft.body]
    faults = [fault.words for part in parts for fault in faults_in(part)]
    if any("{parent}" in part for part in parts):
        faults.append("An automated message greets nobody by name. Leave {parent} out.")
    if faults:
        return " ".join(faults)
    if not all(part.strip() for part in parts):
        return "Write some words. To have the standard ones, go back to them under History."
    if len(draft.body) > LONGEST_BODY or len(draft.subject) > LONGEST_SUBJECT:
        return f"Write at most {LONGEST_BODY} letters, and {LONGEST_SUBJECT} in a subject."
    if any(map(asks_for_cancel, parts)):
        return STOP_WORD_WHY
    if key.variant == "voicemail":
        return _voicemail_refusal(draft.body)
    return _link_refusal(kind, key, draft.body)


def asks_for_cancel(words: str) -> bool:
    """Do these words ask a family to answer with CANCEL (F6)?"""
    return _CANCEL.search(words) is not None


def _voicemail_refusal(body: str) -> str:
    if "{patient_name}" in body or "{children}" in body:
        return "An answering machine may be heard by anybody. Leave the names of children out."
    if _KEYS.search(body):
        return "Nobody can press a key on an answering machine. Give the phone number instead."
    return ""


def _link_refusal(kind: RuleType, key: WordsKey, body: str) -> str:
    if kind in ASKING_NOTHING and "{link}" in body:
        return "This message asks nothing, so there is no answer link. Leave {link} out."
    if key.channel is Channel.TEXT and kind not in ASKING_NOTHING and "{link}" not in body:
        return "Families answer through the link. Put {link} into the text."
    return ""


def checks(kind: RuleType, key: WordsKey, draft: Draft) -> tuple[Check, ...]:
    """What is well and what is not about words that hold no fault, in the order they are shown."""
    return tuple(_checks(kind, key, draft))


def _checks(kind: RuleType, key: WordsKey, draft: Draft) -> Iterator[Check]:
    words = f"{draft.subject}. {draft.body}" if draft.subject else draft.body
    yield _ways_back(key, draft.body)
    yield private_check(words)
    if kind in ON_A_DATE and any(f"{{{name}}}" in words for name in _TIMES):
        yield Check(False, "No visit is booked, so a day or a time would read “soon”. Leave it out.")
    yield reading_check(key.language, words)


def private_check(words: str) -> Check:
    """Do the words tell what only the family should know (F6)?"""
    found = [what for what, pattern in _PRIVATE.items() if pattern.search(words)]
    if found:
        return Check(False, f"This may tell {_listed(found)}. Anybody who sees the phone can read it.")
    return Check(True, "No reason for the visit, no diagnosis, no last name, no date of birth.")


def _ways_back(key: WordsKey, body: str) -> Check:
    if key.channel is Channel.EMAIL:
        return Check(True, "The practice's name, address and phone, and how to stop, are added below.")
    if key.channel is Channel.VOICE and key.variant != "voicemail":
        return Check(True, "The greeting, the keys and how to stop are added around it.")
    wanted = {
        "the practice's name": "{practice}" in body or "{practice_name}" in body,
        "the phone number": "{phone}" in body,
    }
    if key.channel is Channel.TEXT:
        wanted["how to stop (the word STOP)"] = bool(_SAYS_STOP.search(body))
    missing = [what for what, there in wanted.items() if not there]
    if missing:
        return Check(False, f"Missing: {_listed(missing)}.")
    return Check(True, f"Has {_listed(list(wanted))}.")


def reading_check(language: Language, read: str) -> Check:
    """Are the words easy to read?"""
    easy = is_easy(read, language)
    if language is Language.SPANISH:
        size = f"{spanish_ease(read):.0f} of 100, where {EASY_SPANISH} and more is easy"
    else:
        size = f"school grade {max(1, round(school_grade(read)))}"
    advice = "" if easy else " Try shorter words and shorter sentences."
    return Check(easy, f"{'Easy' if easy else 'Hard'} to read: {size}.{advice}")


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
