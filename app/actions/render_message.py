"""Put a message to a family into words for its channel (product F1 to F4, F6, F7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.actions.read_claimed import ClaimedLine, ClaimedMessage, Office
from app.domain.answers import may_cancel_until
from app.domain.appointments import Status
from app.domain.delivery_rules import rules_at
from app.domain.languages import language_named
from app.domain.local_time import local_day, local_time, zone
from app.domain.preferences import Channel
from app.domain.rules import Rule
from app.domain.timing import RuleType
from app.domain.wording import STANDARD_VERSION
from app.domain.wording.email_message import email_message
from app.domain.wording.facts import ChildLine, MessageFacts
from app.domain.wording.own_words import NO_OWN_TEXTS, OwnTexts
from app.domain.wording.paper_page import paper_page
from app.domain.wording.text_message import text_message
from app.domain.wording.voice_script import VoiceScript, voice_script
from app.models import Message, Practice
from app.models.facts import place_facts
from app.models.known_children import KnownContact
from app.models.message_facts import child_line, message_facts

_TEMPLATES = Path(__file__).parent.parent / "templates"
PAPER = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)
"""Where the frames of mails are drawn; compiled once a process."""


@dataclass(frozen=True, slots=True)
class SpokenWords:
    """A phone call's words, and the facts that they were made of."""

    script: VoiceScript
    facts: MessageFacts


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as it leaves. ``segments`` is counted for texts only, ``spoken`` is a phone call's."""

    language: str
    body: str
    subject: str = ""
    html: str = ""
    variant: str = ""
    segments: int | None = None
    template_version: str = STANDARD_VERSION
    spoken: SpokenWords | None = None


def render_message(
    now: datetime, office: Office, claimed: ClaimedMessage, link: str, preferences_url: str = ""
) -> Rendered:
    """The words for this contact, this channel and these children, as seen at ``now`` (UTC).

    ``link`` is the whole address of the family's page, ``preferences_url`` that of the contact's own.
    """
    facts = _facts(now, office, claimed.lines, link, preferences_url)
    own, limit = own_words(office, claimed.rule), office.practice.text_limit
    channel = Channel(claimed.message.channel or "")
    language = language_of(office.practice, claimed.lines[0].contact(claimed.message.contact_id or 0))
    return in_words(claimed.rule.type, channel, language, facts, own, limit)


def in_words(
    kind: RuleType, channel: Channel, language: str | None, facts: MessageFacts, own: OwnTexts, limit: int
) -> Rendered:
    """The words of one message about ``facts``.

    ``language`` is the contact's as stored, ``own`` the texts of the rule's set, ``limit`` the practice's
    for a text message. Letters and faxes always take the standard words.
    """
    return _CHANNELS[channel](kind, language, facts, own, limit)


def as_written(message: Message) -> Rendered:
    """A message that was put into words when it was queued."""
    return Rendered(
        language=message.language,
        body=message.body,
        subject=message.subject,
        html=message.html,
        variant=message.variant,
        segments=message.segments,
    )


def _text(kind: RuleType, language: str | None, facts: MessageFacts, own: OwnTexts, limit: int) -> Rendered:
    text = text_message(kind, language, facts, limit, own)
    return Rendered(
        text.language, text.body, variant=text.variant, segments=text.segments, template_version=text.version
    )


def _email(kind: RuleType, language: str | None, facts: MessageFacts, own: OwnTexts, _: int) -> Rendered:
    mail = email_message(kind, language, facts, own)
    html = PAPER.get_template("messages/parent/email.html").render(mail=mail)
    return Rendered(mail.language, mail.text, mail.subject, html, template_version=mail.version)


def _voice(kind: RuleType, language: str | None, facts: MessageFacts, own: OwnTexts, _: int) -> Rendered:
    script = voice_script(kind, language, facts, own)
    words = SpokenWords(script, facts)
    return Rendered(script.language, script.live(), template_version=script.version, spoken=words)


def _fax(kind: RuleType, language: str | None, facts: MessageFacts, _own: OwnTexts, _: int) -> Rendered:
    return _on_paper(kind, Channel.FAX, language, facts)


def _letter(kind: RuleType, language: str | None, facts: MessageFacts, _own: OwnTexts, _: int) -> Rendered:
    return _on_paper(kind, Channel.LETTER, language, facts)


def _on_paper(kind: RuleType, channel: Channel, language: str | None, facts: MessageFacts) -> Rendered:
    page = paper_page(kind, channel, language, facts)
    return Rendered(page.language, page.text, page.title)


def own_words(office: Office, rule: Rule) -> OwnTexts:
    """The practice's own texts that a rule uses in place of the standard ones."""
    return office.own.get(rule.template_set_id or 0, NO_OWN_TEXTS)


_CHANNELS: dict[Channel, Callable[[RuleType, str | None, MessageFacts, OwnTexts, int], Rendered]] = {
    Channel.TEXT: _text,
    Channel.EMAIL: _email,
    Channel.VOICE: _voice,
    Channel.FAX: _fax,
    Channel.LETTER: _letter,
}


def language_of(practice: Practice, known: KnownContact | None) -> str | None:
    """The contact's language, if the practice sends in it (A2); None leaves it to the fallback (F7)."""
    language = language_named(known.contact.language) if known else None
    return language if language in practice.languages else None


def _facts(
    now: datetime, office: Office, lines: tuple[ClaimedLine, ...], link: str, preferences_url: str
) -> MessageFacts:
    first, practice = lines[0], office.practice
    place = zone(first.appointment.zone)
    until = min(_may_cancel_until(line, office) for line in lines)
    return message_facts(
        practice,
        first.location,
        tuple(_child(line) for line in lines),
        link,
        local_day(now, place),
        answered=all(line.appointment.status is Status.CONFIRMED for line in lines),
        change_until_local=local_time(until, place) if now <= until else None,
        preferences_url=preferences_url,
    )


def _may_cancel_until(line: ClaimedLine, office: Office) -> datetime:
    """By the deadline of the line's own place (D6)."""
    rules = rules_at(office.rules, place_facts(line.location))
    return may_cancel_until(line.appointment, rules.deadline_hours)


def _child(line: ClaimedLine) -> ChildLine:
    visit = line.appointment
    name = line.child.patient.first_name
    return child_line(name, visit.starts_at, visit.zone, line.location, line.provider, line.new_time)
