"""A message as a family would get it, for a page that shows it before it is sent (product F5, K1)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.timing import RuleType
from app.domain.wording.email_message import RenderedEmail, email_message
from app.domain.wording.facts import MessageFacts
from app.domain.wording.mailing_texts import MailingContent
from app.domain.wording.mailing_words import word_mailing
from app.domain.wording.own_words import OwnTexts
from app.domain.wording.paper_page import paper_page
from app.domain.wording.text_message import text_message
from app.domain.wording.voice_script import voice_script


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """``body`` of a text, a call or a page, or the parts of ``mail``; ``segments`` of a text."""

    channel: Channel
    language: Language
    body: str
    subject: str = ""
    mail: RenderedEmail | None = None
    segments: int | None = None


def shown_mailing(
    content: MailingContent, channel: Channel, language: str | None, facts: MessageFacts
) -> ShownMessage | None:
    """A mailing that is not about visits; None where there are no words in a language for it."""
    words = word_mailing(content, channel, language, facts)
    if words is None:
        return None
    return ShownMessage(channel, words.language, words.body, words.subject, words.mail, words.segments)


def shown_about_visits(
    kind: RuleType, channel: Channel, language: str | None, facts: MessageFacts, own: OwnTexts, limit: int
) -> ShownMessage:
    """A message about visits, in the words of ``own``, else the standard ones; ``limit`` as for texts."""
    match channel:
        case Channel.TEXT:
            text = text_message(kind, language, facts, limit, own)
            return ShownMessage(channel, text.language, text.body, segments=text.segments)
        case Channel.EMAIL:
            mail = email_message(kind, language, facts, own)
            return ShownMessage(channel, mail.language, mail.text, mail.subject, mail)
        case Channel.VOICE:
            script = voice_script(kind, language, facts, own)
            return ShownMessage(channel, script.language, script.live())
        case _:
            page = paper_page(kind, channel, language, facts)
            return ShownMessage(channel, page.language, page.text, page.title)
