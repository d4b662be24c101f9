"""The only reading of the clock.

A request or a job reads it once and passes ``now`` down, so that all rows of one run share a
moment and every rule can be tested at any moment without patching.
"""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware UTC."""
    return datetime.now(UTC)
