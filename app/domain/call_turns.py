"""A phone call as turns: what is said, and which keys may follow (product I2)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.languages import Language


@dataclass(frozen=True, slots=True)
class Spoken:
    """One stretch of a call: words in their language, or a recording of them by its address."""

    words: str
    language: Language
    recording_url: str = ""


@dataclass(frozen=True, slots=True)
class CallTurn:
    """What a call says until a key is pressed or it ends.

    ``keys_url`` is where the vendor sends the pressed key; empty ends the call after the words. ``voicemail``
    is said to an answering machine instead. ``connect_to`` (E.164) puts the caller through after the words.
    """

    says: tuple[Spoken, ...]
    keys_url: str = ""
    voicemail: tuple[Spoken, ...] = ()
    connect_to: str = ""
