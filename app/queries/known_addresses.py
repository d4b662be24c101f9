"""A contact's numbers and addresses as a family's page shows them (product C6, G5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.do_not_send import blocked_because
from app.domain.preferences import AddressKind, Channel
from app.domain.undelivered import Undelivered
from app.models import Address, Contact
from app.models.facts import ADDRESS_COLUMNS


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """A number in E.164 or an email as stored; ``problem`` says why it cannot be used.

    ``undelivered`` says that the last message to it did not arrive, ``suppressed_reason`` in words why
    nothing goes there, ``stopped`` which ways its owner stopped.
    """

    id: int
    value: str
    problem: str | None
    suppressed_at: datetime | None
    suppressed_reason: str
    stopped: tuple[Channel, ...]
    undelivered: Undelivered | None


def known_addresses(
    contact: Contact, addresses: Mapping[int, Address], returned: Mapping[str, Undelivered]
) -> dict[AddressKind, KnownAddress]:
    """By kind. ``addresses`` are rows by id, ``returned`` what did not arrive by number or address."""
    held = {kind: getattr(contact, column) for kind, column in ADDRESS_COLUMNS.items()}
    rows = {kind: addresses[number] for kind, number in held.items() if number is not None}
    return {
        kind: KnownAddress(
            id=row.id,
            value=row.value,
            problem=row.problem,
            suppressed_at=row.suppressed_at,
            suppressed_reason=blocked_because(row.suppressed_reason),
            stopped=tuple(Channel(each) for each in row.stopped),
            undelivered=returned.get(row.value),
        )
        for kind, row in rows.items()
    }
