"""Make claimed messages ready to leave: decided again, and their words and way out written beside them.

They stay claimed: ``start_sending`` marks each as ``sending`` right before its call.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy.orm import Session

from app.actions.ask_again import refused
from app.actions.decide_again import decide_again
from app.actions.decide_greeting import decide_greeting, word_greeting
from app.actions.decide_mailed import MailingDesk, prepare_mailed
from app.actions.fill_envelope import Worded, fill_envelope
from app.actions.make_link import LinkWanted, links_for
from app.actions.note_results import give_up
from app.actions.over_daily_cap import over_daily_cap
from app.actions.read_claimed import ClaimedMessage, Desk, Office, read_claimed
from app.actions.render_alert import render_alert
from app.actions.render_message import as_written
from app.actions.reserve_credit import costs_of, plan_of, reserve_credit
from app.actions.send_staff_mail import is_staff_mail, render_staff_mail, without_key
from app.actions.word_message import word_message
from app.actions.write_words import write_words
from app.domain.wording.occasions import ASKING_NOTHING
from app.links import LinkSigner
from app.models import Message
from app.models.mailing_content import mailing_content
from app.models.ways import about_samples
from app.providers.port import Envelope, Exits
from app.work import work

log = structlog.get_logger(__name__)


class Outgoing(NamedTuple):
    """A message ready to leave by the way out named ``provider``; an alert goes to a department of ours.

    Its call must begin before ``not_after`` (UTC): then its window closes, or nobody can use it any more.
    ``claimed_at`` names the claim under which it was prepared: it leaves under no other.
    """

    message_id: int
    alert: bool
    envelope: Envelope
    provider: str
    not_after: datetime | None
    claimed_at: datetime


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


def prepare_messages(
    now: datetime, exits: Exits, signer: LinkSigner, practice_id: int, ids: Sequence[int]
) -> Prepared:
    """Claimed messages of one practice, in a transaction of its own; see ``Prepared``.

    One message that cannot be made by a fault of ours is failed and logged, and stops no other.
    """
    try:
        with work(practice_id) as session:
            return _prepare(session, now, exits, signer, ids)
    except Exception:
        if len(ids) == 1:
            log.exception("message could not be made", message_id=ids[0], practice_id=practice_id)
            return _give_up(now, practice_id, ids[0])
    prepared = Prepared()
    for message_id in ids:
        prepared += prepare_messages(now, exits, signer, practice_id, [message_id])
    return prepared


def _give_up(now: datetime, practice_id: int, message_id: int) -> Prepared:
    prepared = Prepared()
    with work(practice_id) as session:
        prepared.leave_out(give_up(session, now, message_id))
    return prepared


def _prepare(
    session: Session, now: datetime, exits: Exits, signer: LinkSigner, ids: Sequence[int]
) -> Prepared:
    prepared = Prepared()
    desk = read_claimed(session, ids)
    ruled = [
        *_letters(session, now, desk, signer, prepared),
        *_greetings(now, desk, signer, prepared),
        *_mailed(session, now, desk, signer, prepared),
    ]
    worded = [
        *_within_cap(session, now, desk, ruled, prepared),
        *(_alert(session, signer, each) for each in desk.alerts),
        *_written(session, now, desk, signer, prepared),
    ]
    session.flush()
    providers = _providers(session, exits, desk.office, [each.message for each in worded])
    plan = plan_of(session)
    kept = write_words(session, worded, providers, costs_of(plan, [each.message for each in worded]))
    unpaid = reserve_credit(session, now, plan, {number: each.owed for number, each in kept.items()})
    prepared.put_off += len(unpaid)
    prepared.outgoing = [
        _outgoing(desk.office, each, provider, kept[each.message.id].claimed_at)
        for each, provider in zip(worded, providers, strict=True)
        if each.message.id in kept and each.message.id not in unpaid
    ]
    return prepared


def _within_cap(
    session: Session, now: datetime, desk: Desk, worded: Sequence[Worded], prepared: Prepared
) -> Sequence[Worded]:
    over = over_daily_cap(session, now, desk, worded)
    for each in over:
        prepared.leave_out(each.message)
    return [each for each in worded if each not in over] if over else worded


def _outgoing(office: Office, worded: Worded, provider: str, claimed_at: datetime) -> Outgoing:
    message = worded.message
    return Outgoing(
        message_id=message.id,
        alert=message.department_id is not None,
        envelope=fill_envelope(office, worded),
        provider=provider,
        not_after=worded.start_by,
        claimed_at=claimed_at,
    )


def _providers(session: Session, exits: Exits, office: Office, messages: Sequence[Message]) -> list[str]:
    """Each message's way out: the vendor's where its channel is activated, but never for sample children."""
    samples = about_samples(session, [each.id for each in messages]) if office.live else frozenset()
    return [
        exits.way(each.channel or "", live=each.channel in office.live and each.id not in samples).name
        for each in messages
    ]


def _letters(
    session: Session, now: datetime, desk: Desk, signer: LinkSigner, prepared: Prepared
) -> Iterable[Worded]:
    kept = []
    for claimed in desk.messages:
        going = decide_again(session, now, desk, claimed)
        if going:
            kept.append(going)
        else:
            prepared.leave_out(claimed.message)
    wanted = {each.message.id: _link_wanted(each) for each in kept if each.rule.type not in ASKING_NOTHING}
    links = links_for(session, now, wanted.values())
    for each in kept:
        link = wanted.get(each.message.id)
        link_id = links[link.contact_id, link.visit_key] if link else None
        yield word_message(now, desk, each, link_id, signer)


def _link_wanted(claimed: ClaimedMessage) -> LinkWanted:
    visits = tuple(line.appointment.id for line in claimed.lines)
    return LinkWanted(claimed.message.contact_id or 0, visits)


def _greetings(now: datetime, desk: Desk, signer: LinkSigner, prepared: Prepared) -> Iterable[Worded]:
    for each in desk.greetings:
        reach = decide_greeting(now, desk.office, desk.addresses, each)
        if reach is None:
            prepared.leave_out(each.message)
        else:
            yield word_greeting(now, desk.office, each, reach, signer)


def _mailed(
    session: Session, now: datetime, desk: Desk, signer: LinkSigner, prepared: Prepared
) -> Iterable[Worded]:
    practice = desk.office.practice
    mailings = {each.mailing.id: each.mailing for each in desk.mailed}
    contents = {number: mailing_content(session, practice, row) for number, row in mailings.items()}
    ready = MailingDesk(desk.office, desk.addresses, contents, signer)
    for each in desk.mailed:
        worded = prepare_mailed(now, ready, each)
        if worded is None:
            prepared.leave_out(each.message)
        else:
            yield worded


def _alert(session: Session, signer: LinkSigner, message: Message) -> Worded:
    return Worded(message, render_alert(session, message, signer.base_url), message.address)


def _written(
    session: Session, now: datetime, desk: Desk, signer: LinkSigner, prepared: Prepared
) -> Iterable[Worded]:
    left_out = refused(session, now, desk.written)
    for each in desk.written:
        if each.id in left_out:
            prepared.leave_out(each)
        else:
            yield _as_written(session, now, signer, each)


def _as_written(session: Session, now: datetime, signer: LinkSigner, message: Message) -> Worded:
    """A message put into words when it was asked for; a mail with a one-time key for staff only now."""
    until = message.expires_at
    if not is_staff_mail(message):
        return Worded(message, as_written(message), message.address, useful_until=until, start_by=until)
    mail = render_staff_mail(session, now, message, signer.base_url)
    return Worded(message, mail, message.address, useful_until=until, start_by=until, kept=without_key(mail))
