"""Rules on a date and children who have an occasion, on top of a clinic."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from app.models import AppointmentRow, Contact, Patient, RuleRow
from tests.builders.clinic import NOW, Clinic

TODAY = date(2026, 11, 22)
"""The day of ``NOW`` in New York, where it is 10:00 AM."""


def birthday_rule(clinic: Clinic, **given: Any) -> RuleRow:
    """10:00 AM on the birthday, until 17."""
    return _on_a_date(clinic, "birthday_greeting", {"purpose": "notices", "age_to": 17, **given})


def recall_rule(clinic: Clinic, **given: Any) -> RuleRow:
    """10:00 AM on the day a check-up is due, and twice more, every two weeks."""
    return _on_a_date(clinic, "recall", {"purpose": "recalls", "tries": 3, "try_every_days": 14, **given})


def _on_a_date(clinic: Clinic, kind: str, given: dict[str, Any]) -> RuleRow:
    usual = {"anchor": "date", "amount": 0, "statuses": [], "at_time": time(10)}
    return clinic.rule(kind, **{**usual, **given})


def known_child(clinic: Clinic, name: str, born: date, **parent: Any) -> tuple[Patient, Contact]:
    """A child seen 100 days ago for a cold, with a mother who wants texts about everything."""
    child = clinic.child(name, birth_date=born)
    parent.setdefault("prefers_notices", "text")
    parent.setdefault("prefers_recalls", "text")
    mother = clinic.parent(f"{name}'s mother", child, **parent)
    clinic.visit(child, NOW - timedelta(days=100), lifecycle="completed", visit_type="Sick visit")
    return child, mother


def check_up(clinic: Clinic, child: Patient, days: int = 9) -> AppointmentRow:
    """A check-up so many days from now, on the schedule."""
    return clinic.visit(child, NOW + timedelta(days=days), visit_type="Well visit")
