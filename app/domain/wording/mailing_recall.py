"""A recall that staff send by hand, in the words that automated recalls have (product K1, K5, F1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.domain.languages import language_named
from app.domain.preferences import Channel
from app.domain.timing import RuleType
from app.domain.wording import STANDARD_VERSION
from app.domain.wording.email_message import email_message
from app.domain.wording.facts import MessageFacts
from app.domain.wording.mailing_texts import MailingContent
from app.domain.wording.mailing_written import MailingWords, said_once
from app.domain.wording.paper_page import paper_page
from app.domain.wording.text_message import text_message
from app.domain.wording.voice_script import voice_script

_KIND = RuleType.RECALL


def word_recall(
    content: MailingContent, channel: Channel, language: str | None, facts: MessageFacts
) -> MailingWords:
    """As ``word_mailing``, in the own words of ``content``, else the standard ones."""
    known = language if language_named(language) in content.offered else None
    return _WORDS[channel](content, known, facts)


def _text(content: MailingContent, language: str | None, facts: MessageFacts) -> MailingWords:
    text = text_message(_KIND, language, facts, content.limit, content.own)
    return MailingWords(text.language, text.body, segments=text.segments, version=text.version)


def _email(content: MailingContent, language: str | None, facts: MessageFacts) -> MailingWords:
    mail = email_message(_KIND, language, facts, content.own)
    return MailingWords(mail.language, mail.text, mail.subject, mail, version=mail.version)


def _voice(content: MailingContent, language: str | None, facts: MessageFacts) -> MailingWords:
    # It is read once, to an answering machine too, so that it names no child and offers no key.
    script = voice_script(_KIND, language, replace(facts, quiet_names=True), content.own)
    return replace(said_once(script.message, script.language, facts), version=script.version)


def _on_paper(channel: Channel) -> Callable[[MailingContent, str | None, MessageFacts], MailingWords]:
    def page(_: MailingContent, language: str | None, facts: MessageFacts) -> MailingWords:
        drawn = paper_page(_KIND, channel, language, facts)
        return MailingWords(drawn.language, drawn.text, drawn.title, version=STANDARD_VERSION)

    return page


_WORDS: dict[Channel, Callable[[MailingContent, str | None, MessageFacts], MailingWords]] = {
    Channel.TEXT: _text,
    Channel.EMAIL: _email,
    Channel.VOICE: _voice,
    Channel.FAX: _on_paper(Channel.FAX),
    Channel.LETTER: _on_paper(Channel.LETTER),
}
