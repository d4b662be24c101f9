"""Which recordings a call may play in place of spoken words (product F4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from app.domain.languages import Language
from app.domain.wording.occasions import Occasion

LIVE, VOICEMAIL = "live", "voicemail"
VARIANTS = (LIVE, VOICEMAIL)
"""What a person hears in place of the message, and what an answering machine hears."""


class RecordingKey(NamedTuple):
    """Which recording of a set is meant."""

    occasion: Occasion
    language: Language
    variant: str


def variant_beside(words: str) -> str:
    """Which recording takes the place of the words of this variant ("one", "siblings" or "voicemail")."""
    return VOICEMAIL if words == VOICEMAIL else LIVE


# The addresses of a set's recordings.
Recordings = Mapping[RecordingKey, str]
