"""What the form of an account, a contact or a tie was made from: the mark that goes back with it."""

from __future__ import annotations

from app.domain.form_reading import state_of
from app.models.facts import ADDRESS_COLUMNS, PREFERENCE_COLUMNS
from app.models.family import Contact, PatientContact
from app.models.staff import StaffUser

_ACCOUNT = ("name", "group_id", "department_id", "phone")
_CONTACT = ("language", *PREFERENCE_COLUMNS.values(), *ADDRESS_COLUMNS.values())
_TIE = ("relationship", "authority", "authority_text", "resides_with", "end_date")


def account_state(row: StaffUser) -> str:
    """Differs as soon as one of the fields that staff edit differs."""
    return _state(row, _ACCOUNT)


def contact_state(row: Contact) -> str:
    """The same for what is alike for all children of a contact."""
    return _state(row, _CONTACT)


def tie_state(row: PatientContact) -> str:
    """The same for what a contact is to one child."""
    return _state(row, _TIE)


def _state(row: object, columns: tuple[str, ...]) -> str:
    return state_of([getattr(row, column) for column in columns])
