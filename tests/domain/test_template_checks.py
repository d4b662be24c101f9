"""What may not be saved, and what is looked at, before a practice's own text goes out (F2, F3, F6)."""

from __future__ import annotations

import pytest

from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.template_checks import checks, refusal
from app.domain.text_measure import fits_variant, measure_text
from app.domain.timing import TO_FAMILIES, RuleType
from app.domain.wording.editable import Draft, elements_for, every_text, occasions_of, standard_draft
from app.domain.wording.occasions import Occasion
from app.domain.wording.own_words import WordsKey
from tests.domain.visit_facts import LINK, visit

ASK = RuleType.CONFIRMATION_REQUEST
EN, ES = Language.ENGLISH, Language.SPANISH
KNOWN = {
    "practice": "Willow Pediatrics",
    "practice_name": "Willow Pediatrics",
    "phone": "937-555-0142",
    "link": LINK,
}
GOOD = "{practice}: {patient_name} has a visit {when}. Coming? {link} Call {phone}. STOP to end"
SIBLINGS = GOOD.replace("patient_name", "children")


def key(channel: Channel = Channel.TEXT, variant: str = "one", language: Language = EN) -> WordsKey:
    return WordsKey(Occasion.ASK, channel, language, variant)


def refused(body: str, subject: str = "", kind: RuleType = ASK, **which: object) -> str:
    return refusal(kind, key(**which), Draft(body, subject))  # type: ignore[arg-type]


def warnings(body: str, subject: str = "", kind: RuleType = ASK, **which: object) -> str:
    found = checks(kind, key(**which), Draft(body, subject))  # type: ignore[arg-type]
    return " ".join(check.words for check in found if not check.good)


@pytest.mark.parametrize("kind", TO_FAMILIES)
def test_every_standard_text_could_be_saved_and_passes_its_checks(kind: RuleType) -> None:
    for each in every_text(kind):
        draft = standard_draft(each)
        assert refusal(kind, each, draft) == ""
        assert [check.words for check in checks(kind, each, draft) if not check.good] == []
        if each.channel is Channel.TEXT:
            measure = measure_text(draft.body, each.variant, each.language, 160, KNOWN, [])
            assert (measure.blocked, measure.forcing) == (False, ())


def test_a_good_text_is_told_what_is_well() -> None:
    assert refused(GOOD) == ""
    told = [check.words for check in checks(ASK, key(), Draft(GOOD))]
    assert told[0] == "Has the practice's name, the phone number and how to stop (the word STOP)."
    assert told[1].startswith("No reason for the visit")
    assert told[2].startswith("Easy to read: school grade")


def test_a_broken_element_is_named_with_the_nearest() -> None:
    words = refused(GOOD.replace("{when}", "{wen}"))
    assert "no element {wen}" in words
    assert "Did you mean {when}?" in words
    assert "never closed" in refused(GOOD + " {phone")
    assert "no element {last_name}" in refused("About {last_name}. {link}")


@pytest.mark.parametrize(
    "words",
    [
        "Reply CANCEL to cancel.",
        "Text cancel if you can't come.",
        "Responda CANCELAR.",
        "To stop, send us CANCEL",
    ],
)
def test_nobody_is_asked_to_reply_cancel(words: str) -> None:
    assert "Phone companies treat that word as STOP" in refused(f"{GOOD} {words}")


@pytest.mark.parametrize(
    "words", ["The visit is cancelled.", "To cancel, call us.", "Need to cancel? Call {phone}."]
)
def test_the_word_cancel_itself_is_no_offence(words: str) -> None:
    assert refused(f"{GOOD} {words}") == ""


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("Reason: check.", "a reason for the visit"),
        ("Time for a vaccine.", "a reason for the visit"),
        ("About the asthma.", "a diagnosis"),
        ("Bring the test results.", "a reason for the visit"),
        ("Your last name is needed.", "a last name"),
        ("Tell us the date of birth.", "a date of birth"),
        ("Diga la fecha de nacimiento.", "a date of birth"),
    ],
)
def test_what_others_should_not_read_is_warned_of(words: str, what: str) -> None:
    assert f"This may tell {what}" in warnings(f"{GOOD} {words}")
    assert refused(f"{GOOD} {words}") == ""


def test_what_a_text_must_say_is_missed_by_name() -> None:
    assert "Missing: the phone number and how to stop (the word STOP)." in warnings(
        "{practice}: come! {link}"
    )
    assert "Put {link} into the text" in refused("{practice}: come! Call {phone}. STOP to end")


