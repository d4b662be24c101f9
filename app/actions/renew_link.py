"""Send a new link to the address on file when an old one is asked again (product H1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.hold_visits import SHARED
from app.actions.make_link import link_for
from app.domain.answers import LinkState
from app.domain.appointments import Appointment
from app.domain.contacts import Eligible, eligibility
from app.domain.languages import Bilingual, Language, language_for
from app.domain.outcomes import MessageStatus
from app.domain.preferences import AddressKind, Channel, ContactMode, Purpose, contact_mode
from app.domain.sms_length import plain_version, sms_length
from app.links import LinkSigner
from app.models import Address, Contact, Message
from app.models.facts import ADDRESS_COLUMNS
from app.models.known_children import known_children
from app.models.linkable_visits import linkable_visits
from app.models.practice import Practice
from app.models.visit import Visit, read_visit
from app.queue import nudge
from app.work import keep_to

NEW_LINK = "new_link"
# Tapping again and again, or somebody else's tapping, costs a family one message an hour.
_AGAIN_AFTER = timedelta(hours=1)
_USEFUL_FOR = timedelta(hours=1)
_TEXT = Bilingual(
    "{practice}: here is your new link: {link} Call {phone}. STOP to end",
    "{practice}: este es su nuevo enlace: {link} Tel {phone}. STOP para salir",
)
_SUBJECT = Bilingual("Your new link", "Su nuevo enlace")
_MAIL = Bilingual(
    "Here is your new link to answer about your visit:\n\n{link}\n\nQuestions? Call {phone}.\n\n{practice}"
    "\n\nChange how we reach you: {own}",
    "Este es su nuevo enlace para responder:\n\n{link}\n\n¿Preguntas? Llame al {phone}.\n\n{practice}"
    "\n\nCambiar cómo le avisamos: {own}",
)


@dataclass(frozen=True, slots=True)
class _Reach:
    channel: Channel
    address: str
    mode: ContactMode


def renew_link(session: Session, now: datetime, signer: LinkSigner, link_id: int) -> bool:
    """Queue one message with a link to the contact's next visit, if it has one and may be messaged.

    False only for a link that is unknown or revoked; whether anything was sent is not told. The
    session may see every practice; from here on it sees the link's own.
    """
    visit = read_visit(session, now, link_id)
    state = visit.link_state(now) if visit else LinkState.REVOKED
    if visit is None or state is LinkState.REVOKED:
        return False
    keep_to(session, visit.practice_id)
    contact = session.get_one(Contact, visit.contact_id, with_for_update=SHARED)
    coming = next(iter(linkable_visits(session, now, contact.id)), ())
    if state is LinkState.EXPIRED and coming and not _sent_lately(session, now, contact.id):
        _queue(session, now, signer, visit, contact, coming)
    return True


def _sent_lately(session: Session, now: datetime, contact_id: int) -> bool:
    latest = session.scalars(
        select(Message.created_at)
        .where(Message.contact_id == contact_id, Message.type == NEW_LINK)
        .order_by(Message.id.desc())
        .limit(1)
    ).first()
    return latest is not None and now - latest < _AGAIN_AFTER


def _queue(
    session: Session,
    now: datetime,
    signer: LinkSigner,
    visit: Visit,
    contact: Contact,
    coming: Sequence[Appointment],
) -> None:
    reach, visible = _reach(session, contact, coming)
    if reach is None:
        return
    new_id = link_for(session, now, contact.id, visible)
    language = _language(session, visit, contact)
    subject, body = _words(
        reach.channel, language, visit, signer.url(new_id), signer.preferences_url(contact.id)
    )
    message = Message(
        key=f"new_link:{contact.id}:{int(now.timestamp())}",
        type=NEW_LINK,
        contact_id=contact.id,
        link_id=new_id,
        channel=reach.channel,
        address=reach.address,
        mode=reach.mode,
        language=language,
        status=MessageStatus.QUEUED,
        due_at=now,
        expires_at=now + _USEFUL_FOR,
        created_at=now,
        subject=subject,
        body=body,
        segments=sms_length(body).segments if reach.channel is Channel.TEXT else None,
    )
    session.add(message)
    session.flush()
    nudge(session, "deliver")


def _language(session: Session, visit: Visit, contact: Contact) -> Language:
    """The contact's, if the practice sends in it, else its fallback (A2, F7)."""
    offered = session.get_one(Practice, visit.practice_id).languages
    return language_for(contact.language, Language(visit.fallback_language), offered).language


def _reach(
    session: Session, contact: Contact, coming: Sequence[Appointment]
) -> tuple[_Reach | None, list[int]]:
    """How the contact may be messaged about these children, and about which of them."""
    children = known_children(session, {each.patient_id for each in coming})
    allowed: dict[int, Eligible] = {}
    for appointment in coming:
        child = children[appointment.patient_id]
        own = next(each.facts for each in child.contacts if each.contact.id == contact.id)
        answer = eligibility(own, child.facts, Purpose.REMINDERS, confidential=appointment.confidential)
        if isinstance(answer, Eligible) and answer.channel in (Channel.TEXT, Channel.EMAIL):
            allowed[appointment.id] = answer
    if not allowed:
        return None, []
    first = next(iter(allowed.values()))
    mode = contact_mode(first.channel, first.address)
    return _Reach(first.channel, _address(session, contact, first.address), mode), list(allowed)


def _address(session: Session, contact: Contact, kind: AddressKind) -> str:
    return session.get_one(Address, getattr(contact, ADDRESS_COLUMNS[kind])).value


def _words(channel: Channel, language: Language, visit: Visit, link: str, own: str) -> tuple[str, str]:
    said = {"practice": visit.practice_name, "link": link, "phone": visit.practice_phone, "own": own}
    if channel is Channel.EMAIL:
        return _SUBJECT.words(language), _MAIL.words(language).format(**said)
    return "", plain_version(_TEXT.words(language).format(**said))
