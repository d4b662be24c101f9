"""Words that staff read beside codes: none is missing, and an unknown code still reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from zoneinfo import available_timezones

import pytest

from app.domain.audit_words import action_words, subject_words
from app.domain.greeting_words import greeting_sentence
from app.domain.languages import Language
from app.domain.message_elements import ELEMENTS
from app.domain.message_types import NEW_LINK, TRIAL, message_type
from app.domain.permission_words import PERMISSION_AREAS, PERMISSION_NAMES
from app.domain.permissions import Permission
from app.domain.preferences import Channel, Purpose
from app.domain.reading_ease import is_easy, school_grade, spanish_ease
from app.domain.reasons import Reason
from app.domain.remedies import UNDELIVERED, remedy_for
from app.domain.rule_parts import starting_rule
from app.domain.rules import ChannelMode
from app.domain.time_zones import HERE, elsewhere
from app.domain.timing import TO_FAMILIES, RuleType
from app.domain.way_words import why_by_hand, why_that_way
from app.domain.wording.editable import every_text
from app.domain.wording.staff_labels import ELEMENT_LABELS, OCCASION_LABELS, VARIANT_HELP, VARIANT_LABELS


def test_every_permission_is_explained_once_and_named_apart_from_all_others() -> None:
    shown = [line.permission for area in PERMISSION_AREAS for line in area.lines]
    assert sorted(shown) == sorted(Permission)
    assert len(set(PERMISSION_NAMES.values())) == len(Permission)
    assert PERMISSION_NAMES[Permission.AUTOMATED_VIEW] == "Automated messages: view"
    assert PERMISSION_NAMES[Permission.EXPORT] == "Export"


@pytest.mark.parametrize(
    ("kind", "words"),
    [("reminder", "Reminder"), (TRIAL, "Trial reminder"), ("staff_note", "Staff note")],
)
def test_what_a_message_is_called(kind: str, words: str) -> None:
    assert message_type(kind) == words


@pytest.mark.parametrize(
    ("mode", "step", "words"),
    [
        (ChannelMode.PREFERENCE, 0, "By text because Ana Ramos chose it for reminders."),
        (ChannelMode.FIXED, 0, "By text because this automated message always goes that way."),
        (ChannelMode.ESCALATION, 0, "By text because Ana Ramos chose it for reminders."),
        (ChannelMode.ESCALATION, 1, "By text because nothing was heard after the message before it."),
        (ChannelMode.ESCALATION, 2, "By text because nothing was heard after the 2 messages before it."),
    ],
)
def test_why_a_message_took_its_way(mode: ChannelMode, step: int, words: str) -> None:
    assert why_that_way(Channel.TEXT, "Ana Ramos", Purpose.REMINDERS, mode, step) == words


def test_why_a_message_went_by_hand() -> None:
    assert why_by_hand(NEW_LINK, "Ana Ramos").startswith("Ana Ramos opened a link that had ended")
    assert "Setup page" in why_by_hand(TRIAL, "Ana Ramos")
    assert why_by_hand("password_reset", "Ana Ramos") == ""


def test_a_birthday_greeting_says_to_whom_it_goes() -> None:
    greeting = starting_rule(RuleType.BIRTHDAY)
    assert greeting_sentence(greeting) == (
        "It goes at 10:00 AM on the birthday, to children who turn 1 to 17."
    )
    assert "to everybody." in greeting_sentence(replace(greeting, age_to=None))
    assert "to all who turn 2 or more." in greeting_sentence(replace(greeting, age_from=2, age_to=None))


@pytest.mark.parametrize(
    ("tries", "every", "words"),
    [
        (1, 14, "on the day a check-up is due, once. It stops"),
        (3, 14, "due, then every 14 days, 3 times at most. It stops"),
        (2, 1, "due, then every day, 2 times at most. It stops"),
    ],
)
def test_a_recall_says_how_often_it_asks(tries: int, every: int, words: str) -> None:
    recall = replace(starting_rule(RuleType.RECALL), tries=tries, try_every_days=every, at_time=time(9))
    assert greeting_sentence(recall).startswith("It asks at 9:00 AM ")
    assert words in greeting_sentence(recall)


def test_time_zones_stand_in_one_of_two_lists_and_all_exist() -> None:
    others = dict(elsewhere())
    assert set(HERE) <= available_timezones()
    assert not set(HERE) & set(others)
    assert others["America/Argentina/Buenos_Aires"] == "America/Argentina/Buenos Aires"
    assert not {name for name in others if "/" not in name or name.startswith("Etc/")}
    assert list(others) == sorted(others)


def test_every_element_occasion_and_variant_of_a_template_has_a_name() -> None:
    texts = [key for kind in TO_FAMILIES for key in every_text(kind)]
    assert {key.occasion for key in texts} <= set(OCCASION_LABELS)
    assert {key.variant for key in texts} <= set(VARIANT_LABELS)
    assert {(key.channel, key.variant) for key in texts} <= set(VARIANT_HELP)
    assert set(ELEMENTS) <= set(ELEMENT_LABELS)


def test_a_code_of_the_audit_log_without_words_reads_as_it_is_written() -> None:
    assert (action_words("sign_in"), action_words("turn_upside_down")) == ("Signed in", "Turn upside down")
    assert (subject_words("rule"), subject_words("coffee_machine")) == ("Automated message", "Coffee machine")


def test_what_to_do_about_what_a_provider_said_is_to_find_another_way() -> None:
    assert remedy_for(Reason.NO_CONSENT) == (
        "Ask the person whether we may write or call, then record the consent."
    )
    assert remedy_for(Reason.DECEASED) == ""
    assert remedy_for("carrier_violation") == UNDELIVERED


def test_a_text_without_words_is_easy() -> None:
    assert (school_grade("12:30"), spanish_ease("12:30")) == (0.0, 100.0)
    assert (school_grade(""), spanish_ease("")) == (0.0, 100.0)
    assert is_easy("", Language.SPANISH)
