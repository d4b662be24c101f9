"""The words that staff wrote for one mailing, as a contact gets them (product K1 to K3, F1, F2, F6, F7)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.languages import Language
from app.domain.merge_fields import render
from app.domain.message_elements import fallbacks
from app.domain.preferences import Channel
from app.domain.sms_length import fits, sms_length
from app.domain.wording.element_values import element_values, filled, text_values
from app.domain.wording.email_message import EmailRow, RenderedEmail, plain_part
from app.domain.wording.email_words import FRAME_WORDS
from app.domain.wording.facts import MessageFacts
from app.domain.wording.mailing_frames import FRAMES
from app.domain.wording.mailing_texts import MailingContent, MailingText, language_of_mailing
from app.domain.wording.paper_page import on_a_page
from app.domain.wording.paper_words import PAPER_FRAMES

OWN_VERSION = "mailing"
"""The version of words that were written for one mailing alone (F1)."""

_NO_ROW = EmailRow("", "", "")
_ENDS = re.compile(r"[.!?:…]$")
_STOP = re.compile(r"\bSTOP\b")
_LONGEST_PREHEADER = 90


@dataclass(frozen=True, slots=True)
class MailingWords:
    """``body`` is all that is sent of a text, all that a call says, the plain part of ``mail``, or a page.

    ``segments`` is counted for texts only; ``version`` names the words it was made of (F1).
    """

    language: Language
    body: str
    subject: str = ""
    mail: RenderedEmail | None = None
    segments: int | None = None
    version: str = OWN_VERSION


def word_written(
    content: MailingContent, channel: Channel, language: str | None, facts: MessageFacts
) -> MailingWords | None:
    """As ``word_mailing``, of texts that staff wrote."""
    chosen = language_of_mailing(content.texts, channel, language, facts.fallback_language, content.offered)
    if chosen is None:
        return None
    return _WRITTEN[channel](content, content.texts[chosen], chosen, facts)


def whole_text(body: str, language: Language) -> str:
    """What staff typed as a text message, with the practice's name, its phone and STOP; a template."""
    frame = FRAMES[language]
    named = body.startswith(("{practice}", "{practice_name}"))
    ended = body if _ENDS.search(body) else f"{body}."
    return (
        ("" if named else frame.text_name)
        + ended
        + ("" if "{phone}" in body else frame.text_phone)
        + ("" if _STOP.search(body) else frame.text_stop)
    )


def _text(
    content: MailingContent, text: MailingText, language: Language, facts: MessageFacts
) -> MailingWords:
    template = whole_text(text.text, language)
    for named in (True, False):
        body = render(template, text_values(facts, language, named=named), fallbacks(language))
        if fits(body, content.limit):
            break
    return MailingWords(language, body, segments=sms_length(body).segments)


def _email(
    content: MailingContent, text: MailingText, language: Language, facts: MessageFacts
) -> MailingWords:
    values, frame = element_values(facts, language), FRAME_WORDS[language]
    opening = filled(text.email, values, language)
    subject = filled(text.subject, values, language)
    reach = FRAMES[language].news_stop if content.news else frame.reach
    parts = {
        "subject": subject,
        "preheader": _preheader(opening),
        "heading": subject,
        "opening": opening,
        "button": "",
        "phone_label": frame.phone,
        "why": filled(frame.why, values, language),
        "reach": reach if facts.preferences_url else "",
        "stop": "" if facts.preferences_url else filled(frame.stop, values, language),
    }
    mail = RenderedEmail(
        **parts,
        from_name=facts.practice_name,
        columns=_NO_ROW,
        rows=(),
        link="",
        change_until="",
        address=facts.address,
        phone=facts.phone_display,
        preferences_url=facts.preferences_url,
        text=plain_part(parts, (), facts, ""),
        language=language,
        language_missing=False,
        version=OWN_VERSION,
    )
    return MailingWords(language, mail.text, subject, mail)


def _preheader(opening: str) -> str:
    first = opening.partition("\n")[0]
    return first if len(first) <= _LONGEST_PREHEADER else first[:_LONGEST_PREHEADER].rpartition(" ")[0] + " …"


def _voice(_: MailingContent, text: MailingText, language: Language, facts: MessageFacts) -> MailingWords:
    return said_once(text.text, language, facts)


def said_once(body: str, language: Language, facts: MessageFacts) -> MailingWords:
    """A call that reads ``body``, a template, to whoever or whatever answers."""
    frame, values = FRAMES[language], element_values(facts, language, named=False)
    said = (frame.call_greeting, body if _ENDS.search(body) else f"{body}.", frame.call_end)
    return MailingWords(language, " ".join(filled(each, values, language) for each in said))


def _on_paper(channel: Channel) -> Callable[..., MailingWords]:
    def page(_: MailingContent, text: MailingText, language: Language, facts: MessageFacts) -> MailingWords:
        values = element_values(facts, language)
        greeting = "" if "{parent}" in text.email else PAPER_FRAMES[language].greeting
        paragraphs = on_a_page([greeting, filled(text.email, values, language)], channel, facts, language)
        return MailingWords(language, "\n\n".join(paragraphs) + "\n", filled(text.subject, values, language))

    return page


_WRITTEN: dict[Channel, Callable[[MailingContent, MailingText, Language, MessageFacts], MailingWords]] = {
    Channel.TEXT: _text,
    Channel.EMAIL: _email,
    Channel.VOICE: _voice,
    Channel.FAX: _on_paper(Channel.FAX),
    Channel.LETTER: _on_paper(Channel.LETTER),
}
