"""Tell one family of a freed time: the offer, and its message on the way (product J4, D1, D3, F1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.reach_waiting import FreedTime, Reach, reach_waiting
from app.actions.render_message import Rendered, in_words, language_of, own_words
from app.domain.local_time import local_day, zone
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel, contact_mode
from app.domain.rules import Rule
from app.domain.timing import RuleType, useful_for
from app.domain.waitlists import OfferState, Waiting
from app.links import LinkSigner
from app.models import Message, MessagePatient, Offer
from app.models.facts import ADDRESS_COLUMNS
from app.models.known_children import KnownChild, KnownContact, addresses_of
from app.models.message_facts import child_line, message_facts
from app.models.offer_keys import offer_key


def write_offer(
    session: Session, now: datetime, signer: LinkSigner, time: FreedTime, entry: Waiting, batch: int
) -> bool:
    """Offer the time to ``entry``; False if the family cannot be told, which is written down with the reason.

    The slot must be held by this session, and the entry not asked before. Flushes.
    """
    reach = reach_waiting(session, now, time, entry)
    state = OfferState.OVER if reach.reason else OfferState.OPEN
    offer = Offer(
        slot_id=time.slot.id, entry_id=entry.id, contact_id=entry.contact_id, batch=batch, state=state,
        offered_at=now,
    )  # fmt: skip
    session.add(offer)
    session.flush()
    link = signer.offer_url(offer.id)
    own = signer.preferences_url(entry.contact_id)
    message = _message(session, now, time, offer, reach, (link, own))
    session.add(message)
    session.flush()
    session.add(_about(now, time, entry, message.id))
    session.flush()
    return reach.reason is None


def _message(
    session: Session, now: datetime, time: FreedTime, offer: Offer, reach: Reach, links: tuple[str, str]
) -> Message:
    base: Mapping[str, object] = {
        "key": offer_key(offer.id),
        "type": RuleType.WAITLIST_OFFER,
        "contact_id": offer.contact_id,
        "created_at": now,
    }
    rule, child, person, way = reach.rule, reach.child, reach.person, reach.way
    if reach.reason or rule is None or child is None or person is None or way is None:
        skipped = {"status": MessageStatus.SKIPPED, "reason": reach.reason, "settled_at": now, "due_at": now}
        return Message(**base, **skipped)
    said = _words(now, time, rule, way.channel, child, person, links)
    address = addresses_of(session, [person.contact])[getattr(person.contact, ADDRESS_COLUMNS[way.address])]
    return Message(
        **base,
        channel=way.channel,
        mode=contact_mode(way.channel, way.address),
        address=address.value,
        language=said.language,
        status=MessageStatus.QUEUED,
        due_at=reach.due_at,
        expires_at=time.free.starts_at - useful_for(rule.timing.anchor, rule.last_useful_minutes),
        subject=said.subject,
        body=_body(said),
        html=said.html,
        variant=said.variant,
        segments=said.segments,
        template_version=said.template_version,
    )


def _words(
    now: datetime,
    time: FreedTime,
    rule: Rule,
    channel: Channel,
    child: KnownChild,
    person: KnownContact,
    links: tuple[str, str],
) -> Rendered:
    free, practice = time.free, time.office.practice
    line = child_line(child.patient.first_name, free.starts_at, free.zone, time.location, time.provider)
    today = local_day(now, zone(free.zone))
    link, own = links
    facts = message_facts(practice, time.location, (line,), link, today, preferences_url=own)
    language = language_of(practice, person)
    texts, limit = own_words(time.office, rule), practice.text_limit
    return in_words(RuleType.WAITLIST_OFFER, channel, language, facts, texts, limit)


def _body(said: Rendered) -> str:
    """A call about an offer is read out and ends: it says no keys that nobody listens to."""
    if said.spoken is None:
        return said.body
    return f"{said.spoken.script.greeting} {said.spoken.script.message}"


def _about(now: datetime, time: FreedTime, entry: Waiting, message_id: int) -> MessagePatient:
    """So that the child's story shows it, and whatever befalls the child is asked before it leaves."""
    return MessagePatient(
        message_id=message_id,
        patient_id=entry.patient_id,
        contact_id=entry.contact_id,
        occasion_on=local_day(now, zone(time.free.zone)),
        try_number=1,
    )
