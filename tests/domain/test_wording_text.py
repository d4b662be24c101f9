"""Text messages: what they say, and that they cost one segment (product F1, F3, F6, F7; scorecard P8)."""

from __future__ import annotations

import itertools
import re
from datetime import date, datetime, timedelta

import pytest

from app.domain.languages import Language
from app.domain.merge_fields import faults_in
from app.domain.message_elements import ELEMENTS
from app.domain.sms_length import NARROW_LIMIT, Encoding, sms_length
from app.domain.timing import TO_FAMILIES, RuleType
from app.domain.wording.element_values import element_values, short_provider, text_values
from app.domain.wording.facts import ChildLine
from app.domain.wording.occasions import ASKING_NOTHING, Occasion
from app.domain.wording.text_message import Variant, text_message
from app.domain.wording.text_words import TEXT_WORDS
from tests.domain.visit_facts import AT_2_30, AT_2_45, LINK, changed_visit, child, visit

ASK = RuleType.CONFIRMATION_REQUEST
FAMILIES = [
    ("Mia",),
    ("Bartholomew-Maximilian-Ot",),
    ("María Guadalupe Alejandra Esperanza",),
    ("Mia", "Leo"),
    ("Featherstonehaugh", "Guadalupe Esperanza"),
    ("Maximiliana-Constantina", "Christophersonia-Elisabet"),
    ("Mia", "Leo", "Sam"),
    tuple(f"Alexandrina {letter}" for letter in "ABCDEFGHIJKL"),
    ("小明",),
    ("Mia", ""),
]
OCCASIONS = [
    *((kind, False, True) for kind in TO_FAMILIES),
    (RuleType.REMINDER, True, True),
    (RuleType.MOVED, False, False),
]
EVERY = list(itertools.product(OCCASIONS, Language, FAMILIES))


@pytest.mark.parametrize(
    ("names", "english", "spanish"),
    [
        (
            ("Mia",),
            "Mia has a visit Tue Nov 24, 2:30 PM. Coming? Please answer:",
            "Mia tiene cita el mar 24 nov, 2:30 PM. ¿Va a venir? Responda:",
        ),
        (
            ("Mia", "Leo"),
            "Mia and Leo have visits Tue Nov 24, 2:30 PM. Coming? Please answer:",
            "Mia y Leo tienen cita el mar 24 nov, 2:30 PM. ¿Van a venir? Responda:",
        ),
        (
            ("Mia", "Leo", "Samantha"),
            "your 3 children have visits Tue Nov 24, 2:30 PM. Coming? Answer:",
            "sus 3 hijos tienen cita mar 24 nov, 2:30 PM. ¿Van a venir?",
        ),
    ],
)
def test_the_question_is_asked_in_the_agreed_words(
    names: tuple[str, ...], english: str, spanish: str
) -> None:
    assert text_message(ASK, "en", visit(*names)).body == (
        f"Willow Pediatrics: {english} {LINK} Call 937-555-0142. STOP to end"
    )
    assert text_message(ASK, "es", visit(*names)).body == (
        f"Willow Pediatrics: {spanish} {LINK} Tel 937-555-0142. STOP para salir"
    )


@pytest.mark.parametrize(("occasion", "language", "names"), EVERY)
def test_every_text_takes_one_segment_with_the_longest_names(
    occasion: tuple[RuleType, bool, bool], language: Language, names: tuple[str, ...]
) -> None:
    kind, answered, new_time = occasion
    noon = datetime.fromisoformat("2026-11-25T12:30")
    plain = visit(answered=answered, children=tuple(child(name, new_time=new_time) for name in names))
    longest = visit(
        answered=answered,
        practice_short="Willow Pediatrics WP",
        children=tuple(child(name, noon, new_time=new_time) for name in names),
        today_local=date(2026, 11, 24),
    )
    for facts in (plain, longest):
        text = text_message(kind, language, facts)
        assert (text.encoding, text.segments, text.over_limit) == (Encoding.GSM7, 1, False)
        assert text.units <= 160
        assert facts.practice_short in text.body
        assert facts.phone_display in text.body
        assert "STOP" in text.body
        assert "CANCEL" not in text.body
        assert (LINK in text.body) is (kind not in ASKING_NOTHING)


@pytest.mark.parametrize(("occasion", "language", "names"), EVERY)
def test_the_narrow_limit_is_kept_too(
    occasion: tuple[RuleType, bool, bool], language: Language, names: tuple[str, ...]
) -> None:
    kind, answered, new_time = occasion
    noon = datetime.fromisoformat("2026-11-25T12:30")
    children = tuple(
        child(name, noon + timedelta(minutes=15 * place), new_time=new_time)
        for place, name in enumerate(names)
    )
    facts = visit(children=children, answered=answered, practice_short="Willow Pediatrics WP")
    text = text_message(kind, language, facts, NARROW_LIMIT)
    assert (text.units <= 133, text.over_limit) == (True, False)


