"""Decide again about a mailing's general words at sending, and make them (product K1 to K3, G2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.actions.decide_again import end_message
from app.actions.fill_envelope import Worded
from app.actions.read_claimed import Office
from app.actions.read_claimed_mailings import MailedMessage
from app.actions.render_mailing import render_mailing
from app.actions.stretch_windows import windows_around
from app.domain.delivery_policy import is_after_stop
from app.domain.local_time import local_day, zone
from app.domain.mailing_sending import ClaimedMail, Mail, MailedChild, mail_wanted
from app.domain.open_windows import open_until
from app.domain.preferences import Channel, Purpose
from app.domain.reasons import Reason
from app.domain.sending import Drop
from app.domain.wording.facts import MessageFacts
from app.domain.wording.mailing_texts import MailingContent
from app.links import LinkSigner
from app.models import Address, Message, Practice
from app.models.facts import ADDRESS_COLUMNS
from app.models.mailing_content import recipient_facts
from app.models.mailing_facts import fixed_channel
from app.models.recipients import question_of


@dataclass(frozen=True, slots=True)
class MailingDesk:
    """What is known while messages of mailings are made ready; ``contents`` are what each says, by its id."""

    office: Office
    addresses: Mapping[int, Address]
    contents: Mapping[int, MailingContent]
    signer: LinkSigner


def prepare_mailed(now: datetime, desk: MailingDesk, mailed: MailedMessage) -> Worded | None:
    """The message in words as it leaves at ``now`` (UTC); None, and why is written down, if it does not."""
    message = mailed.message
    decision = mail_wanted(_question(now, desk.office, mailed), now)
    if isinstance(decision, Mail):
        return _worded(now, desk, mailed, decision)
    if isinstance(decision, Drop):
        end_message(message, now, decision.reason)
    else:
        message.due_at, message.claimed_at = decision.until, None
    return None


def _question(now: datetime, office: Office, mailed: MailedMessage) -> ClaimedMail:
    message, channel = mailed.message, mailed.message.channel or ""
    return ClaimedMail(
        purpose=Purpose(mailed.mailing.purpose),
        contact_id=message.contact_id or 0,
        channel=Channel(channel),
        fixed=fixed_channel(mailed.mailing),
        children=_children(mailed),
        last_useful=message.expires_at or message.due_at,
        windows=windows_around(office.usual_hours(channel), now, now),
        paused=office.practice.paused_at is not None,
        after_stop=is_after_stop(now, office.stop_at(channel), zone(office.practice.timezone)),
    )


def _children(mailed: MailedMessage) -> tuple[MailedChild, ...]:
    anywhere = not question_of(mailed.mailing).needs_residing
    living = {child.patient.id for child, tie in mailed.ties() if tie.pair.resides_with}
    return tuple(
        MailedChild(child.facts, residing=anywhere or child.patient.id in living) for child in mailed.children
    )


def _worded(now: datetime, desk: MailingDesk, mailed: MailedMessage, mail: Mail) -> Worded | None:
    message, content = mailed.message, desk.contents[mailed.mailing.id]
    contact, channel = next(tie.contact for _, tie in mailed.ties()), Channel(message.channel or "")
    way_out = _way_out(desk.signer, content, channel, contact.id)
    facts = _facts(now, desk.office.practice, mailed, mail, way_out)
    rendered = render_mailing(content, channel, contact.language, facts)
    if rendered is None:
        end_message(message, now, Reason.NO_LANGUAGE)
        return None
    held = getattr(contact, ADDRESS_COLUMNS[mail.address])
    return Worded(
        message,
        rendered,
        desk.addresses[held].value if held else message.address,
        useful_until=message.expires_at,
        start_by=_start_by(now, desk.office, message),
        addressee=contact.name,
        kind=mail.address,
        unsubscribe_url=way_out if _is_news_mail(content, channel) else "",
    )


def _facts(
    now: datetime, practice: Practice, mailed: MailedMessage, mail: Mail, way_out: str
) -> MessageFacts:
    """Of the children only those that the contact may still be told about are named."""
    name = next(tie.contact.name for _, tie in mailed.ties())
    children = [each.patient for each in mailed.children if each.patient.id in mail.patient_ids]
    today = local_day(now, zone(practice.timezone))
    return recipient_facts(practice, today, name, [child.first_name for child in children], way_out)


def _start_by(now: datetime, office: Office, message: Message) -> datetime | None:
    """The last moment at which its call may begin: its window closes, or it helps nobody any more (D2)."""
    closing = open_until(now, windows_around(office.usual_hours(message.channel or ""), now, now))
    return min((each for each in (message.expires_at, closing) if each is not None), default=None)


def _way_out(signer: LinkSigner, content: MailingContent, channel: Channel, contact_id: int) -> str:
    """Where the contact ends such messages; texts and calls say it in their words."""
    news = _is_news_mail(content, channel)
    return signer.unsubscribe_url(contact_id) if news else signer.preferences_url(contact_id)


def _is_news_mail(content: MailingContent, channel: Channel) -> bool:
    return content.news and channel is Channel.EMAIL
