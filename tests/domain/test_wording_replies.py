"""Answers to texts: each fits one text with the longest names, names us, says where to call (I1, F6)."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import product

import pytest

from app.domain.languages import Language
from app.domain.sms_length import Encoding, sms_length
from app.domain.wording.facts import ChildLine, MessageFacts
from app.domain.wording.reply_message import office_values, reply_message, visit_values
from app.domain.wording.reply_words import REPLY_WORDS, Told

LINK = "https://willowpeds.com/v/7Kq2xR9mBt4a"
ALL = list(product(Told, Language))


def values(language: Language, *names: str, practice: str = "Willow Pediatrics") -> dict[str, str]:
    """About children of one visit, Wednesday, December 30, 12:30 PM; the first is meant."""
    starts = [datetime(2026, 12, 30, 12, 30 + place) for place in range(len(names))]
    facts = MessageFacts(
        practice_name=practice,
        practice_short=practice,
        phone_display="937-555-0142",
        address="",
        children=tuple(ChildLine(name, at) for name, at in zip(names, starts, strict=True)),
        link=LINK,
        today_local=date(2026, 12, 29),
    )
    return office_values(practice, "937-555-0142") | visit_values(facts, language, names[1:], names)


@pytest.mark.parametrize(("told", "language"), ALL)
def test_every_answer_exists_and_fits_one_text_with_the_longest_names(told: Told, language: Language) -> None:
    longest = values(language, "M" * 25, "W" * 25, practice="Willowbrook Pediatric Ce")
    for known in (longest, values(language, "Mia", "Leo")):
        body = reply_message(told, language, known, 160)
        assert (sms_length(body).encoding, sms_length(body).segments) == (Encoding.GSM7, 1)
        assert body.startswith(f"{known['practice']}: ")
        assert "937-555-0142" in body


@pytest.mark.parametrize(("told", "language"), ALL)
def test_no_answer_asks_two_things_or_for_the_word_cancel(told: Told, language: Language) -> None:
    for words in REPLY_WORDS[told, language]:
        asked = re.sub(r"(Changes|Urgent|Questions|A mistake|New time|Cambios|Preguntas)\?", "", words)
        assert asked.count("?") <= 1
        assert not re.search(r"\b(reply|text|mande|responda)\W+(CANCEL|CANCELAR)\b", words, re.IGNORECASE)
        assert "CANCEL " not in words.replace("NOT CANCEL", "")


def test_children_are_offered_by_their_place_and_name() -> None:
    body = reply_message(Told.WHICH_CHILD, Language.ENGLISH, values(Language.ENGLISH, "Mia", "Leo"), 160)
    assert "Text X 1 for Mia or X 2 for Leo. Or tell us here: " + LINK in body
    spanish = reply_message(Told.WHICH_CHILD, Language.SPANISH, values(Language.SPANISH, "Mia", "Leo"), 160)
    assert "Mande X 1 para Mia o X 2 para Leo." in spanish


def test_a_name_without_plain_letters_is_left_to_the_link() -> None:
    body = reply_message(Told.WHICH_CHILD, Language.ENGLISH, values(Language.ENGLISH, "Mia", "美雪"), 160)
    assert "X 1" not in body
    assert LINK in body


def test_braces_in_a_name_are_letters_and_nothing_else() -> None:
    body = reply_message(Told.CONFIRMED, Language.ENGLISH, values(Language.ENGLISH, "{link}"), 160)
    assert body.count(LINK) == 1
    assert "{link}" in body