@pytest.mark.parametrize("key", [(why, language) for why in Occasion for language in Language])
def test_every_standard_text_can_be_saved_and_is_written_in_the_cheap_alphabet(
    key: tuple[Occasion, Language],
) -> None:
    words = TEXT_WORDS[key]
    for template in (words.one, words.siblings, words.counted, words.brief):
        assert faults_in(template) == ()
        assert sms_length(template).forcing == ()


def test_long_names_take_the_short_words_and_a_narrow_limit_the_shortest() -> None:
    long = visit("Maximiliana-Constantina", "Christophersonia")
    assert text_message(ASK, "en", visit("Mia", "Leo")).variant is Variant.NAMES
    assert text_message(ASK, "en", long).variant is Variant.SHORT
    assert "your 2 children have visits" in text_message(ASK, "en", long).body
    assert text_message(ASK, "en", long, NARROW_LIMIT).variant is Variant.BRIEF


def test_a_single_child_with_a_long_name_becomes_your_child() -> None:
    facts = visit("Bartholomew-Maximilian-Otto")
    assert ": your child has a visit Tue" in text_message(ASK, "en", facts).body
    assert ": su hijo/a tiene cita el mar" in text_message(ASK, "es", facts).body


def test_a_limit_no_words_can_keep_is_reported_and_nothing_is_left_out() -> None:
    text = text_message(ASK, "en", visit("Mia", link=LINK + "x" * 100))
    assert (text.variant, text.segments, text.over_limit) == (Variant.BRIEF, 2, True)
    assert LINK + "x" * 100 in text.body


def test_a_name_loses_its_accents_unless_the_practice_pays_for_them() -> None:
    plain = text_message(ASK, "es", visit("Sofía"))
    assert ("Sofia tiene cita" in plain.body, plain.encoding) == (True, Encoding.GSM7)
    kept = text_message(ASK, "es", visit("Sofía", keep_accents=True), limit=200)
    assert ("Sofía tiene cita" in kept.body, kept.encoding, kept.segments) == (True, Encoding.UCS2, 3)


def test_a_saturday_in_spanish_stays_in_the_cheap_alphabet() -> None:
    saturday = datetime.fromisoformat("2026-11-28T09:00")
    text = text_message(ASK, "es", visit(children=(child("Mia", saturday),)))
    assert "el sab 28 nov, 9:00 AM" in text.body


def test_quiet_names_are_never_said() -> None:
    one, two = visit("Mia", quiet_names=True), visit("Mia", "Leo", quiet_names=True)
    assert ": your child has a visit" in text_message(ASK, "en", one).body
    assert ": your 2 children have visits" in text_message(ASK, "en", two).body


@pytest.mark.parametrize("names", [("",), ("小明",)])
def test_a_name_that_cannot_be_written_becomes_your_child(names: tuple[str, ...]) -> None:
    assert ": your child has a visit" in text_message(ASK, "en", visit(*names)).body


def test_no_child_is_left_out_of_a_list_that_names_cannot_fill() -> None:
    assert "your 2 children" in text_message(ASK, "en", visit("Mia", "")).body
    assert "your 2 children" in text_message(ASK, "en", visit("Mia", "小明")).body


def test_siblings_at_different_times_are_told_the_first_as_a_beginning() -> None:
    facts = visit(children=(child("Leo", AT_2_45), child("Mia", AT_2_30)))
    assert "Mia and Leo have visits Tue Nov 24, from 2:30 PM." in text_message(ASK, "en", facts).body
    assert "mar 24 nov, desde 2:30 PM" in text_message(ASK, "es", facts).body


@pytest.mark.parametrize(
    ("today", "english", "spanish"),
    [
        (date(2026, 11, 24), "see you today, Tue Nov 24", "le esperamos hoy mar 24 nov"),
        (date(2026, 11, 23), "see you tomorrow, Tue Nov 24", "le esperamos mañana mar 24 nov"),
        (date(2026, 11, 22), "see you Tue Nov 24", "le esperamos el mar 24 nov"),
    ],
)
def test_a_reminder_says_today_and_tomorrow_only_when_it_is_true(
    today: date, english: str, spanish: str
) -> None:
    facts = visit("Mia", today_local=today)
    assert english in text_message(RuleType.REMINDER, "en", facts).body
    assert spanish in text_message(RuleType.REMINDER, "es", facts).body


def test_a_reminder_after_a_yes_says_you_are_confirmed_and_asks_nothing_again() -> None:
    before = text_message(RuleType.REMINDER, "en", visit("Mia")).body
    after = text_message(RuleType.REMINDER, "en", visit("Mia", answered=True)).body
    assert ("Coming?" in before, "confirmed" in before) == (True, False)
    assert ("Coming?" in after, "you are confirmed for tomorrow" in after) == (False, True)
    assert "cita confirmada" in text_message(RuleType.REMINDER, "es", visit("Mia", answered=True)).body


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (RuleType.INITIAL_CONFIRMATION, "Mia has a new visit Tue Nov 24"),
        (RuleType.MOVED, "Mia's visit has a new time: Tue Nov 24, 2:30 PM"),
        (RuleType.CANCELLED_BY_PRACTICE, "Mia's visit Tue Nov 24, 2:30 PM is cancelled. New time? Call"),
        (RuleType.MISSED, "we missed Mia on Tue Nov 24, 2:30 PM. New time? Call 937-555-0142."),
        (RuleType.FOLLOW_UP, "thank you for coming with Mia. Questions? Call 937-555-0142."),
        (RuleType.TELEHEALTH_FIRST, "Mia has a video visit Tue Nov 24, 2:30 PM. Still good? https://"),
        (RuleType.TELEHEALTH_SECOND, "video visit tomorrow, Tue Nov 24, 2:30 PM (Mia). To join: https://"),
    ],
)
def test_each_rule_has_its_own_words(kind: RuleType, words: str) -> None:
    assert words in text_message(kind, "en", visit("Mia", answered=True)).body


