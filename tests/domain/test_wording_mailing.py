"""What families read of a mailing that staff wrote (product K1 to K3, F2, F3, F6, F7)."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.sms_length import sms_length
from app.domain.wording.facts import ChildLine, MessageFacts
from app.domain.wording.mailing_texts import MailingContent, MailingText, stored_texts, texts_from
from app.domain.wording.mailing_words import called, word_mailing
from app.domain.wording.mailing_written import MailingWords
from tests.domain.visit_facts import visit

EN, ES = Language.ENGLISH, Language.SPANISH
ENGLISH = MailingText(
    "Flu shots for {children} are here. Walk in until 5 PM.",
    "Flu shots for {children}",
    "Hello {parent},\n\nflu shots are here.\nWalk in until 5 PM.",
)
SPANISH = MailingText("Ya hay vacunas para {children}.", "Vacunas para {children}", "Hola {parent}, ya hay.")


def content(**changed: Any) -> MailingContent:
    return MailingContent(**{"texts": {EN: ENGLISH, ES: SPANISH}, "limit": 160, **changed})


def family(*names: str, **changed: Any) -> MessageFacts:
    return visit(
        **{
            "children": tuple(ChildLine(name, None) for name in names or ("Mia", "Leo")),
            "link": "",
            "change_until_local": None,
            "parent": "Ana",
            **changed,
        }
    )


def worded(channel: Channel, language: str | None = "en", *names: str, **changed: Any) -> MailingWords:
    words = word_mailing(content(**changed), channel, language, family(*names))
    assert words is not None
    return words


def test_a_text_says_who_writes_how_to_call_and_how_to_stop() -> None:
    words = worded(Channel.TEXT)
    assert words.body == (
        "Willow Pediatrics: Flu shots for Mia and Leo are here. Walk in until 5 PM. Call 937-555-0142."
        " STOP to end"
    )
    assert words.segments == 1


def test_a_spanish_family_reads_spanish_and_names_without_costly_letters() -> None:
    words = worded(Channel.TEXT, "es", "Sofía")
    assert words.body == "Willow Pediatrics: Ya hay vacunas para Sofia. Tel 937-555-0142. STOP para salir"
    assert words.language is ES


@pytest.mark.parametrize(
    "typed",
    ["{practice_name}: we are closed. Call {phone}. STOP to end", "{practice_name} is closed, {phone}"],
)
def test_what_staff_say_themselves_is_not_said_twice(typed: str) -> None:
    body = worded(Channel.TEXT, texts={EN: MailingText(typed)}).body
    assert (body.count("Willow Pediatrics"), body.count("937-555-0142"), body.count("STOP")) == (1, 1, 1)


def test_names_that_make_a_text_too_long_give_way_to_their_number() -> None:
    names = ("Maximiliana", "Bartholomew", "Christabelle", "Alexandrina")
    words = worded(Channel.TEXT, "en", *names, limit=133)
    assert "Flu shots for your 4 children are here" in words.body
    assert sms_length(words.body).units <= 133


def test_a_mail_greets_the_parent_and_ends_with_who_writes_and_how_to_stop() -> None:
    words = worded(Channel.EMAIL)
    assert words.mail is not None
    assert words.subject == "Flu shots for Mia and Leo"
    assert words.mail.opening == "Hello Ana,\n\nflu shots are here.\nWalk in until 5 PM."
    assert words.mail.preheader == "Hello Ana,"
    assert "212 Oak Street, Suite 3, Dayton" in words.body
    assert words.body.endswith("To stop these emails, call 937-555-0142.\n")


def test_news_by_mail_can_be_ended_by_themselves() -> None:
    own_page = family(preferences_url="https://willowpeds.com/p/x/unsubscribe")
    words = word_mailing(content(news=True), Channel.EMAIL, "en", own_page)
    assert words is not None
    assert words.body.endswith("Unsubscribe from these emails: https://willowpeds.com/p/x/unsubscribe\n")


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_call_names_no_child_since_a_machine_may_answer(language: str) -> None:
    body = worded(Channel.VOICE, language, "Mia", "Leo").body
    assert "Mia" not in body
    assert "Leo" not in body
    assert body.count("Willow Pediatrics") == 1
    assert body.endswith("937-555-0142.")


def test_a_letter_has_its_day_and_says_why_it_came() -> None:
    words = worded(Channel.LETTER)
    assert words.subject == "Flu shots for Mia and Leo"
    assert words.body.startswith("Monday, November 23, 2026\n\nHello Ana,\n\nflu shots")
    assert words.body.endswith("To get no more letters, call 937-555-0142.\n")


def test_a_language_nobody_wrote_takes_the_fallback_and_without_one_nothing_goes() -> None:
    assert worded(Channel.TEXT, "es", texts={EN: ENGLISH}).language is EN
    assert worded(Channel.TEXT, None).language is EN
    assert word_mailing(content(texts={ES: SPANISH}), Channel.TEXT, "en", family()) is None
    only_short = MailingText(text="Ya hay.")
    assert worded(Channel.EMAIL, "es", texts={EN: ENGLISH, ES: only_short}).language is EN


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_recall_without_words_of_its_own_takes_the_standard_ones(channel: Channel, language: str) -> None:
    words = worded(channel, language, "Mia", texts={})
    assert ("check-up" if language == "en" else "chequeo") in f"{words.subject} {words.body}"
    assert "937-555-0142" in words.body
    assert words.version == "standard-2"


def test_texts_are_kept_and_read_again() -> None:
    texts = {EN: ENGLISH, ES: MailingText()}
    assert texts_from(stored_texts(texts)) == {EN: ENGLISH}


@pytest.mark.parametrize(
    ("name", "first"), [("Ana Lopez", "Ana"), ("Lopez, Ana Maria", "Ana"), ("  ", ""), ("Ana", "Ana")]
)
def test_a_parent_is_called_by_the_first_name(name: str, first: str) -> None:
    assert called(name) == first