def test_a_message_that_asks_nothing_has_no_link() -> None:
    words = "{practice}: {patient_name} is due for a check-up. Call {phone}. STOP to end"
    assert refused(words, kind=RuleType.RECALL) == ""
    assert "there is no answer link" in refused(words + " {link}", kind=RuleType.RECALL)
    assert "“soon”" in warnings(words + " {when}", kind=RuleType.RECALL)


def test_an_answering_machine_hears_no_name_and_no_key() -> None:
    machine = {"channel": Channel.VOICE, "variant": "voicemail"}
    assert refused("This is {practice_name}. Please call {phone}.", **machine) == ""
    assert "names of children" in refused("A message about {children}. Call {phone}.", **machine)
    assert "press a key" in refused("This is {practice_name}. Press 1.", **machine)
    assert "Missing: the phone number." in warnings("This is {practice_name}.", **machine)


def test_a_hard_sentence_is_noticed() -> None:
    hard = (
        "Notification regarding anticipated attendance at the appointment is appreciated by administration."
    )
    assert "Hard to read: school grade" in warnings(hard, "A visit", channel=Channel.EMAIL)
    spanish = "Agradeceríamos la notificación anticipada de la imposibilidad de asistencia programada."
    assert "Hard to read" in warnings(spanish, "Una cita", channel=Channel.EMAIL, language=ES)


def test_an_email_needs_both_parts() -> None:
    assert refused("Come.", "", channel=Channel.EMAIL).startswith("Write some words.")
    assert refused("Come.", "A visit", channel=Channel.EMAIL) == ""
    assert "at most 1000 letters" in refused("x" * 1001, "A visit", channel=Channel.EMAIL)


def test_a_text_is_measured_with_the_longest_real_names() -> None:
    coming = [visit("Mia", "Leo"), visit("Maximiliana", "Christophersonia"), visit("Sam")]
    siblings = [each for each in coming if fits_variant("siblings", each)]
    measure = measure_text(SIBLINGS, "siblings", EN, 150, KNOWN, siblings)
    assert measure.names == "Maximiliana and Christophersonia"
    assert measure.units == 161
    assert (measure.messages, measure.too_long, measure.blocked) == (2, 1, False)
    assert measure.widest > measure.units


def test_words_that_nobody_would_get_are_blocked() -> None:
    long = GOOD + " We are looking forward to seeing you in our new rooms."
    coming = [visit("Mia")]
    measure = measure_text(long, "one", EN, 160, KNOWN, coming)
    assert (measure.blocked, measure.too_long) == (True, 1)
    assert measure_text(long, "one", EN, 160, KNOWN, []).blocked
    assert not measure_text(GOOD, "one", EN, 160, KNOWN, coming).blocked


def test_the_shortest_words_are_held_to_their_greatest_length() -> None:
    words = "{practice}: visit with {provider} {when}. Coming? {link} Call {phone}. STOP to end"
    coming = [visit("Mia")]
    assert measure_text(words, "brief", EN, 160, KNOWN, coming).units == 157
    assert not measure_text(words, "brief", EN, 160, KNOWN, coming).blocked
    assert measure_text(words, "brief", EN, 156, KNOWN, coming).blocked


def test_typed_letters_that_cost_more_are_named() -> None:
    measure = measure_text(GOOD.replace("Coming?", "“Coming”—?"), "one", EN, 160, KNOWN, [])
    assert measure.forcing == ("“", "”", "—")
    assert measure.segments == 3


def test_elements_that_mean_nothing_are_not_offered() -> None:
    offered = {each.name for each in elements_for(RuleType.BIRTHDAY, Channel.TEXT, "one")}
    assert offered == {"patient_name", "practice", "phone"}
    machine = {each.name for each in elements_for(ASK, Channel.VOICE, "voicemail")}
    assert not machine & {"patient_name", "children", "link"}
    assert "link" in {each.name for each in elements_for(ASK, Channel.TEXT, "brief")}


def test_a_reminder_and_a_change_have_two_occasions() -> None:
    assert occasions_of(RuleType.REMINDER) == (Occasion.REMINDER, Occasion.CONFIRMED)
    assert occasions_of(RuleType.MOVED) == (Occasion.MOVED, Occasion.CHANGED)
    assert occasions_of(RuleType.RECALL) == (Occasion.RECALL,)
