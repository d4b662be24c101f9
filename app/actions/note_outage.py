"""Note how calls to a provider ended, and shut its gate when it does not work (product G8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.gates import Call, Gate, after_calls
from app.models import ProviderGate
from app.providers.port import Refused, Result, Unknown


def call_of(result: Result, *, probe: bool) -> Call:
    """What a result says about the way out. A refusal of one message shows that the way works."""
    if isinstance(result, Unknown):
        return Call(result.why, probe=probe)
    if isinstance(result, Refused) and result.outage:
        return Call(result.category, result.after, probe)
    return Call(probe=probe)


def note_outage(session: Session, now: datetime, provider: str, calls: Sequence[Call]) -> Gate:
    """Write down what these calls, which ended by ``now`` (UTC), mean for the provider's gate.

    The session must see every practice.
    """
    row = session.scalar(select(ProviderGate).where(ProviderGate.provider == provider).with_for_update())
    if row is None:
        row = ProviderGate(provider=provider, filled_at=now, tokens=0, failures=0, reason="")
        session.add(row)
    gate = after_calls(_gate(row), now, calls)
    row.failures, row.reason = gate.failures, gate.reason
    row.opened_at, row.open_until = gate.shut_at, gate.until
    return gate


def read_gates(session: Session) -> dict[str, Gate]:
    """The gate of every provider that was ever used, by name."""
    return {row.provider: _gate(row) for row in session.scalars(select(ProviderGate))}


def _gate(row: ProviderGate) -> Gate:
    return Gate(row.failures, row.reason, row.opened_at, row.open_until)
