"""Mails to families (product F1, F4, F6, F7, E7)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.domain.languages import Language
from app.domain.merge_fields import faults_in
from app.domain.timing import RuleType
from app.domain.wording.email_message import email_message
from app.domain.wording.email_words_english import ENGLISH
from app.domain.wording.email_words_spanish import SPANISH
from app.domain.wording.facts import ChildLine
from app.domain.wording.occasions import Occasion
from tests.domain.visit_facts import AT_2_45, LINK, changed_visit, child, visit

ASK = RuleType.CONFIRMATION_REQUEST
BOTH = (child("Mia"), child("Leo", AT_2_45))


def test_the_question_to_siblings_in_english() -> None:
    mail = email_message(ASK, "en", visit(children=BOTH))
    assert mail.from_name == "Willow Pediatrics"
    assert mail.subject == "Mia and Leo: visits on Tuesday, November 24"
    assert mail.preheader == "Tell us in 1 tap if you are coming."
    assert mail.heading == "Are Mia and Leo still coming?"
    assert [(row.child, row.time, row.provider) for row in mail.rows] == [
        ("Mia", "2:30 PM", "Dr. Patel"),
        ("Leo", "2:45 PM", "Dr. Patel"),
    ]
    assert (mail.button, mail.link) == ("Answer now", LINK)
    assert mail.change_until == "You can change your answer until Tuesday at 1:30 PM."


def test_the_question_to_siblings_in_spanish() -> None:
    mail = email_message(ASK, "es", visit(children=BOTH))
    assert mail.subject == "Mia y Leo: citas el martes 24 de noviembre"
    assert mail.heading == "¿Van a venir Mia y Leo?"
    assert mail.rows[1].time == "2:45 p. m."
    assert mail.rows[1].provider == "Dra. Patel"
    assert mail.button == "Responder ahora"
    assert mail.change_until == "Puede cambiar su respuesta hasta el martes a la 1:30 p. m."


def test_one_child_is_asked_about_alone() -> None:
    mail = email_message(ASK, "en", visit("Sofía"))
    assert (mail.subject, mail.heading) == ("Sofía: visit on Tuesday, November 24", "Is Sofía still coming?")
    assert email_message(ASK, "es", visit("Sofía")).heading == "¿Va a venir Sofía?"


def test_the_plain_part_says_everything_with_the_link_on_its_own_line() -> None:
    lines = email_message(ASK, "en", visit(children=BOTH)).text.splitlines()
    assert lines == [
        "Are Mia and Leo still coming?",
        "",
        "The visits are on Tuesday, November 24.",
        "",
        "Mia, 2:30 PM, Dr. Patel",
        "Leo, 2:45 PM, Dr. Patel",
        "",
        "Answer now:",
        LINK,
        "",
        "You can change your answer until Tuesday at 1:30 PM.",
        "",
        "Willow Pediatrics",
        "212 Oak Street, Suite 3, Dayton",
        "Phone: 937-555-0142",
        "",
        "You get this because Willow Pediatrics has this email on file for your family.",
        "To stop these emails, call 937-555-0142.",
    ]


def test_a_missing_address_provider_or_deadline_leaves_no_gap() -> None:
    facts = visit(
        children=(child("Mia"),),
        address="",
        change_until_local=None,
    )
    mail = email_message(ASK, "en", facts)
    assert mail.change_until == ""
    assert "\n\n\n" not in mail.text
    assert "Willow Pediatrics\nPhone: 937-555-0142" in mail.text


def test_quiet_names_show_neither_in_the_subject_nor_in_the_mail() -> None:
    mail = email_message(ASK, "en", visit(children=BOTH, quiet_names=True))
    assert mail.subject == "Your visits on Tuesday, November 24"
    assert mail.heading == "Are your 2 children still coming?"
    assert "Mia" not in mail.text
    assert {row.child for row in mail.rows} == {"Your child"}
    spanish = email_message(ASK, "es", visit("Mia", quiet_names=True))
    assert spanish.subject == "Su cita el martes 24 de noviembre"
    assert spanish.rows[0].child == "Su hijo o hija"


def test_a_child_without_a_name_starts_a_sentence_with_a_capital() -> None:
    assert email_message(ASK, "en", visit("")).subject == "Your child: visit on Tuesday, November 24"


def test_a_reminder_after_a_yes_says_you_are_confirmed() -> None:
    mail = email_message(RuleType.REMINDER, "en", visit("Mia", answered=True))
    assert mail.subject == "You are confirmed: Mia, Tuesday, November 24"
    assert mail.heading == "You are confirmed. See you tomorrow."
    assert mail.button == "Change my answer"
    assert "coming" not in mail.text
    spanish = email_message(RuleType.REMINDER, "es", visit("Mia", answered=True))
    assert spanish.heading == "Su cita está confirmada. Los esperamos mañana."


def test_a_reminder_before_an_answer_asks_again() -> None:
    mail = email_message(RuleType.REMINDER, "en", visit("Mia"))
    assert (mail.heading, mail.button) == ("Is Mia still coming?", "Answer now")
    assert mail.opening == "We expect you tomorrow. The visit is on Tuesday, November 24."


def test_a_cancelled_visit_asks_nothing_and_says_what_to_do() -> None:
    mail = email_message(RuleType.CANCELLED_BY_PRACTICE, "en", visit("Mia"))
    assert mail.subject == "Cancelled: Mia, Tuesday, November 24"
    assert (mail.button, mail.link, mail.change_until) == ("", "", "")
    assert "Need a new time? Call 937-555-0142." in mail.text
    assert LINK not in mail.text


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (RuleType.INITIAL_CONFIRMATION, "Mia: new visit on Tuesday, November 24"),
        (RuleType.MOVED, "New time for Mia: Tuesday, November 24"),
    ],
)
def test_each_rule_has_its_own_subject(kind: RuleType, subject: str) -> None:
    assert email_message(kind, "en", visit("Mia")).subject == subject


def test_a_greeting_has_no_table_no_button_and_no_hole() -> None:
    facts = visit(children=(ChildLine("Mia", None), ChildLine("Leo", None)), link="")
    mail = email_message(RuleType.BIRTHDAY, "en", facts)
    assert (mail.subject, mail.rows, mail.button) == ("Happy birthday to Mia and Leo!", (), "")
    assert "All of us at Willow Pediatrics wish you a great day.\n\nWillow Pediatrics" in mail.text
    recall = email_message(RuleType.RECALL, "es", facts)
    assert recall.heading == "A Mia y Leo les toca un chequeo."


def test_a_missed_visit_and_a_thank_you_say_how_to_call() -> None:
    missed = email_message(RuleType.MISSED, "en", visit("Mia"))
    assert (missed.subject, missed.link) == ("We missed Mia on Tuesday, November 24", "")
    assert missed.opening.endswith("Need a new time? Call 937-555-0142.")
    thanks = email_message(RuleType.FOLLOW_UP, "es", visit("Mia"))
    assert (
        thanks.opening
        == "Es sobre la cita del martes 24 de noviembre. ¿Tiene preguntas? Llame al 937-555-0142."
    )


def test_a_video_visit_asks_nobody_to_come() -> None:
    for kind in (RuleType.TELEHEALTH_FIRST, RuleType.TELEHEALTH_SECOND):
        mail = email_message(kind, "en", visit("Mia"))
        assert ("video visit" in mail.text, "coming" in mail.text) == (True, False)
        assert (mail.button, mail.link) == ("Open the visit page", LINK)


def test_a_changed_visit_that_kept_its_time_says_who_and_where() -> None:
    mail = email_message(RuleType.MOVED, "en", changed_visit("Mia"))
    assert mail.subject == "Mia's visit has changed: Tuesday, November 24"
    assert mail.heading == "Mia's visit has changed. Still coming?"
    assert mail.opening == "The visit is now with Dr. Patel at Main Street, on Tuesday, November 24."
    assert "new time" not in mail.text
    spanish = email_message(RuleType.MOVED, "es", changed_visit("Mia"))
    assert spanish.subject == "Cambios en la cita de Mia: martes 24 de noviembre"
    assert spanish.opening == (
        "La cita ahora es en Main Street, el martes 24 de noviembre. Atiende: Dra. Patel."
    )


def test_changed_siblings_read_every_place_once_and_who_sees_whom() -> None:
    mia = child("Mia", new_time=False)
    leo = child("Leo", AT_2_45, new_time=False, office="North Office", provider_name="Dr. Kim")
    mail = email_message(RuleType.MOVED, "en", visit(children=(mia, leo)))
    assert mail.opening.startswith("The visits are now at Main Street and North Office, on Tuesday")
    assert [(row.child, row.provider) for row in mail.rows] == [("Mia", "Dr. Patel"), ("Leo", "Dr. Kim")]
    same = email_message(RuleType.MOVED, "es", changed_visit("Mia", "Leo"))
    assert same.opening.startswith("Las citas ahora son en Main Street, el martes")


def test_a_deadline_weeks_away_is_told_with_its_date() -> None:
    facts = visit(
        "Mia", today_local=date(2026, 10, 1), change_until_local=datetime.fromisoformat("2026-11-24T13:30")
    )
    assert email_message(ASK, "en", facts).change_until.endswith("until Tuesday, November 24 at 1:30 PM.")


def test_a_missing_language_takes_the_practices_fallback_and_is_counted() -> None:
    mail = email_message(ASK, "", visit("Mia", fallback_language=Language.SPANISH))
    assert (mail.language, mail.language_missing) == (Language.SPANISH, True)
    assert email_message(ASK, "es", visit("Mia")).language_missing is False


@pytest.mark.parametrize("mails", [ENGLISH, SPANISH])
@pytest.mark.parametrize("why", list(Occasion))
def test_every_mail_can_be_saved(mails: dict, why: Occasion) -> None:
    for words in mails[why]:
        for template in (words.subject, words.quiet_subject, words.preheader, words.heading, words.opening):
            assert template
            assert faults_in(template) == ()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Change how we reach you"), ("es", "Cambiar cómo le avisamos")]
)
def test_the_foot_leads_to_where_the_contact_says_how_to_be_reached(language: str, words: str) -> None:
    own = "https://willowpeds.com/p/9.Xw0m7bq2hZ1kLr9T"
    mail = email_message(RuleType.CONFIRMATION_REQUEST, language, visit("Mia", preferences_url=own))
    assert (mail.reach, mail.preferences_url, mail.stop) == (words, own, "")
    assert mail.text.endswith(f"{words}: {own}\n")
