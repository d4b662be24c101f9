"""Phone calls to families (product F4, F6, F7)."""

from __future__ import annotations

import itertools

import pytest

from app.domain.languages import Language
from app.domain.timing import TO_FAMILIES, RuleType
from app.domain.wording.facts import ChildLine
from app.domain.wording.voice_script import voice_script
from tests.domain.visit_facts import AT_2_45, changed_visit, child, visit

ASK = RuleType.CONFIRMATION_REQUEST


def test_a_call_about_siblings_in_english() -> None:
    assert voice_script(ASK, "en", visit("Mia", "Leo")).live() == (
        "Hello, this is Willow Pediatrics. Para español, oprima el 8. "
        "This is for the parent of Mia and Leo. "
        "They have visits on Tuesday, November 24, at two thirty in the afternoon. "
        "If both are coming, press 1. If someone can't come, press 2. "
        "To hear this again, press 3. To talk to us, press 0. To stop these calls, press 9."
    )


def test_a_call_about_siblings_in_spanish() -> None:
    assert voice_script(ASK, "es", visit("Mia", "Leo")).live() == (
        "Hola, le llama Willow Pediatrics. For English, press 8. "
        "Este mensaje es para el padre, la madre o tutor de Mia y Leo. "
        "Tienen citas el martes 24 de noviembre a las dos y media de la tarde. "
        "Si van a venir, oprima el 1. Si alguien no puede venir, oprima el 2. "
        "Para repetir, oprima el 3. Para hablar con nosotros, el 0. Para no recibir más llamadas, el 9."
    )


@pytest.mark.parametrize(
    ("names", "choice"),
    [
        (("Mia",), "If you are coming, press 1. If you can't come, press 2."),
        (("Mia", "Leo"), "If both are coming, press 1."),
        (("Mia", "Leo", "Sam"), "If all are coming, press 1."),
    ],
)
def test_the_keys_fit_the_number_of_children(names: tuple[str, ...], choice: str) -> None:
    assert voice_script(ASK, "en", visit(*names)).keys.startswith(choice)


@pytest.mark.parametrize(("kind", "language"), list(itertools.product(TO_FAMILIES, Language)))
def test_a_voicemail_names_no_child_and_offers_no_key(kind: RuleType, language: Language) -> None:
    script = voice_script(kind, language, visit("Mia", "Leo"))
    assert "Mia" not in script.voicemail
    assert "Leo" not in script.voicemail
    assert "press" not in script.voicemail
    assert "oprima" not in script.voicemail
    assert "937-555-0142" in script.voicemail
    assert "Willow Pediatrics" in script.voicemail


def test_the_words_for_an_answering_machine() -> None:
    script = voice_script(ASK, "en", visit("Mia"))
    assert script.voicemail == (
        "Hello, this is Willow Pediatrics. We have a message about a visit on Tuesday, November 24. "
        "Please call 937-555-0142."
    )


def test_quiet_names_are_not_spoken() -> None:
    one = voice_script(ASK, "en", visit("Mia", quiet_names=True))
    assert one.message.startswith("This is about your child. There is a visit on Tuesday")
    two = voice_script(ASK, "es", visit("Mia", "Leo", quiet_names=True))
    assert two.message.startswith("Este mensaje es sobre sus 2 hijos. Tienen citas")


def test_different_times_are_told_from_the_first() -> None:
    facts = visit(children=(child("Mia"), child("Leo", AT_2_45)))
    assert "starting at two thirty in the afternoon" in voice_script(ASK, "en", facts).message
    assert "a partir de las dos y media de la tarde" in voice_script(ASK, "es", facts).message


def test_a_confirmed_visit_is_not_asked_about_again() -> None:
    script = voice_script(RuleType.REMINDER, "en", visit("Mia", answered=True))
    assert "You are confirmed for Tuesday, November 24" in script.message
    assert script.keys.startswith("If your plans changed, press 2. To hear this again")


def test_a_changed_visit_that_kept_its_time_is_told_with_who_and_where() -> None:
    script = voice_script(RuleType.MOVED, "en", changed_visit("Mia"))
    assert script.message.endswith(
        "The visit has changed. It is on Tuesday, November 24, at two thirty in the afternoon, "
        "at Main Street, with Dr. Patel."
    )
    assert script.keys.startswith("If you are coming, press 1.")
    siblings = voice_script(RuleType.MOVED, "es", changed_visit("Mia", "Leo"))
    assert siblings.message.endswith(
        "Las citas tienen cambios. Son el martes 24 de noviembre a las dos y media de la tarde, "
        "en Main Street."
    )
    assert "new time" in voice_script(RuleType.MOVED, "en", visit("Mia")).message


def test_a_cancelled_visit_offers_no_answer() -> None:
    script = voice_script(RuleType.CANCELLED_BY_PRACTICE, "en", visit("Mia"))
    assert "The office cancelled the visit on Tuesday, November 24" in script.message
    assert script.keys.startswith("To hear this again, press 3.")


def test_a_call_on_a_date_speaks_of_no_visit() -> None:
    facts = visit(children=(ChildLine("Mia", None),))
    call = voice_script(RuleType.RECALL, "en", facts)
    assert call.message.endswith("It is time for a check-up. Please call 937-555-0142 to book a visit.")
    assert call.keys.startswith("To hear this again, press 3.")
    assert call.voicemail.endswith("We have a message for you. Please call 937-555-0142.")
    greeting = voice_script(RuleType.BIRTHDAY, "es", facts)
    assert "¡Feliz cumpleaños" in greeting.message
    assert "pronto" not in greeting.live() + greeting.voicemail


def test_a_missing_language_takes_the_practices_fallback_and_is_counted() -> None:
    script = voice_script(ASK, "Klingon", visit("Mia", fallback_language=Language.SPANISH))
    assert (script.language, script.language_missing) == (Language.SPANISH, True)
    assert script.greeting == "Hola, le llama Willow Pediatrics."
