"""Whether a family allowed a way of messaging (product C2, C5)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.domain.preferences import Channel, Purpose
from app.domain.reasons import Reason


class Consent(StrEnum):
    """Whether consent stands for one channel and purpose (C5). Unknown is no consent."""

    UNKNOWN = "unknown"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


# Kept for each child and contact together: a parent may allow texts about one child only.
Consents = Mapping[tuple[Purpose, Channel], Consent]

_REFUSALS = {Consent.UNKNOWN: Reason.NO_CONSENT, Consent.WITHDRAWN: Reason.CONSENT_WITHDRAWN}


def consent_refusal(consents: Consents, purpose: Purpose, channel: Channel) -> Reason | None:
    """``None`` if consent stands, else why not. A pair that was never recorded is unknown."""
    return _REFUSALS.get(consents.get((purpose, channel), Consent.UNKNOWN))
