"""The two languages of parents' pages say the same things with the same parts."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from app.domain.languages import Language
from app.domain.reading_ease import is_easy
from app.web.patient.contact_vocabulary import CONTACT_VOCABULARY
from app.web.patient.offer_vocabulary import OFFER_VOCABULARY
from app.web.patient.vocabulary import VOCABULARY as VISIT_VOCABULARY
from app.web.patient.words import say, say_number

VOCABULARY = VISIT_VOCABULARY | CONTACT_VOCABULARY | OFFER_VOCABULARY


def elements(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", VOCABULARY)
def test_spanish_uses_no_element_that_english_lacks(key: str) -> None:
    english, spanish = VOCABULARY[key]
    assert elements(spanish) <= elements(english)
    assert english.strip()
    assert spanish.strip()


@pytest.mark.parametrize("key", VOCABULARY)
def test_titles_name_nobody_and_spanish_is_polite(key: str) -> None:
    english, spanish = VOCABULARY[key]
    if key.startswith("title_"):
        assert not elements(english)
    assert not re.search(r"\b(tú|tu|tus|turno|los dos)\b", spanish, re.IGNORECASE)
    assert "appointment" not in english
    assert "CANCEL" not in english + spanish


@pytest.mark.parametrize("number", [1, 2, 3, 9])
@pytest.mark.parametrize("language", list(Language))
def test_every_counted_sentence_has_a_form_for_every_number(number: int, language: Language) -> None:
    stems = {key.removesuffix("_many") for key in VOCABULARY if key.endswith("_many")}
    for stem in stems:
        if number > 1 or f"{stem}_one" in VOCABULARY:
            assert say_number(stem, number, language, names="Mia", day="on Tuesday", date="x", when="x")


@pytest.mark.parametrize("key", [*CONTACT_VOCABULARY, *OFFER_VOCABULARY])
def test_what_is_said_of_a_contact_or_an_offer_is_easy_to_read(key: str) -> None:
    english, spanish = VOCABULARY[key]
    assert is_easy(english, Language.ENGLISH)
    assert is_easy(spanish, Language.SPANISH)


def test_no_sentence_stands_in_two_vocabularies() -> None:
    assert len(VOCABULARY) == len(VISIT_VOCABULARY) + len(CONTACT_VOCABULARY) + len(OFFER_VOCABULARY)


def test_a_child_may_be_called_anything() -> None:
    assert say("ask_one", Language.ENGLISH, names="{x} <b>") == "Is {x} <b> still coming?"
