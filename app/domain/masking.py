"""Addresses as far as a page shows them to whoever holds its link: enough to know one's own (H6)."""

from __future__ import annotations

import re

_AMERICAN = re.compile(r"\+1(\d{3})\d{3}(\d{4})")
_HIDDEN = "***"


def masked(value: str) -> str:
    """``+19375550142`` as "(937) ***-0142", ``nina@example.com`` as "n***@example.com"."""
    name, at, domain = value.rpartition("@")
    if at:
        return f"{name[:1]}{_HIDDEN}@{domain}"
    american = _AMERICAN.fullmatch(value)
    if american:
        return f"({american[1]}) {_HIDDEN}-{american[2]}"
    return _HIDDEN + value[-4:] if len(value) > 7 else _HIDDEN
