"""Only consent that was given counts (product C2, C5)."""

from __future__ import annotations

import pytest

from app.domain.consent import Consent, consent_refusal
from app.domain.preferences import Channel, Purpose
from app.domain.reasons import Reason

PAIR = (Purpose.REMINDERS, Channel.TEXT)


@pytest.mark.parametrize(
    ("consents", "refusal"),
    [
        ({PAIR: Consent.GIVEN}, None),
        ({PAIR: Consent.UNKNOWN}, Reason.NO_CONSENT),
        ({PAIR: Consent.WITHDRAWN}, Reason.CONSENT_WITHDRAWN),
        ({}, Reason.NO_CONSENT),
        ({(Purpose.RECALLS, Channel.TEXT): Consent.GIVEN}, Reason.NO_CONSENT),
        ({(Purpose.REMINDERS, Channel.VOICE): Consent.GIVEN}, Reason.NO_CONSENT),
    ],
)
def test_consent_stands_for_its_own_purpose_and_channel_only(
    consents: dict[tuple[Purpose, Channel], Consent], refusal: Reason | None
) -> None:
    assert consent_refusal(consents, *PAIR) is refusal
