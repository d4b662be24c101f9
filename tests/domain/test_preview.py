"""Words while they are written: as a family would get them, and whether they can be saved (F3, F5)."""

from __future__ import annotations

import pytest

from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.text_measure import measure_text, too_long
from app.domain.timing import RuleType
from app.domain.wording.editable import Draft
from app.domain.wording.occasions import Occasion
from app.domain.wording.own_words import WordsKey
from app.domain.wording.preview import facts_on, preview, sample_children
from app.domain.words_verdict import verdict
from tests.domain.visit_facts import AT_2_30, LINK, visit

ASK, EN, ES = RuleType.CONFIRMATION_REQUEST, Language.ENGLISH, Language.SPANISH
KNOWN = {"practice": "Willow", "practice_name": "Willow Pediatrics", "phone": "937-555-0142", "link": LINK}
GOOD = "{practice}: {patient_name} has a visit {when}. Coming? {link} Call {phone}. STOP to end"


def key(channel: Channel = Channel.TEXT, variant: str = "one", language: Language = EN) -> WordsKey:
    return WordsKey(Occasion.ASK, channel, language, variant)


def test_a_text_is_shown_with_the_childs_name_in_its_language() -> None:
    shown = preview(ASK, key(), Draft("{patient_name}: {time}. {link}"), visit("Mia"))
    assert (shown.language, shown.mail) == (EN, None)
    assert shown.body == f"Mia: 2:30 PM. {LINK}"
    spanish = preview(
        ASK, key(variant="siblings", language=ES), Draft("{children}. {link}"), visit("Mia", "Leo")
    )
    assert spanish.body == f"Mia y Leo. {LINK}"


def test_an_email_is_shown_with_its_subject_and_the_words_it_opens_with() -> None:
    draft = Draft("We hope to see {patient_name}.", "A visit for {patient_name}")
    shown = preview(ASK, key(Channel.EMAIL), draft, visit("Mia"))
    assert shown.mail is not None
    assert shown.mail.subject == "A visit for Mia"
    assert "We hope to see Mia." in shown.body
    assert LINK in shown.body


def test_a_call_is_shown_with_its_keys_and_an_answering_machine_without() -> None:
    live = preview(ASK, key(Channel.VOICE), Draft("{patient_name} has a visit."), visit("Mia"))
    assert "Mia has a visit." in live.body
    assert "press" in live.body.lower()
    words = Draft("This is {practice_name}. Please call {phone}.")
    machine = preview(ASK, key(Channel.VOICE, "voicemail"), words, visit("Mia"))
    assert machine.body.startswith("This is Willow Pediatrics. Please call")
    assert "press" not in machine.body.lower()


def test_the_same_visit_is_told_as_its_occasion_has_it() -> None:
    answered = facts_on(RuleType.REMINDER, Occasion.CONFIRMED, visit("Mia"))
    assert answered.answered
    assert all(each.new_time for each in answered.children)
    changed = facts_on(RuleType.MOVED, Occasion.CHANGED, visit("Mia"))
    assert (changed.answered, [each.new_time for each in changed.children]) == (False, [False])
    greeted = facts_on(RuleType.BIRTHDAY, Occasion.BIRTHDAY, visit("Mia"))
    assert [each.starts_local for each in greeted.children] == [None]


def test_made_up_children_are_two_at_most() -> None:
    assert [each.first_name for each in sample_children(1, AT_2_30)] == ["Mia"]
    assert [each.first_name for each in sample_children(9, AT_2_30)] == ["Mia", "Leo"]


@pytest.mark.parametrize(
    ("limit", "error"),
    [(160, ""), (40, "Shorten it, then save.")],
)
def test_a_text_is_measured_and_looked_at(limit: int, error: str) -> None:
    found = verdict(ASK, key(), Draft(GOOD), limit, KNOWN, [visit("Mia"), visit("Mia", "Leo")])
    assert found.measure is not None
    assert found.measure.messages == 1, "a visit of two children takes other words"
    assert found.error.endswith(error)
    assert bool(found.error) is bool(error)
    assert [each.good for each in found.checks] == [True, True, True]


def test_words_with_a_fault_are_neither_measured_nor_looked_at() -> None:
    found = verdict(ASK, key(), Draft(GOOD.replace("{when}", "{wen}")), 160, KNOWN, [])
    assert "Did you mean {when}?" in found.error
    assert (found.measure, found.checks) == (None, ())


def test_an_email_is_looked_at_and_not_measured() -> None:
    found = verdict(ASK, key(Channel.EMAIL), Draft("Come.", "A visit"), 160, KNOWN, [visit("Mia")])
    assert (found.error, found.measure) == ("", None)
    assert found.checks


@pytest.mark.parametrize(
    ("over", "words"), [(0, ""), (1, "Too long by 1 letter: 161 of 160."), (3, "by 3 letters:")]
)
def test_how_much_too_long_the_shortest_words_are(over: int, words: str) -> None:
    body = "x" * (160 + over)
    measure = measure_text(body, "brief", EN, 160, KNOWN, [])
    assert words in too_long(measure)
    assert bool(too_long(measure)) is bool(over)
