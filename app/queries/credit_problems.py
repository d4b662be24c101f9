"""What stands still for want of credit, and a ledger that does not add up (product L3)."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.outcomes import MessageStatus
from app.domain.problems import Problem, ProblemKind
from app.models import Message, Plan


def credit_problems(session: Session) -> list[Problem]:
    """One problem for all messages that wait, one for the ledger."""
    waiting = session.scalar(
        select(func.count()).select_from(Message).where(Message.status == MessageStatus.NO_CREDIT)
    )
    fault = session.scalar(select(Plan.fault).where(Plan.fault != ""))
    found = []
    if waiting:
        found.append(Problem(ProblemKind.NO_CREDIT, _waiting_words(waiting)))
    if fault:
        words = (
            f"Last night's check of the plan found: {fault} Nothing was changed. Tell whoever runs Deskbell."
        )
        found.append(Problem(ProblemKind.LEDGER_FAULT, words))
    return found


def _waiting_words(number: int) -> str:
    one = "1 message waits for credit. It goes out as soon as somebody adds credits or money on the page Plan"
    many = (
        f"{number:,} messages wait for credit. They go out as soon as somebody adds credits or money on the"
        " page Plan"
    )
    return f"{one if number == 1 else many}; what comes too late to be of use is not sent."
