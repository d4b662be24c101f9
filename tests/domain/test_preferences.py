"""Which channel and address each preference means (product C1)."""

from __future__ import annotations

import pytest

from app.domain.preferences import AddressKind, Channel, Preference, route


@pytest.mark.parametrize(
    ("preference", "expected"),
    [
        (Preference.EMAIL, (Channel.EMAIL, AddressKind.EMAIL)),
        (Preference.WORK_EMAIL, (Channel.EMAIL, AddressKind.WORK_EMAIL)),
        (Preference.TEXT, (Channel.TEXT, AddressKind.CELL)),
        (Preference.CELL_PHONE, (Channel.VOICE, AddressKind.CELL)),
        (Preference.HOME_PHONE, (Channel.VOICE, AddressKind.HOME_PHONE)),
        (Preference.WORK_PHONE, (Channel.VOICE, AddressKind.WORK_PHONE)),
        (Preference.FAX, (Channel.FAX, AddressKind.FAX)),
        (Preference.MAIL, (Channel.LETTER, AddressKind.MAIL)),
        (Preference.NO_CONTACT, None),
    ],
)
def test_route(preference: Preference, expected: tuple[Channel, AddressKind] | None) -> None:
    assert route(preference) == expected