@pytest.mark.parametrize(
    ("kind", "names", "english", "spanish"),
    [
        (RuleType.BIRTHDAY, ("Mia",), "happy birthday to Mia from all", "¡feliz cumpleaños a Mia de parte"),
        (RuleType.BIRTHDAY, ("Mia", "Leo"), "happy birthday to Mia and Leo", "cumpleaños a Mia y Leo de"),
        (RuleType.RECALL, ("Mia",), "Mia is due for a check-up. To book a visit: Call", "a Mia le toca un"),
        (RuleType.RECALL, ("Mia", "Leo"), "Mia and Leo are due for check-ups", "a Mia y Leo les toca un"),
    ],
)
def test_a_message_on_a_date_needs_no_appointment(
    kind: RuleType, names: tuple[str, ...], english: str, spanish: str
) -> None:
    facts = visit(children=tuple(ChildLine(name, None) for name in names), link="")
    assert english in text_message(kind, "en", facts).body
    assert spanish in text_message(kind, "es", facts).body
    assert not re.search("soon|pronto|call us|None", text_message(kind, "en", facts).body)


def test_a_visit_that_kept_its_time_is_not_said_to_have_a_new_one() -> None:
    changed = {
        ("Mia",): (
            "Mia's visit has changed: Tue Nov 24, 2:30 PM. Coming?",
            "la cita de Mia tiene cambios: mar 24 nov, 2:30 PM. ¿Va a venir?",
        ),
        ("Mia", "Leo"): (
            "the visits of Mia and Leo have changed: Tue Nov 24, 2:30 PM. Coming?",
            "cambios en las citas de Mia y Leo: mar 24 nov, 2:30 PM. ¿Vienen?",
        ),
    }
    for names, (english, spanish) in changed.items():
        facts = changed_visit(*names)
        assert text_message(RuleType.MOVED, "en", facts).body == (
            f"Willow Pediatrics: {english} {LINK} Call 937-555-0142. STOP to end"
        )
        assert text_message(RuleType.MOVED, "es", facts).body == (
            f"Willow Pediatrics: {spanish} {LINK} Tel 937-555-0142. STOP para salir"
        )


def test_one_child_with_a_new_time_is_enough_to_say_so() -> None:
    both = visit(children=(child("Mia", new_time=False), child("Leo", AT_2_45)))
    assert "your 2 children have a new time" in text_message(RuleType.MOVED, "en", both).body


@pytest.mark.parametrize("kind", [kind for kind in TO_FAMILIES if kind is not RuleType.MOVED])
def test_only_the_news_of_a_change_asks_whether_the_time_is_new(kind: RuleType) -> None:
    assert text_message(kind, "en", changed_visit("Mia")) == text_message(kind, "en", visit("Mia"))


def test_a_missing_language_takes_the_practices_fallback_and_is_counted() -> None:
    facts = visit("Mia", fallback_language=Language.SPANISH)
    missing = text_message(ASK, None, facts)
    assert (missing.language, missing.language_missing) == (Language.SPANISH, True)
    assert "tiene cita" in missing.body
    known = text_message(ASK, "English", facts)
    assert (known.language, known.language_missing) == (Language.ENGLISH, False)


@pytest.mark.parametrize("language", list(Language))
def test_a_visit_gives_every_element_a_value(language: Language) -> None:
    facts = visit("Mia", "Leo")
    for values in (element_values(facts, language), text_values(facts, language, named=True)):
        assert {name for name, value in values.items() if value} == set(ELEMENTS)


def test_the_time_is_written_for_where_it_is_read() -> None:
    facts = visit("Mia")
    assert element_values(facts, Language.SPANISH)["time"] == "2:30 p. m."
    assert text_values(facts, Language.SPANISH, named=True)["time"] == "2:30 PM"


def test_spanish_families_read_the_spanish_name_of_the_provider() -> None:
    assert element_values(visit("Mia"), Language.SPANISH)["provider"] == "Dra. Patel"
    assert element_values(visit("Mia"), Language.ENGLISH)["provider"] == "Dr. Patel"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Dr. Anita Patel", "Dr. Anita Patel"),
        ("Dr. Bartholomew Featherstonehaugh", "Dr. Featherstonehaugh"),
        ("Bartholomew Featherstonehaugh", "Featherstonehaugh"),
    ],
)
def test_a_long_provider_keeps_title_and_last_name(name: str, shown: str) -> None:
    assert short_provider(name) == shown
