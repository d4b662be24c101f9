"""Keep how a parent wants to be reached, as said on the parent's own page (product H6, C5, B8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.change_consent import enter_consent
from app.actions.hold_visits import children_of, hold_visits
from app.actions.replan_children import replan_children
from app.actions.suppress_address import start_channel, stop_channel
from app.actions.write_audit import PARENT, write_audit
from app.domain.consent import Consent
from app.domain.languages import Language
from app.domain.parent_wishes import Wishes, consent_names, offered, ways_of
from app.domain.preferences import AddressKind, Channel
from app.models import AuditLine, ConsentEvent, Contact, PatientContact
from app.models.facts import PREFERENCE_COLUMNS
from app.models.reach import Reach, read_reach

PAGE = "preference page"
"""How a consent was told, and where a stop came from."""

_UNDO_FOR = timedelta(hours=1)
_PHONES = (AddressKind.CELL, AddressKind.HOME_PHONE, AddressKind.WORK_PHONE)
_OPPOSITE = {Consent.GIVEN: Consent.WITHDRAWN, Consent.WITHDRAWN: Consent.GIVEN}

Way = tuple[AddressKind, Channel]


class Kept(StrEnum):
    """What became of a parent's wishes: saved, so already, or not possible."""

    SAVED = "saved"
    SAME = "same"
    REFUSED = "refused"


def change_wishes(
    session: Session, now: datetime, contact_id: int, wishes: Wishes, language: Language | None = None
) -> Kept:
    """Save the wishes for all the contact's children, or nothing of them.

    They are refused for a contact that is gone or held, and for a way that is not on the page. What is
    chosen is consented to, and started again where it was stopped. Feeds leave alone what a parent said.
    """
    reach = read_reach(session, contact_id)
    if reach is None or reach.held or not offered(reach.ways()) >= set(wishes.wanted.values()):
        return Kept.REFUSED
    hold_visits(session, now, children_of(contact_id))
    started = [way for way in _wanted_ways(wishes) if _switch(session, now, reach, way, on=True)]
    closed = [way for way in _phone_ways(reach, wishes) if _switch(session, now, reach, way, on=False)]
    consented = _consent(session, now, _pairs(session, contact_id), wishes)
    values: dict[str, Any] = {PREFERENCE_COLUMNS[each]: word.value for each, word in wishes.wanted.items()}
    if language:
        values["language"] = language.value
    switched = {"started": _names(started), "stopped": _names(closed)}
    changed = _set(session, now, contact_id, values, switched, bool(started or closed or consented))
    return Kept.SAVED if changed else Kept.SAME


def undo_wishes(session: Session, now: datetime, contact_id: int, at: datetime) -> bool:
    """All is as it was before the change made at ``at`` (UTC), if it was the last, an hour ago at most.

    Consent that was new is withdrawn. False, and nothing is changed, if it cannot be taken back.
    """
    hold_visits(session, now, children_of(contact_id))
    reach, line = read_reach(session, contact_id), _last_change(session, contact_id)
    if reach is None or line is None or line.at != at or now - at > _UNDO_FOR:
        return False
    after = line.after or {}
    for names, on in ((after.get("stopped", ()), True), (after.get("started", ()), False)):
        for way in map(_way, names):
            _switch(session, now, reach, way, on)
    pairs = {pair.patient_id: pair for pair in _pairs(session, contact_id)}
    for event in _consents_of(session, contact_id, at):
        if event.patient_id in pairs:
            _enter(session, now, pairs[event.patient_id], event.pairs, _OPPOSITE[Consent(event.state)])
    _set(session, now, contact_id, line.before or {}, {}, also=True)
    return True


def _wanted_ways(wishes: Wishes) -> list[Way]:
    return [(kind, channel) for channel, kind in ways_of(wishes.wanted)]


def _phone_ways(reach: Reach, wishes: Wishes) -> list[Way]:
    if not wishes.stop_phones:
        return []
    kinds = [kind for kind in _PHONES if kind in reach.addresses]
    return [(kind, channel) for kind in kinds for channel in (Channel.TEXT, Channel.VOICE)]


