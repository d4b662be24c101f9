"""Put a mailing into words for one contact, ready for the outbox (product K1 to K3, F1 to F4)."""

from __future__ import annotations

from app.actions.render_message import PAPER, Rendered
from app.domain.preferences import Channel
from app.domain.wording.facts import MessageFacts
from app.domain.wording.mailing_texts import MailingContent
from app.domain.wording.mailing_words import word_mailing


def render_mailing(
    content: MailingContent, channel: Channel, language: str | None, facts: MessageFacts
) -> Rendered | None:
    """The words as a message keeps them; None when there are none in a language for the contact.

    See ``word_mailing`` for the arguments.
    """
    words = word_mailing(content, channel, language, facts)
    if words is None:
        return None
    mail = words.mail
    html = PAPER.get_template("messages/parent/email.html").render(mail=mail) if mail else ""
    return Rendered(
        words.language,
        words.body,
        words.subject,
        html,
        segments=words.segments,
        template_version=words.version,
    )
