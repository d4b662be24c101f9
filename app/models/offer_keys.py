"""The key of the message that tells an offer of a freed time (product J4, E5)."""

from __future__ import annotations

OFFER = "offer:"
"""It begins so, and the offer's number follows."""


def offer_key(offer_id: int) -> str:
    """The key of the one message that tells an offer."""
    return f"{OFFER}{offer_id}"


def offer_of(key: str) -> int:
    """The offer that a message tells; also one that staff sent once more, whose key goes on (G6)."""
    return int(key.removeprefix(OFFER).partition("/")[0])
