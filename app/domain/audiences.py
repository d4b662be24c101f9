"""Whom staff send to: the question whose answer are a mailing's recipients (product K1, K3)."""

from __future__ import annotations

from enum import StrEnum


class Sex(StrEnum):
    """As the schedule tells it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
