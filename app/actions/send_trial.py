"""Send a reminder to a sample family now, by hand, to see the whole way from text to answer (product L5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.actions.make_link import link_for
from app.actions.write_audit import Actor, write_audit
from app.domain.appointments import Lifecycle
from app.domain.languages import Language
from app.domain.local_time import local_day, local_time, zone
from app.domain.message_types import TRIAL
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.timing import RuleType
from app.domain.wording.facts import ChildLine, MessageFacts
from app.domain.wording.text_message import RenderedText, text_message
from app.links import LinkSigner
from app.models import (
    Address,
    Answer,
    AppointmentRow,
    Contact,
    FeedSource,
    Message,
    Patient,
    PatientContact,
    Practice,
)
from app.models.message_facts import short_phone
from app.models.visit import Visit, read_visit
from app.queue import nudge

# Asked for by hand, so no delivery time holds it back; it still must not come as a surprise tomorrow.
_USEFUL_FOR = timedelta(hours=1)


def send_trial(session: Session, now: datetime, actor: Actor, signer: LinkSigner) -> bool:
    """Queue a confirmation request to the next sample family that has not answered.

    False when there is none: no sample families, or every visit of theirs is answered or over. It is a
    message of its own, so the automated messages go on as they are planned.
    """
    contact_id, visits = _next_family(session, now)
    if contact_id is None:
        return False
    link_id = link_for(session, now, contact_id, visits)
    visit = read_visit(session, now, link_id, session.info["practice_id"])
    if visit is None:
        return False
    contact = session.get_one(Contact, contact_id)
    said = _words(session, now, visit, signer.url(link_id))
    message = Message(
        key=f"trial:{contact_id}:{int(now.timestamp() * 1000)}",
        type=TRIAL,
        contact_id=contact_id,
        link_id=link_id,
        channel=Channel.TEXT,
        address=session.get_one(Address, contact.cell_id).value,
        language=said.language,
        status=MessageStatus.QUEUED,
        due_at=now,
        expires_at=now + _USEFUL_FOR,
        created_at=now,
        body=said.body,
        variant=said.variant,
        segments=said.segments,
    )
    session.add(message)
    session.flush()
    write_audit(session, now, actor, "send", "trial", message.id, after={"contact_id": contact_id})
    nudge(session, "deliver")
    return True


def _next_family(session: Session, now: datetime) -> tuple[int | None, Sequence[int]]:
    """The contact with a cell phone whose children have the next visits without an answer, and those."""
    answered = exists().where(Answer.appointment_id == AppointmentRow.id)
    rows = session.execute(
        select(PatientContact.contact_id, AppointmentRow.id, AppointmentRow.starts_at)
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(FeedSource, FeedSource.id == Patient.source_id)
        .join(PatientContact, PatientContact.patient_id == Patient.id)
        .join(Contact, Contact.id == PatientContact.contact_id)
        .where(FeedSource.sample, Contact.cell_id.is_not(None), AppointmentRow.starts_at > now, ~answered)
        .where(AppointmentRow.lifecycle == Lifecycle.SCHEDULED)
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    ).all()
    by_contact: dict[int, list[int]] = {}
    for row in rows:
        by_contact.setdefault(row.contact_id, []).append(row.id)
    # Two children in one message show more than one does.
    chosen = max(by_contact, key=lambda each: len(by_contact[each]) > 1, default=None)
    return chosen, by_contact.get(chosen or 0, [])


def _words(session: Session, now: datetime, visit: Visit, link: str) -> RenderedText:
    practice = session.get_one(Practice, visit.practice_id)
    place = zone(visit.children[0].appointment.zone)
    facts = MessageFacts(
        practice_name=practice.name,
        practice_short=practice.short_name,
        phone_display=short_phone(practice.phone),
        address=practice.address,
        children=tuple(
            ChildLine(
                first_name=child.first_name,
                starts_local=local_time(child.appointment.starts_at, zone(child.appointment.zone)),
                provider_name=child.provider_name,
                provider_name_es=child.provider_name_es,
                office=child.place.name,
            )
            for child in visit.children
        ),
        link=link,
        today_local=local_day(now, place),
        fallback_language=Language(practice.fallback_language),
        keep_accents=practice.keep_accents,
    )
    language = visit.language if visit.language in practice.languages else None
    return text_message(RuleType.CONFIRMATION_REQUEST, language, facts, practice.text_limit)