def _switch(session: Session, now: datetime, reach: Reach, way: Way, on: bool) -> bool:
    """Start or stop a channel at the contact's address; whether that changed anything."""
    kind, channel = way
    row = reach.addresses.get(kind)
    if row is None or channel not in (Channel.TEXT, Channel.VOICE):
        return False
    act = start_channel if on else stop_channel
    return act(session, now, PARENT, row.value, channel, PAGE)


def _pairs(session: Session, contact_id: int) -> Sequence[PatientContact]:
    """The contact's children for whom it is not held, locked."""
    return session.scalars(
        select(PatientContact)
        .where(PatientContact.contact_id == contact_id, PatientContact.held_at.is_(None))
        .order_by(PatientContact.id)
        .with_for_update(key_share=True)
    ).all()


def _consent(session: Session, now: datetime, pairs: Iterable[PatientContact], wishes: Wishes) -> bool:
    """Withdraw first, give then; whether anything of it is new."""
    new = False
    for pair in pairs:
        ended = (wishes.withdrawn & set(pair.consents)) | wishes.refused
        new |= _enter(session, now, pair, ended, Consent.WITHDRAWN)
        for (channel, _), purposes in ways_of(wishes.wanted).items():
            new |= _enter(session, now, pair, consent_names(purposes, channel), Consent.GIVEN)
    return new


def _enter(
    session: Session, now: datetime, pair: PatientContact, names: Collection[str], state: Consent
) -> bool:
    """Write consent down for one child, with its event and its audit line; False if it stood so."""
    before = {"consents": pair.consents, "withdrawn": pair.withdrawn}
    new = enter_consent(pair, set(names), state)
    if not new:
        return False
    pair.staff_fields = sorted({*pair.staff_fields, "consents"})
    session.add(
        ConsentEvent(
            patient_id=pair.patient_id, contact_id=pair.contact_id, pairs=new, state=state.value,
            source=PAGE, at=now,
        )
    )  # fmt: skip
    after = {"consents": pair.consents, "withdrawn": pair.withdrawn}
    write_audit(session, now, PARENT, "consent", "patient_contact", pair.id, before=before, after=after)
    return True


def _set(
    session: Session,
    now: datetime,
    contact_id: int,
    values: dict[str, Any],
    switched: dict[str, list[str]],
    also: bool,
) -> bool:
    """The contact's own columns, one line in the audit log for all of it, and the children planned again.

    ``also`` says that something else was changed; False if nothing was, and then nothing is written.
    """
    contact = session.get_one(Contact, contact_id, with_for_update={"key_share": True})
    before = {column: getattr(contact, column) for column in values}
    changed = sorted(column for column, value in values.items() if before[column] != value)
    for column in changed:
        setattr(contact, column, values[column])
    if not changed and not also:
        return False
    if changed:
        contact.staff_fields = sorted({*contact.staff_fields, *changed})
        contact.changed_at = now
    write_audit(
        session, now, PARENT, "preferences", "contact", contact_id,
        before={column: before[column] for column in changed},
        after={column: values[column] for column in changed} | {k: v for k, v in switched.items() if v},
    )  # fmt: skip
    session.flush()
    replan_children(session, now, list(session.scalars(children_of(contact_id))))
    return True


def _last_change(session: Session, contact_id: int) -> AuditLine | None:
    return session.scalar(
        select(AuditLine)
        .where(AuditLine.subject == "contact", AuditLine.subject_id == contact_id)
        .order_by(AuditLine.at.desc(), AuditLine.id.desc())
        .limit(1)
    )


def _consents_of(session: Session, contact_id: int, at: datetime) -> Sequence[ConsentEvent]:
    return session.scalars(
        select(ConsentEvent)
        .where(ConsentEvent.contact_id == contact_id, ConsentEvent.at == at, ConsentEvent.source == PAGE)
        .order_by(ConsentEvent.id.desc())
    ).all()


def _names(ways: Iterable[Way]) -> list[str]:
    return [f"{kind} {channel}" for kind, channel in ways]


def _way(name: str) -> Way:
    kind, channel = name.split(" ")
    return AddressKind(kind), Channel(channel)
