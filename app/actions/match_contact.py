"""Whether a person a feed names is one we know (product B8).

The same name and the same number or address is the same person. A name alone counts only among the
contacts of the same child. Nobody is merged on a number alone: parents share a home phone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.actions.load_known import PLACES, Known, given_addresses
from app.feeds.canonical import ContactGiven
from app.models import Contact, Patient, PatientContact


def match_contact(
    known: Known, patient: Patient | None, given: ContactGiven, named: Collection[str], taken: Collection[int]
) -> Contact | None:
    """``named`` are the names of all contacts on the row, ``taken`` the ids already matched on it.

    One of ``taken`` comes back when the row names a person twice, whose two records were merged here.
    """
    pairs = known.pairs[patient.id] if patient else []
    own = [each for each in _of_child(known, patient, pairs) if each.id not in taken]
    addresses = _address_ids(known, given)
    alike = [each for each in own if _named(known, each, given.name)]
    renamed = [each for each in _at_position(pairs, own, given.position) if each.name.casefold() not in named]
    elsewhere = [each for each in _holders(known, addresses) if each.id not in taken]
    strangers = [each for each in _sharing(known, elsewhere, addresses) if _named(known, each, given.name)]
    again = [known.contacts[each] for each in taken if known.merged[each]]
    found = (
        _sharing(known, alike, addresses)
        or alike
        or _sharing(known, renamed, addresses)
        or [each for each in again if _named(known, each, given.name)]
        or strangers
    )
    return found[0] if found else None


def _of_child(known: Known, patient: Patient | None, pairs: list[PatientContact]) -> list[Contact]:
    """Its contacts in order, then those whom staff took off it."""
    former = sorted(known.former[patient.id]) if patient else []
    return [known.contacts[each] for each in (*(pair.contact_id for pair in pairs), *former)]


def _named(known: Known, contact: Contact, name: str) -> bool:
    return any(face.name.casefold() == name.casefold() for face in known.faces(contact))


def _address_ids(known: Known, given: ContactGiven) -> set[int]:
    rows = (known.addresses.get((each.kind, each.value)) for each in given_addresses(given))
    return {row.id for row in rows if row is not None}


def _sharing(known: Known, contacts: Iterable[Contact], addresses: set[int]) -> list[Contact]:
    return [each for each in contacts if addresses & _held(known, each)]


def _held(known: Known, contact: Contact) -> set[int | None]:
    return {getattr(face, place) for face in known.faces(contact) for place in PLACES}


def _at_position(pairs: list[PatientContact], own: list[Contact], position: int) -> list[Contact]:
    """Who stood in this place before: a corrected spelling keeps place and number."""
    there = {pair.contact_id for pair in pairs if pair.position == position}
    return [each for each in own if each.id in there]


def _holders(known: Known, addresses: set[int]) -> list[Contact]:
    ids = sorted({holder for address in addresses for holder in known.holders[address]})
    return [known.contacts[number] for number in ids]
