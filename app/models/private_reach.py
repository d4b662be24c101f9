"""How one person may be written to by hand (product C2, C5, C6, I3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.conversations import Thread
from app.domain.languages import Language, language_for
from app.domain.preferences import Channel
from app.domain.reasons import Reason
from app.models.family import Address, Contact, PatientContact
from app.models.practice import Practice
from app.models.reply import Reply

NOT_A_PHONE = "This sender is not a phone number. It cannot be answered."
_NUMBER = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PrivateReach:
    """``refusal`` says in words why nothing can be written; empty when it can. ``number`` is E.164."""

    number: str
    language: Language
    refusal: str = ""


def private_reach(session: Session, thread: Thread) -> PrivateReach:
    """As things stand now, for the session's practice. A contact needs consent for texts about any child."""
    practice = session.get_one(Practice, session.info["practice_id"])
    contact = session.get_one(Contact, thread.contact_id) if thread.contact_id else None
    wanted = contact.language if contact else None
    language = language_for(wanted, Language(practice.fallback_language), practice.languages).language
    address = _phone(session, contact) if contact else _address(session, thread.number)
    number = address.value if address else thread.number
    if contact is None and not _NUMBER.fullmatch(number):
        return PrivateReach(number, language, NOT_A_PHONE)
    refusal = _address_refusal(address, contact) or (_consent_refusal(session, contact) if contact else None)
    return PrivateReach(number, language, refusal.words if refusal else "")


def _phone(session: Session, contact: Contact) -> Address | None:
    """The phone the contact last texted from, while it is still theirs; else the cell phone."""
    own = [each for each in (contact.cell_id, contact.home_id, contact.work_phone_id) if each]
    phones = {row.value: row for row in session.scalars(select(Address).where(Address.id.in_(own)))}
    last = session.scalar(
        select(Reply.address)
        .where(Reply.contact_id == contact.id, Reply.channel == Channel.TEXT, Reply.address.in_(phones))
        .order_by(Reply.id.desc())
        .limit(1)
    )
    return phones.get(last or "") or next((row for row in phones.values() if row.id == contact.cell_id), None)


def _address(session: Session, number: str) -> Address | None:
    return session.scalar(select(Address).where(Address.kind == "phone", Address.value == number))


def _address_refusal(address: Address | None, contact: Contact | None) -> Reason | None:
    if address is None:
        return Reason.NO_ADDRESS if contact else None
    if address.suppressed_at is not None:
        return Reason.SUPPRESSED_ADDRESS
    if Channel.TEXT in address.stopped:
        return Reason.OPTED_OUT
    return Reason.UNUSABLE_ADDRESS if address.problem else None


def _consent_refusal(session: Session, contact: Contact) -> Reason | None:
    ties = session.scalars(select(PatientContact).where(PatientContact.contact_id == contact.id)).all()
    if ties and all(tie.held_at for tie in ties):
        return Reason.HELD
    if any(_about_texts(tie.consents) for tie in ties if tie.held_at is None):
        return None
    return Reason.CONSENT_WITHDRAWN if any(_about_texts(tie.withdrawn) for tie in ties) else Reason.NO_CONSENT


def _about_texts(pairs: list[str]) -> bool:
    return any(pair.endswith(f":{Channel.TEXT}") for pair in pairs)
