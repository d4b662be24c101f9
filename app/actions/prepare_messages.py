"""Make claimed messages ready to leave: decided again, in words, and written down as ``sending``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy.orm import Session

from app.actions.claim_messages import start_sending
from app.actions.decide_again import address_kind, decide_again, end_message
from app.actions.decide_greeting import decide_greeting, render_greeting
from app.actions.make_link import link_for
from app.actions.note_results import give_up
from app.actions.read_claimed import ClaimedMessage, Desk, read_claimed
from app.actions.read_claimed_greetings import GreetingLine
from app.actions.render_alert import render_alert
from app.actions.render_message import Rendered, as_written, render_message
from app.actions.send_staff_mail import forget_key, is_staff_mail, render_staff_mail
from app.domain.reasons import Reason
from app.domain.wording.occasions import ASKING_NOTHING
from app.links import LinkSigner
from app.models import Message, Practice
from app.models.facts import ADDRESS_COLUMNS
from app.providers.port import Envelope
from app.work import work

log = structlog.get_logger(__name__)


class Outgoing(NamedTuple):
    """A message ready to leave; an alert goes to a department of the practice itself."""

    message_id: int
    alert: bool
    envelope: Envelope


@dataclass
class Prepared:
    """What leaves now, and what does not: dropped by reason, or put off until later."""

    outgoing: list[Outgoing] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    put_off: int = 0

    def leave_out(self, message: Message) -> None:
        """Count a message that was decided against."""
        if message.settled_at is not None and message.reason:
            self.dropped[message.reason] += 1
        else:
            self.put_off += 1

    def __iadd__(self, other: Prepared) -> Prepared:
        self.outgoing += other.outgoing
        self.dropped += other.dropped
        self.put_off += other.put_off
        return self


def reference(message_id: int) -> str:
    """The name we give a message towards its provider: the same on every try."""
    return f"m{message_id}"


def prepare_messages(now: datetime, signer: LinkSigner, practice_id: int, ids: Sequence[int]) -> Prepared:
    """Claimed messages of one practice, in a transaction of its own; see ``Prepared``.

    One message that cannot be made by a fault of ours is failed and logged, and stops no other.
    """
    try:
        with work(practice_id) as session:
            return _prepare(session, now, signer, ids)
    except Exception:
        if len(ids) == 1:
            log.exception("message could not be made", message_id=ids[0], practice_id=practice_id)
            return _give_up(now, practice_id, ids[0])
    prepared = Prepared()
    for message_id in ids:
        prepared += prepare_messages(now, signer, practice_id, [message_id])
    return prepared


def _give_up(now: datetime, practice_id: int, message_id: int) -> Prepared:
    prepared = Prepared()
    with work(practice_id) as session:
        prepared.leave_out(give_up(session, now, message_id))
    return prepared


def _prepare(session: Session, now: datetime, signer: LinkSigner, ids: Sequence[int]) -> Prepared:
    prepared = Prepared()
    desk = read_claimed(session, ids)
    kept = []
    for claimed in desk.messages:
        going = decide_again(session, now, desk, claimed)
        if going:
            kept.append(going)
        else:
            prepared.leave_out(claimed.message)
    greetings = _kept_greetings(now, desk, prepared)
    written = [each for each in desk.written if not _drop_expired(now, each, prepared)]
    session.flush()
    asked = [each.message for each in kept] + [each.message for each in greetings]
    leaving = [*asked, *desk.alerts, *written]
    started = start_sending(session, desk.office.practice.id, [each.id for each in leaving])
    prepared.outgoing = [
        *(_letter(session, now, desk, signer, each) for each in kept if each.message.id in started),
        *(_greeting(now, desk, each) for each in greetings if each.message.id in started),
        *(_alert(session, desk, signer, each) for each in desk.alerts if each.id in started),
        *(_as_written(session, now, desk, signer, each) for each in written if each.id in started),
    ]
    return prepared


def _kept_greetings(now: datetime, desk: Desk, prepared: Prepared) -> list[GreetingLine]:
    kept = []
    for each in desk.greetings:
        if decide_greeting(now, desk.office, desk.addresses, each):
            kept.append(each)
        else:
            prepared.leave_out(each.message)
    return kept


def _greeting(now: datetime, desk: Desk, greeting: GreetingLine) -> Outgoing:
    rendered = render_greeting(now, desk.office, greeting)
    return Outgoing(greeting.message.id, False, _envelope(greeting.message, rendered, desk.office.practice))


def _drop_expired(now: datetime, message: Message, prepared: Prepared) -> bool:
    if message.expires_at is None or now <= message.expires_at:
        return False
    end_message(message, now, Reason.EXPIRED)
    prepared.leave_out(message)
    return True


def _letter(
    session: Session, now: datetime, desk: Desk, signer: LinkSigner, claimed: ClaimedMessage
) -> Outgoing:
    message = claimed.message
    link = "" if claimed.rule.type in ASKING_NOTHING else _link(session, now, signer, claimed)
    message.address = _address(desk, claimed)
    rendered = render_message(now, desk.office, claimed, link)
    sender = claimed.lines[0].location.sender or ""
    return Outgoing(message.id, False, _envelope(message, rendered, desk.office.practice, sender))


def _address(desk: Desk, claimed: ClaimedMessage) -> str:
    """Where the contact is reached now; it may have a new number since the message was planned."""
    contact = claimed.lines[0].contact(claimed.message.contact_id or 0)
    held = getattr(contact.contact, ADDRESS_COLUMNS[address_kind(claimed)]) if contact else None
    address = desk.addresses.get(held) if held else None
    return address.value if address else claimed.message.address


def _link(session: Session, now: datetime, signer: LinkSigner, claimed: ClaimedMessage) -> str:
    visits = [line.appointment.id for line in claimed.lines]
    link_id = link_for(session, now, claimed.message.contact_id or 0, visits)
    claimed.message.link_id = link_id
    return signer.url(link_id)


def _alert(session: Session, desk: Desk, signer: LinkSigner, message: Message) -> Outgoing:
    """A message without a rule: an alert, or a new link that was put into words when it was asked for."""
    alert = message.department_id is not None
    rendered = render_alert(session, message, signer.base_url) if alert else as_written(message)
    return Outgoing(message.id, alert, _envelope(message, rendered, desk.office.practice))


def _as_written(
    session: Session, now: datetime, desk: Desk, signer: LinkSigner, message: Message
) -> Outgoing:
    """A message put into words when it was asked for; a mail with a one-time key for staff only now."""
    if not is_staff_mail(message):
        return Outgoing(message.id, False, _envelope(message, as_written(message), desk.office.practice))
    rendered = render_staff_mail(session, now, message, signer.base_url)
    envelope = _envelope(message, rendered, desk.office.practice)
    forget_key(message)
    return Outgoing(message.id, False, envelope)


def _envelope(message: Message, rendered: Rendered, practice: Practice, sender: str = "") -> Envelope:
    """The words as they leave, and the same kept with the message (F1).

    ``sender`` is the number of the place that texts and calls come from, where it has its own (A2).
    """
    message.language, message.variant = rendered.language, rendered.variant
    message.subject, message.body, message.html = rendered.subject, rendered.body, rendered.html
    message.segments, message.template_version = rendered.segments, rendered.template_version
    message.reason = None
    return Envelope(
        practice_id=practice.id,
        reference=reference(message.id),
        channel=message.channel or "",
        address=message.address,
        sender=(practice.email or practice.name) if message.channel == "email" else sender or practice.phone,
        language=rendered.language,
        subject=rendered.subject,
        body=rendered.body,
        html=rendered.html,
    )
