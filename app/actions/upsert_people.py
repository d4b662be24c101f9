"""Bring a child and its contacts in line with the feed (product B8, C1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from app.actions.feed_effects import Effects
from app.actions.join_families import family_for, join_family
from app.actions.load_known import Known
from app.actions.match_contact import match_contact
from app.actions.upsert_contact import Changes, change_contact, change_pair, new_contact, new_pair
from app.domain.audiences import Sex
from app.feeds.canonical import ABSENT, ContactGiven, PatientGiven
from app.models import Contact, Patient, PatientContact

Matched = list[tuple[Contact, ContactGiven]]


def is_other_person(patient: Patient, given: PatientGiven) -> bool:
    """Another birth date and another family name on one chart number: perhaps another child (B8)."""
    if not isinstance(given.birth_date, date) or not isinstance(given.last_name, str):
        return False
    born_then = patient.birth_date in (None, given.birth_date)
    return not born_then and given.last_name.casefold() != patient.last_name.casefold()


def upsert_people(
    known: Known, effects: Effects, now: datetime, given: PatientGiven, contacts: Sequence[ContactGiven]
) -> tuple[Patient, bool]:
    """The child, and whether anything about it or its contacts is new."""
    found = known.patients.get(given.external_id)
    matched, changed = _matched(known, effects, now, found, contacts)
    if found is None:
        patient = _new_patient(known, now, given, [contact for contact, _ in matched])
    else:
        patient = found
        changed |= _change_patient(effects, now, patient, given)
    for contact, said in matched:
        changed |= _tie(known, effects, patient, contact, said)
        join_family(known, patient, contact)
    return patient, _put_in_order(known, patient, matched) or changed or found is None


def _matched(
    known: Known, effects: Effects, now: datetime, patient: Patient | None, contacts: Sequence[ContactGiven]
) -> tuple[Matched, bool]:
    """Each contact on the row with the person it is, known or new, once each; and whether any changed."""
    names = {given.name.casefold() for given in contacts}
    matched: Matched = []
    changed = False
    for given in contacts:
        taken = {contact.id for contact, _ in matched}
        contact = match_contact(known, patient, given, names, taken)
        if contact is not None and _left_out(known, patient, contact, taken):
            continue
        if contact is None:
            contact, changed = new_contact(known, now, given), True
        else:
            changes = change_contact(known, now, contact, given)
            effects.audit("change contact", "contact", contact.id, changes)
            changed |= bool(changes)
        matched.append((contact, given))
    return matched, changed


def _left_out(known: Known, patient: Patient | None, contact: Contact, taken: Collection[int]) -> bool:
    """Named a second time on one row, or taken off this child by staff, which the schedule does not undo."""
    return contact.id in taken or (patient is not None and contact.id in known.former[patient.id])


def _new_patient(known: Known, now: datetime, given: PatientGiven, contacts: list[Contact]) -> Patient:
    patient = Patient(
        source_id=known.source.id,
        external_id=given.external_id,
        family_id=family_for(known, now, contacts),
        first_name=given.first_name if isinstance(given.first_name, str) else "",
        last_name=given.last_name if isinstance(given.last_name, str) else "",
        birth_date=given.birth_date if isinstance(given.birth_date, date) else None,
        deceased_at=now if given.deceased is True else None,
        sex=given.sex if isinstance(given.sex, Sex) else None,
        unpaid=given.unpaid if isinstance(given.unpaid, Decimal) else None,
    )
    known.newcomers.add(patient)
    known.patients[given.external_id] = patient
    return patient


def _change_patient(effects: Effects, now: datetime, patient: Patient, given: PatientGiven) -> bool:
    """A feed marks a child as deceased, and never takes that back: staff may know better (B8)."""
    changes = Changes()
    for column, value in (("first_name", given.first_name), ("last_name", given.last_name)):
        if isinstance(value, str):
            changes.put(patient, column, value)
    if given.birth_date is None or isinstance(given.birth_date, date):
        changes.put(patient, "birth_date", given.birth_date)
    for column, told in (("sex", given.sex), ("unpaid", given.unpaid)):
        if told is not ABSENT:
            changes.put(patient, column, told)
    if given.deceased is True and patient.deceased_at is None:
        changes.put(patient, "deceased_at", now)
        effects.deceased.append(patient.id)
    effects.audit("change patient", "patient", patient.id, changes)
    return bool(changes)


def _tie(known: Known, effects: Effects, patient: Patient, contact: Contact, given: ContactGiven) -> bool:
    """The pair of child and contact, made or changed; says whether anything is new."""
    pair = next((each for each in known.pairs[patient.id] if each.contact_id == contact.id), None)
    new = pair is None
    if pair is None:
        pair = new_pair(known, patient.id, contact.id, _free_position(known, patient, given.position))
    changes = change_pair(pair, given)
    if {"consents", "withdrawn"} & changes.after.keys():
        effects.consents.append(pair)
    if not new:
        effects.audit("change contact of child", "patient_contact", pair.id, changes)
    return new or bool(changes)


def _free_position(known: Known, patient: Patient, wanted: int) -> int:
    taken = {pair.position for pair in known.pairs[patient.id]}
    return wanted if wanted not in taken else max(taken) + 1


def _put_in_order(known: Known, patient: Patient, matched: Matched) -> bool:
    """The order of the row, around contacts the row does not name and places staff gave."""
    wanted = {contact.id: given.position for contact, given in matched}
    pairs = known.pairs[patient.id]
    moving = [each for each in pairs if each.contact_id in wanted and "position" not in each.staff_fields]
    taken = {each.position for each in pairs if each not in moving}
    changed = False
    for pair in sorted(moving, key=lambda each: wanted[each.contact_id]):
        position = wanted[pair.contact_id]
        while position in taken:
            position += 1
        taken.add(position)
        changed |= _move(pair, position)
    return changed


def _move(pair: PatientContact, position: int) -> bool:
    if pair.position == position:
        return False
    pair.position = position
    return True
