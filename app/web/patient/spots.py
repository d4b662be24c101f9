"""Where a place is on a map."""

from __future__ import annotations

from urllib.parse import quote

_MAP = "https://www.google.com/maps/search/?api=1&query="


def map_url(address: str) -> str:
    """The way there; blank without an address."""
    return _MAP + quote(address) if address else ""
