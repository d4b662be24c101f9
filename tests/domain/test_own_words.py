"""A practice's own texts take the place of standard ones, each by itself."""

from __future__ import annotations

from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.timing import RuleType
from app.domain.wording import STANDARD_VERSION
from app.domain.wording.email_message import email_message
from app.domain.wording.occasions import Occasion
from app.domain.wording.own_words import OwnWords, WordsKey
from app.domain.wording.text_message import text_message
from app.domain.wording.voice_script import voice_script
from tests.domain.visit_facts import visit

SET = 7
ASK = RuleType.CONFIRMATION_REQUEST


def ask(channel: Channel, variant: str, language: Language = Language.ENGLISH) -> WordsKey:
    return WordsKey(Occasion.ASK, channel, language, variant)


def test_an_own_text_is_sent_with_its_version() -> None:
    own = {ask(Channel.TEXT, "one"): OwnWords(SET, 3, "{practice}: is {patient_name} coming {when}? {link}")}
    text = text_message(ASK, "en", visit("Mia"), own=own)
    assert "is Mia coming" in text.body
    assert text.version == "own-7-3"


def test_only_that_variant_and_language_is_replaced() -> None:
    own = {ask(Channel.TEXT, "one"): OwnWords(SET, 3, "Only for one child.")}
    for language, children in (("en", ("Mia", "Leo")), ("es", ("Mia",))):
        text = text_message(ASK, language, visit(*children), own=own)
        standard = text_message(ASK, language, visit(*children))
        assert (text, text.version) == (standard, STANDARD_VERSION)


def test_an_own_text_that_is_too_long_gives_way_to_the_brief_one() -> None:
    own = {ask(Channel.TEXT, "one"): OwnWords(SET, 1, "{patient_name}: " + "a long story " * 12)}
    text = text_message(ASK, "en", visit("Mia"), own=own)
    assert "story" not in text.body
    assert (text.variant, text.version) == ("brief", STANDARD_VERSION)


def test_an_own_email_has_its_subject_and_opening() -> None:
    own = {
        ask(Channel.EMAIL, "one"): OwnWords(SET, 2, "We keep {first_day} for you.", "About {patient_name}")
    }
    mail = email_message(ASK, "en", visit("Mia"), own)
    assert (mail.subject, mail.version) == ("About Mia", "own-7-2")
    assert mail.opening.startswith("We keep ")
    assert mail.opening in mail.text
    assert mail.button == email_message(ASK, "en", visit("Mia")).button


def test_an_own_email_without_a_subject_keeps_the_standard_one() -> None:
    own = {ask(Channel.EMAIL, "siblings"): OwnWords(SET, 2, "All of you are welcome.")}
    mail = email_message(ASK, "en", visit("Mia", "Leo"), own)
    assert mail.subject == email_message(ASK, "en", visit("Mia", "Leo")).subject
    assert mail.opening == "All of you are welcome."


def test_an_own_call_has_its_news_and_its_own_words_for_an_answering_machine() -> None:
    own = {
        ask(Channel.VOICE, "siblings"): OwnWords(SET, 4, "We see you {first_day}."),
        ask(Channel.VOICE, "voicemail"): OwnWords(SET, 1, "This is {practice_name}. Call {phone}."),
    }
    call = voice_script(ASK, "en", visit("Mia", "Leo"), own)
    assert call.message == "This is for the parent of Mia and Leo. We see you Tuesday, November 24."
    assert call.voicemail == "This is Willow Pediatrics. Call 937-555-0142."
    assert (call.version, call.keys[:19]) == ("own-7-4", "If both are coming,")
