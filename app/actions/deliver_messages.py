"""Deliver: claim, decide again, send, note (product G2, G3).

Three short transactions around the calls to a provider, and none open during one. Whenever a process
is killed, a message is either still queued, or ``sending`` and settled by the sweep: never sent twice
by us, never lost.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from app.actions.claim_messages import claim_messages, let_go, start_sending
from app.actions.decide_again import address_kind, decide_again
from app.actions.make_link import link_for
from app.actions.note_results import give_up, note_results
from app.actions.read_claimed import ClaimedMessage, Desk, read_claimed
from app.actions.render_alert import render_alert
from app.actions.render_message import Rendered, render_message
from app.domain.timing import RuleType
from app.links import LinkSigner
from app.models import Message, Practice
from app.models.facts import ADDRESS_COLUMNS
from app.providers.port import Accepted, Envelope, Provider, Result
from app.work import work, work_everywhere

log = structlog.get_logger(__name__)

CHUNK = 100
NOTED_AT_ONCE = 25
"""After so many calls the results are written down: a kill leaves at most so many to be settled."""

SENDING_TIME = 60.0
"""Seconds of calls after which a worker gives the rest of its chunk back, long before its claim ends."""


@dataclass
class Delivered:
    """What became of the claimed messages. ``held_back`` were decided against, or put off."""

    sent: int = 0
    not_sent: int = 0
    held_back: int = 0


def reference(message_id: int) -> str:
    """The name we give a message towards its provider: the same on every try."""
    return f"m{message_id}"


def deliver_messages(
    now: datetime,
    providers: Mapping[str, Provider],
    signer: LinkSigner,
    practice_id: int | None = None,
    most: int | None = None,
) -> Delivered:
    """Send what is due at ``now`` (UTC), of every practice or of one, in transactions of its own.

    ``providers`` are by channel. Works until nothing is due, or ``most`` messages were claimed.
    """
    delivered = Delivered()
    claimed = 0
    while most is None or claimed < most:
        with work_everywhere() as session:
            chunk = claim_messages(session, now, CHUNK, practice_id)
        if not chunk:
            break
        claimed += sum(map(len, chunk.values()))
        for number, ids in chunk.items():
            _deliver(now, providers, signer, number, ids, delivered)
    return delivered


def _deliver(
    now: datetime,
    providers: Mapping[str, Provider],
    signer: LinkSigner,
    practice_id: int,
    ids: Sequence[int],
    delivered: Delivered,
) -> None:
    outgoing = _ready(now, signer, practice_id, ids)
    delivered.held_back += len(ids) - len(outgoing)
    for results in _send(now, providers, practice_id, outgoing):
        with work(practice_id) as session:
            note_results(session, now, results)
        accepted = sum(isinstance(result, Accepted) for result in results.values())
        delivered.sent += accepted
        delivered.not_sent += len(results) - accepted


def _ready(
    now: datetime, signer: LinkSigner, practice_id: int, ids: Sequence[int]
) -> list[tuple[int, Envelope]]:
    """The envelopes of a chunk. One message that our own fault keeps from being made stops no other."""
    try:
        with work(practice_id) as session:
            return _prepare(session, now, signer, practice_id, ids)
    except Exception:
        if len(ids) > 1:
            return [each for number in ids for each in _ready(now, signer, practice_id, [number])]
        log.exception("message could not be made", message_id=ids[0], practice_id=practice_id)
    with work(practice_id) as session:
        give_up(session, now, ids[0])
    return []


def _prepare(
    session: Session, now: datetime, signer: LinkSigner, practice_id: int, ids: Sequence[int]
) -> list[tuple[int, Envelope]]:
    """Decide again and put into words; the envelopes of what goes, written down as ``sending``."""
    desk = read_claimed(session, ids)
    kept = [each for each in (decide_again(session, now, desk, one) for one in desk.messages) if each]
    session.flush()
    going = start_sending(
        session, practice_id, [each.message.id for each in kept] + [a.id for a in desk.alerts]
    )
    letters = [_letter(session, now, desk, signer, each) for each in kept if each.message.id in going]
    alerts = [alert for alert in desk.alerts if alert.id in going]
    return letters + [
        _stamp(alert, render_alert(session, alert, signer.base_url), desk.office.practice) for alert in alerts
    ]


def _letter(
    session: Session, now: datetime, desk: Desk, signer: LinkSigner, claimed: ClaimedMessage
) -> tuple[int, Envelope]:
    message = claimed.message
    link = "" if claimed.rule.type is RuleType.CANCELLED_BY_PRACTICE else _link(session, now, signer, claimed)
    contact = claimed.lines[0].contact(message.contact_id or 0)
    if contact is not None:
        address = desk.addresses.get(getattr(contact.contact, ADDRESS_COLUMNS[address_kind(claimed)]))
        message.address = address.value if address else message.address
    return _stamp(message, render_message(now, desk.office, claimed, link), desk.office.practice)


def _link(session: Session, now: datetime, signer: LinkSigner, claimed: ClaimedMessage) -> str:
    visits = [line.appointment.id for line in claimed.lines]
    link_id = link_for(session, now, claimed.message.contact_id or 0, visits)
    claimed.message.link_id = link_id
    return signer.url(link_id)


def _stamp(message: Message, rendered: Rendered, practice: Practice) -> tuple[int, Envelope]:
    """Keep the words with the message, exactly as they leave (F1)."""
    message.language, message.variant = rendered.language, rendered.variant
    message.subject, message.body, message.html = rendered.subject, rendered.body, rendered.html
    message.segments, message.template_version = rendered.segments, rendered.template_version
    message.reason = None
    return message.id, Envelope(
        practice_id=practice.id,
        reference=reference(message.id),
        channel=message.channel or "",
        address=message.address,
        sender=practice.email or practice.name if message.channel == "email" else practice.phone,
        language=rendered.language,
        subject=rendered.subject,
        body=rendered.body,
        html=rendered.html,
    )


def _send(
    now: datetime,
    providers: Mapping[str, Provider],
    practice_id: int,
    outgoing: Sequence[tuple[int, Envelope]],
) -> Iterator[dict[int, Result]]:
    """Call the providers, one request a message; results in parts as they are to be noted."""
    began = time.monotonic()
    results: dict[int, Result] = {}
    for position, (message_id, envelope) in enumerate(outgoing):
        if time.monotonic() - began > SENDING_TIME:
            with work(practice_id) as session:
                let_go(session, practice_id, [number for number, _ in outgoing[position:]])
            break
        results[message_id] = providers[envelope.channel].send(envelope, now)
        if len(results) == NOTED_AT_ONCE:
            yield results
            results = {}
    if results:
        yield results
