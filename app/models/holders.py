"""Who has a number or address, and the state of a task about it (product C6, G6)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, or_, select

from app.domain.form_reading import state_of
from app.models.facts import ADDRESS_COLUMNS
from app.models.failure import FixTask
from app.models.family import Address, Contact


def holders(*address_ids: int) -> Select[Contact]:
    """Everybody who has one of them. One merged with another does not count."""
    held = [getattr(Contact, column).in_(address_ids) for column in ADDRESS_COLUMNS.values()]
    return select(Contact).where(or_(*held), Contact.merged_into_id.is_(None))


def task_state(task: FixTask, address: Address, people: Sequence[Contact]) -> str:
    """Differs as soon as the task is done, the address is allowed or blocked, or another person has it."""
    return state_of([task.done_at, address.suppressed_at, *sorted(contact.id for contact in people)])
