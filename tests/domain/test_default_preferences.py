"""The usual way for a contact who has not said: the cheapest ticked one that can reach it."""

from __future__ import annotations

import pytest

from app.domain.default_preferences import Method, default_preference
from app.domain.preferences import AddressKind, Preference

EMAIL, TEXT, PHONE = Method.EMAIL, Method.TEXT, Method.PHONE
CELL, HOME, MAIL = AddressKind.CELL, AddressKind.HOME_PHONE, AddressKind.EMAIL


@pytest.mark.parametrize(
    ("ticked", "held", "wanted"),
    [
        ([PHONE, TEXT, EMAIL], [CELL, HOME, MAIL], Preference.EMAIL),
        ([PHONE, TEXT, EMAIL], [CELL, HOME], Preference.TEXT),
        ([PHONE, TEXT, EMAIL], [HOME], Preference.HOME_PHONE),
        ([PHONE], [CELL, HOME, MAIL], Preference.CELL_PHONE),
        ([PHONE, EMAIL], [CELL], Preference.CELL_PHONE),
        ([TEXT], [HOME, MAIL], None),
        ([EMAIL], [AddressKind.WORK_EMAIL], None),
        ([], [CELL, HOME, MAIL], None),
        ([EMAIL, TEXT, PHONE], [], None),
    ],
)
def test_the_cheapest_ticked_way_with_an_address(
    ticked: list[Method], held: list[AddressKind], wanted: Preference | None
) -> None:
    assert default_preference(ticked, held) is wanted
