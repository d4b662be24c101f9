"""What a mailing says and knows about whom it is sent to, from the rows (product K1 to K3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.domain.mailing_checks import LONGEST_PRIVATE
from app.domain.mailings import NEWS, MailingKind
from app.domain.wording.facts import ChildLine, MessageFacts
from app.domain.wording.mailing_texts import MailingContent, texts_from
from app.domain.wording.mailing_words import called
from app.domain.wording.own_words import NO_OWN_TEXTS
from app.models.mailing import Mailing
from app.models.message_facts import message_facts
from app.models.own_texts import own_texts
from app.models.practice import Practice


def mailing_content(session: Session, practice: Practice, row: Mailing) -> MailingContent:
    """The words of a mailing that is not about visits. The session must be of ``practice``."""
    own = own_texts(session).get(row.template_set_id, NO_OWN_TEXTS) if row.template_set_id else NO_OWN_TEXTS
    return MailingContent(
        texts=texts_from(row.texts),
        limit=LONGEST_PRIVATE if row.kind == MailingKind.PRIVATE else practice.text_limit,
        news=row.kind in NEWS,
        own=own,
        offered=frozenset(practice.languages),
    )


def recipient_facts(
    practice: Practice, today_local: date, name: str, children: Iterable[str], preferences_url: str = ""
) -> MessageFacts:
    """What the words may know of a contact of this whole ``name``. ``children`` are at least one first name.

    ``today_local`` is the day in the practice. ``preferences_url`` is where the contact ends such messages:
    its page of preferences, or for NEWS the page that unsubscribes.
    """
    lines = tuple(ChildLine(first_name, None) for first_name in children)
    facts = message_facts(practice, None, lines, "", today_local, preferences_url=preferences_url)
    return replace(facts, parent=called(name))


def made_up_facts(practice: Practice, today_local: date, preferences_url: str) -> MessageFacts:
    """The same of a family that does not exist, to show words with where nobody is chosen yet."""
    return recipient_facts(practice, today_local, "Ana", ("Mia", "Leo"), preferences_url)
