"""Put a message to a family into words for its channel (product F1 to F4, F6, F7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import phonenumbers
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.actions.read_claimed import ClaimedLine, ClaimedMessage, Office
from app.domain.answers import may_cancel_until
from app.domain.appointments import Status
from app.domain.languages import Language
from app.domain.local_time import local_day, local_time, zone
from app.domain.preferences import Channel
from app.domain.rules import Rule
from app.domain.wording import STANDARD_VERSION
from app.domain.wording.email_message import RenderedEmail, email_message
from app.domain.wording.facts import ChildLine, MessageFacts
from app.domain.wording.own_words import NO_OWN_TEXTS, OwnTexts
from app.domain.wording.text_message import text_message
from app.domain.wording.voice_script import voice_script
from app.models import Message

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
class Rendered:
    """A message as it leaves. ``segments`` is counted for texts only."""

    language: str
    body: str
    subject: str = ""
    html: str = ""
    variant: str = ""
    segments: int | None = None
    template_version: str = STANDARD_VERSION


def render_message(now: datetime, office: Office, claimed: ClaimedMessage, link: str) -> Rendered:
    """The words for this contact, this channel and these children, as seen at ``now`` (UTC).

    ``link`` is the whole address of the family's page. Fax and letter are not offered yet, so no
    message of theirs is ever claimed.
    """
    facts = _facts(now, office, claimed.lines, link)
    return _CHANNELS[Channel(claimed.message.channel or "")](claimed, facts, _language(claimed), office)


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


def _text(claimed: ClaimedMessage, facts: MessageFacts, language: str | None, office: Office) -> Rendered:
    own = own_words(office, claimed.rule)
    text = text_message(claimed.rule.type, language, facts, office.practice.text_limit, own)
    return Rendered(
        text.language, text.body, variant=text.variant, segments=text.segments, template_version=text.version
    )


def _email(claimed: ClaimedMessage, facts: MessageFacts, language: str | None, office: Office) -> Rendered:
    mail = email_message(claimed.rule.type, language, facts, own_words(office, claimed.rule))
    return Rendered(mail.language, mail.text, mail.subject, drawn(mail), template_version=mail.version)


def _voice(claimed: ClaimedMessage, facts: MessageFacts, language: str | None, office: Office) -> Rendered:
    script = voice_script(claimed.rule.type, language, facts, own_words(office, claimed.rule))
    return Rendered(script.language, script.live(), template_version=script.version)


def own_words(office: Office, rule: Rule) -> OwnTexts:
    """The practice's own texts that a rule uses in place of the standard ones."""
    return office.own.get(rule.template_set_id or 0, NO_OWN_TEXTS)


def drawn(mail: RenderedEmail) -> str:
    """The HTML part of a mail to a family."""
    return PAPER.get_template("messages/parent/email.html").render(mail=mail)


_CHANNELS: dict[Channel, Callable[[ClaimedMessage, MessageFacts, str | None, Office], Rendered]] = {
    Channel.TEXT: _text,
    Channel.EMAIL: _email,
    Channel.VOICE: _voice,
}


def _language(claimed: ClaimedMessage) -> str | None:
    contact = claimed.lines[0].contact(claimed.message.contact_id or 0)
    return contact.contact.language if contact else None


def _facts(now: datetime, office: Office, lines: tuple[ClaimedLine, ...], link: str) -> MessageFacts:
    first, practice = lines[0], office.practice
    place = zone(first.appointment.zone)
    until = min(may_cancel_until(line.appointment, office.rules.deadline_hours) for line in lines)
    return MessageFacts(
        practice_name=practice.name,
        practice_short=practice.short_name,
        phone_display=short_phone(first.location.phone or practice.phone),
        address=first.location.address or practice.address,
        children=tuple(_child(line) for line in lines),
        link=link,
        today_local=local_day(now, place),
        fallback_language=Language(practice.fallback_language),
        answered=all(line.appointment.status is Status.CONFIRMED for line in lines),
        change_until_local=local_time(until, place) if now <= until else None,
        keep_accents=practice.keep_accents,
    )


def _child(line: ClaimedLine) -> ChildLine:
    return ChildLine(
        first_name=line.child.patient.first_name,
        starts_local=local_time(line.appointment.starts_at, zone(line.appointment.zone)),
        provider_name=line.provider.name if line.provider else "",
        provider_name_es=line.provider.name_es if line.provider else "",
        office=line.location.name,
        new_time=line.new_time,
    )


def short_phone(stored: str) -> str:
    """A number in fewest characters: "937-555-0142"; what is no number comes back as it was typed."""
    try:
        number = phonenumbers.parse(stored, "US")
    except phonenumbers.NumberParseException:
        return stored
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return shown.replace("(", "").replace(") ", "-").replace(")", "-")
