"""The usual ways to be reached, for contacts who have not said how (product C4)."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from app.domain.preferences import AddressKind, Preference


class Method(StrEnum):
    """What a practice may tick, cheapest first. A phone call goes to the cell, else to the home phone."""

    EMAIL = "email"
    TEXT = "text"
    PHONE = "phone"


# The ladder: the first whose method is ticked and whose address is on file.
LADDER = (
    (Method.EMAIL, AddressKind.EMAIL, Preference.EMAIL),
    (Method.TEXT, AddressKind.CELL, Preference.TEXT),
    (Method.PHONE, AddressKind.CELL, Preference.CELL_PHONE),
    (Method.PHONE, AddressKind.HOME_PHONE, Preference.HOME_PHONE),
)


def default_preference(ticked: Collection[Method], held: Collection[AddressKind]) -> Preference | None:
    """The cheapest ticked way for which the contact has an address, or None, which leaves it blank (C4).

    ``held`` are the kinds of address on file that can be used and are not on the do-not-send list.
    """
    found = (wanted for method, kind, wanted in LADDER if method in ticked and kind in held)
    return next(found, None)
