"""A practice that pays for its messages, and what its ledger comes to.

begin_plan(clinic, "credits", 21)
ledger(clinic.practice_id)  ->  [("reserve", -3, 3), ...]
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from app.actions.check_ledgers import check_ledger
from app.models import LedgerEntry, Message, Plan
from app.work import work
from tests.builders.clinic import NOW, Clinic


def begin_plan(clinic: Clinic, kind: str = "credits", balance: Any = 0, **given: Any) -> Plan:
    """With so much on it, which came in by a correction."""
    unit = "dollars" if kind == "prepaid" else "credits"
    amount = Decimal(str(balance))
    row = clinic.add(Plan(kind=kind, unit=unit, balance=amount, since=NOW, changed_at=NOW, **given))
    if amount:
        clinic.add(LedgerEntry(at=NOW, kind="correction", unit=unit, amount=amount, held=0))
    return row


def families_with_reminders(clinic: Clinic, number: int, **parent: Any) -> None:
    """So many families, each with a visit tomorrow whose reminder is due now once it is planned."""
    for _ in range(number):
        child = clinic.child("Mia")
        clinic.parent("Ana Ramos", child, **parent)
        clinic.visit(child, NOW + timedelta(days=1))


def plan_row(practice_id: int) -> Plan:
    with work(practice_id) as session:
        row = session.scalars(select(Plan)).one()
        session.expunge(row)
        return row


def standing(practice_id: int) -> tuple[Decimal, Decimal]:
    """What is left, and what is put aside."""
    row = plan_row(practice_id)
    return row.balance, row.reserved


def ledger(practice_id: int) -> list[tuple[str, Decimal, Decimal]]:
    """Kind, what it did to the balance, and what to what is put aside; in the order of the lines."""
    with work(practice_id) as session:
        rows = session.execute(
            select(LedgerEntry.kind, LedgerEntry.amount, LedgerEntry.held).order_by(LedgerEntry.id)
        )
        return [(row.kind, row.amount, row.held) for row in rows]


def statuses(practice_id: int) -> dict[str, int]:
    """How many messages are in each status."""
    with work(practice_id) as session:
        rows = session.execute(select(Message.status, func.count()).group_by(Message.status))
        return {row.status: row.count for row in rows}


def faults(practice_id: int) -> str:
    """What the self-check finds; empty when everything adds up."""
    with work(practice_id) as session:
        return check_ledger(session, NOW)
