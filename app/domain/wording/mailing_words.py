"""A mailing as one contact gets it (product K1 to K3, F1, F2, F6, F7): words made before it is sent.

Those of mailings about visits are made at sending, by the same code as those of automated messages.
"""

from __future__ import annotations

from app.domain.preferences import Channel
from app.domain.wording.facts import MessageFacts
from app.domain.wording.mailing_recall import word_recall
from app.domain.wording.mailing_texts import MailingContent
from app.domain.wording.mailing_written import MailingWords, word_written


def word_mailing(
    content: MailingContent, channel: Channel, language: str | None, facts: MessageFacts
) -> MailingWords | None:
    """The words for one contact; None when there are none in a language for it (NO_LANGUAGE).

    ``language`` is the contact's as stored. ``facts`` hold the children it is about, at least one, without
    a time; a call names no child, since anybody may hear an answering machine. Their ``preferences_url`` is
    where the contact ends such messages. Raises ``TemplateError`` for words that could not be saved.
    """
    word = word_written if content.texts else word_recall
    return word(content, channel, language, facts)


def called(name: str) -> str:
    """The first name in a contact's whole one: "Ana" of "Ana Lopez" and of "Lopez, Ana"."""
    _, comma, first = name.partition(",")
    return next(iter((first if comma else name).split()), "")
