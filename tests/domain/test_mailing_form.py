"""What staff type for a mailing, and why some of it cannot be sent (product K1 to K3, F2, F3, F6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.audiences import AudienceKind
from app.domain.form_reading import FormReading
from app.domain.languages import Language
from app.domain.local_time import zone
from app.domain.mailing_checks import elements_of, measure, text_checks
from app.domain.mailing_form import (
    OWN,
    Around,
    MailingForm,
    TypedMessage,
    TypedWhom,
    Whom,
    read_message,
    read_whom,
)
from app.domain.mailing_types import purpose_of, types_of
from app.domain.mailings import MailingKind
from app.domain.preferences import Channel, Purpose
from app.domain.wording.mailing_texts import MailingText

EN, ES = Language.ENGLISH, Language.SPANISH
KNOWN = {"practice": "Willow Pediatrics", "practice_name": "Willow Pediatrics", "phone": "937-555-0142"}
WHOLE = MailingText(
    "We close at noon on Friday.", "We close early", "Hello {parent}, we close at noon on Friday."
)
AROUND = Around(
    kind=MailingKind.PERSONALIZED,
    type="personalized",
    needed=EN,
    limit=160,
    known=KNOWN,
    place=zone("America/New_York"),
    now=datetime(2026, 11, 24, 15, tzinfo=UTC),
    sets=(7,),
)


def typed(**changed: Any) -> TypedMessage:
    usual: dict[str, Any] = {
        "way": "preferred",
        "channel": "",
        "source": "",
        "later": False,
        "day": "",
        "clock": "",
        "texts": {EN: WHOLE, ES: MailingText()},
    }
    return TypedMessage(**usual | changed)


def read(around: Around = AROUND, **changed: Any) -> tuple[MailingForm, dict[str, str]]:
    reading = FormReading()
    return read_message(reading, around, typed(**changed)), reading.faults


def faults(around: Around = AROUND, **changed: Any) -> dict[str, str]:
    return read(around, **changed)[1]


def test_words_in_one_language_are_enough_and_the_empty_one_is_left_out() -> None:
    form, wrong = read()
    assert wrong == {}
    assert form.texts == {EN: WHOLE}
    assert (form.channel, form.only_preferred, form.send_at) == (None, False, None)


def test_each_familys_own_way_needs_the_text_and_the_email() -> None:
    assert faults(texts={EN: MailingText("Short")}).keys() == {"subject_en", "email_en"}
    assert faults(texts={EN: MailingText("", "Subject", "Words")}).keys() == {"text_en"}


@pytest.mark.parametrize("channel", [Channel.TEXT, Channel.VOICE])
def test_one_way_for_all_needs_its_own_words_only(channel: Channel) -> None:
    form, wrong = read(way="fixed", channel=channel, texts={EN: MailingText("Short")})
    assert (wrong, form.channel) == ({}, channel)


def test_a_second_language_is_whole_or_empty() -> None:
    assert faults(texts={EN: WHOLE, ES: MailingText("Cerramos.")}).keys() == {"subject_es", "email_es"}
    assert faults(replace(AROUND, needed=ES), texts={EN: WHOLE}).keys() == {
        "text_es",
        "subject_es",
        "email_es",
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Hello {parnt}", "Did you mean {parent}?"),
        ("See you {when}", "nothing to put in for {when}"),
        ("Answer here: {link}", "nothing to put in for {link}"),
        ("Reply CANCEL to cancel", "Do not ask parents to reply CANCEL"),
        ("Hello {parent", "is never closed"),
        ("x" * 140, "Too long by"),
    ],
)
def test_words_that_would_go_wrong_are_refused(words: str, said: str) -> None:
    found = faults(way="fixed", channel="text", texts={EN: MailingText(words)})
    assert said in found["text_en"]


def test_a_broadcast_greets_nobody_by_name_and_goes_by_email() -> None:
    around = replace(AROUND, kind=MailingKind.BROADCAST, type="broadcast")
    form, wrong = read(around, way="fixed", channel="text")
    assert form.channel is Channel.EMAIL
    assert wrong == {"email_en": "A broadcast says the same to everybody. Leave {parent} out."}
    assert [each.name for each in elements_of(MailingKind.BROADCAST)] == ["practice_name", "phone"]


def test_a_private_message_may_be_longer_than_a_text_but_not_endless() -> None:
    around = replace(AROUND, kind=MailingKind.PRIVATE, type="private")
    one_way = {"way": "fixed", "channel": "text"}
    assert faults(around, **one_way, texts={EN: MailingText("word " * 60)}) == {}
    assert "Shorten it to 4" in faults(around, **one_way, texts={EN: MailingText("word " * 190)})["text_en"]


def test_names_that_would_not_fit_do_not_block_since_their_number_takes_their_place() -> None:
    size = measure(MailingKind.PERSONALIZED, EN, "Flu shots for {children} are here.", 160, KNOWN)
    assert size.widest < 160
    assert size.segments == 1


def test_letters_that_cost_more_are_named() -> None:
    size = measure(MailingKind.PERSONALIZED, ES, "Ya abrió la clínica “nueva”.", 160, KNOWN)
    assert size.forcing == ("ó", "í", "“", "”")


def test_a_date_is_read_on_the_practices_clock() -> None:
    form, wrong = read(later=True, day="2026-11-25", clock="09:30")
    assert wrong == {}
    assert form.send_at == datetime(2026, 11, 25, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "clock", "field"),
    [
        ("2026-11-24", "09:59", "day"),
        ("soon", "09:30", "day"),
        ("2026-11-25", "9 o'clock", "clock"),
        ("2027-03-14", "02:30", "clock"),
        ("2028-01-01", "09:30", "day"),
        ("9999-12-31", "23:59", "day"),
    ],
)
def test_a_date_that_cannot_be_kept_is_refused(day: str, clock: str, field: str) -> None:
    assert field in faults(later=True, day=day, clock=clock)
    assert faults(later=False, day=day, clock=clock) == {}


def test_only_those_who_prefer_a_way() -> None:
    form, wrong = read(way="only", channel="email")
    assert (wrong, form.channel, form.only_preferred) == ({}, Channel.EMAIL, True)
    assert faults(way="only").keys() == {"channel"}
    assert faults(way="").keys() == {"way"}


def test_messages_about_visits_take_a_set_of_texts_and_no_words() -> None:
    around = replace(AROUND, type="reminder")
    form, wrong = read(around, source="7")
    assert (wrong, form.template_set_id, form.texts) == ({}, 7, {})
    assert read(around)[0].template_set_id is None
    assert "source" in faults(around, source="8")


def test_a_recall_says_the_standard_words_or_its_own() -> None:
    around = replace(AROUND, type="recall")
    assert read(around)[0].texts == {}
    assert read(around, source=OWN)[0].texts == {EN: WHOLE}


VISITS = {"kind": "visits", "first": "2026-11-24", "last": "2026-11-28"}


def whom(kind: MailingKind = MailingKind.PERSONALIZED, **changed: Any) -> tuple[Whom, dict[str, str]]:
    usual: dict[str, Any] = {"description": " Flu   shots", "type": "reminder", "audience": VISITS}
    reading = FormReading()
    return read_whom(reading, kind, TypedWhom(**usual | changed)), reading.faults


def test_whom_it_goes_to_is_read_with_what_staff_call_it() -> None:
    read, wrong = whom()
    assert wrong == {}
    assert (read.description, read.type, read.audience.kind) == ("Flu shots", "reminder", AudienceKind.VISITS)
    assert whom(description=" ")[1].keys() == {"description"}


def test_only_what_fits_together_is_taken() -> None:
    assert whom(type="broadcast")[1].keys() == {"type"}
    assert whom(audience={"kind": "recalls"}, type="reminder")[1].keys() == {"type"}
    assert "kind" in whom(MailingKind.BROADCAST, audience=VISITS, type="broadcast")[1]
    assert whom(MailingKind.BROADCAST, audience={"kind": "all"}, type="broadcast")[1] == {}
    assert whom(audience={"kind": "visits", "first": "2026-11-24"})[1].keys() == {"last"}


def test_checks_warn_of_what_only_the_family_should_know() -> None:
    warned = [
        each.words for each in text_checks(EN, MailingText("Your asthma plan is ready")) if not each.good
    ]
    assert any("a diagnosis" in words for words in warned)
    assert text_checks(EN, MailingText()) == ()


def test_what_can_be_sent_to_whom() -> None:
    about_visits = types_of(MailingKind.PERSONALIZED, AudienceKind.VISITS)
    assert about_visits["confirmation_request"] == "Confirmation request"
    assert about_visits["personalized"] == "General notice"
    assert list(types_of(MailingKind.BROADCAST, AudienceKind.ALL)) == ["broadcast"]
    assert purpose_of("recall") is Purpose.RECALLS
    assert purpose_of("reminder") is Purpose.REMINDERS
    assert purpose_of("broadcast") is Purpose.NOTICES
