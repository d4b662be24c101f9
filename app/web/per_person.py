"""How often one signed-in person may do what costs the others time or money."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.extensions import limiter
from app.web.access import current_staff


def per_person(limit: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view: ``limit`` as in "90/minute", counted for each person and not for the practice's address.

    It stands below ``requires``, which knows who it is.
    """
    decorate: Callable[..., Any] = limiter.limit(limit, key_func=lambda: f"staff {current_staff().id}")
    return decorate
