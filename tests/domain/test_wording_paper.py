"""Letters and faxes to families (product F1, F4, F6, F7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.languages import Language
from app.domain.merge_fields import faults_in
from app.domain.preferences import Channel
from app.domain.timing import TO_FAMILIES, RuleType
from app.domain.wording.occasions import ASKING_NOTHING, Occasion
from app.domain.wording.paper_page import PAPER_WORDS, paper_page
from tests.domain.visit_facts import AT_2_45, LINK, changed_visit, child, visit

ASK = RuleType.CONFIRMATION_REQUEST
BOTH = (child("Mia"), child("Leo", AT_2_45))
_MANY = "Here are the day, the times and who will see each child."
EVERY = [(kind, language) for kind in TO_FAMILIES for language in Language]


def test_a_letter_to_siblings_in_english() -> None:
    page = paper_page(ASK, Channel.LETTER, "en", visit(children=BOTH))
    assert page.title == "Are Mia and Leo still coming?"
    assert page.text.splitlines() == [
        "Monday, November 23, 2026",
        "",
        "Hello,",
        "",
        f"There are 2 visits on Tuesday, November 24. {_MANY}",
        "",
        "Mia, 2:30 PM, Dr. Patel, Main Street",
        "Leo, 2:45 PM, Dr. Patel, Main Street",
        "",
        "Please tell us if you are coming. Scan the code with your phone's camera, or type this address:",
        LINK,
        "",
        "You can change your answer until Tuesday, November 24 at 1:30 PM.",
        "",
        "No internet, or a question? Call us at 937-555-0142.",
        "",
        "Willow Pediatrics",
        "212 Oak Street, Suite 3, Dayton",
        "937-555-0142",
        "",
        "You get this letter because Willow Pediatrics has this postal address on file for your family.",
        "To get no more letters, call 937-555-0142.",
    ]


def test_a_fax_in_spanish_says_fax_and_the_spanish_name_of_the_provider() -> None:
    page = paper_page(ASK, Channel.FAX, "es", visit("Sofía"))
    assert page.title == "¿Va a venir Sofía?"
    assert "Lunes 23 de noviembre de 2026" in page.text
    assert "Sofía, 2:30 p. m., Dra. Patel, Main Street" in page.text
    assert "hasta el martes 24 de noviembre a la 1:30 p. m.\n" in page.text
    assert "Recibe este fax porque Willow Pediatrics" in page.text
    assert "carta" not in page.text


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_type_says_who_and_where_to_call_in_both_languages(kind: RuleType, language: Language) -> None:
    for facts in (visit("Mia"), visit(children=BOTH), changed_visit("Mia"), visit("Mia", answered=True)):
        asked = replace(facts, link="" if kind in ASKING_NOTHING else LINK)
        page = paper_page(kind, Channel.LETTER, language, asked)
        assert "Mia" in page.title
        assert "937-555-0142" in page.text
        assert ("\n" + LINK + "\n" in page.text) == (kind not in ASKING_NOTHING)
        assert "{" not in page.title + page.text


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_a_letter_never_says_tomorrow_because_it_is_read_later(kind: RuleType, language: Language) -> None:
    page = paper_page(kind, Channel.LETTER, language, visit("Mia", today_local=date(2026, 11, 23)))
    words = f"{page.title} {page.text}".lower()
    assert not any(each in words for each in ("tomorrow", "today", "mañana", "hoy "))


@pytest.mark.parametrize("kind", [RuleType.BIRTHDAY, RuleType.RECALL])
def test_a_greeting_lists_no_visit(kind: RuleType) -> None:
    page = paper_page(kind, Channel.LETTER, "en", visit(children=(child("Mia", None),), link=""))
    assert "Mia" in page.title
    assert "PM" not in page.text


def test_both_languages_have_a_page_for_every_occasion() -> None:
    for words in PAPER_WORDS.values():
        assert set(words) == set(Occasion)
        for one, several in words.values():
            for each in (one.title, one.opening, several.title, several.opening):
                assert faults_in(each) == ()


def test_names_are_hidden_where_the_practice_wants_it() -> None:
    page = paper_page(ASK, Channel.FAX, "en", visit("Mia", quiet_names=True))
    assert page.title == "Is your child still coming?"
    assert "Your child, 2:30 PM" in page.text
    assert "Mia" not in page.text


def test_the_contact_s_own_page_takes_the_place_of_the_number_to_call() -> None:
    facts = visit("Mia", preferences_url="https://willowpeds.com/p/4.abc")
    page = paper_page(ASK, Channel.LETTER, "en", facts)
    assert "Change how we reach you: https://willowpeds.com/p/4.abc" in page.text
    assert "no more letters" not in page.text


def test_a_language_nobody_knows_takes_the_fallback_and_says_so() -> None:
    page = paper_page(ASK, Channel.LETTER, None, visit("Mia", fallback_language=Language.SPANISH))
    assert (page.language, page.language_missing) == (Language.SPANISH, True)
