"""Say what the next message to an address shall meet in the sandbox (product G1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.domain.failures import failure_of
from app.feeds.addresses import ReadAddress, read_email, read_mail, read_phone
from app.models import SandboxOutcome
from app.providers.port import ForcedOutcome

USUAL = ""
"""The choice that takes a forced outcome back: the next message arrives as usual."""


def force_outcome(
    session: Session, now: datetime, actor: Actor, address: str, outcome: str, category: str = ""
) -> dict[str, str]:
    """The fields that cannot be used with words, or ``{}``. It holds for one message and is then used up.

    ``category`` says why a bounce came back; empty for the usual reason.
    """
    read = _read(address)
    if read.problem:
        return {"address": f"{read.problem} Write a number like (937) 555-0142, or an email address."}
    if outcome != USUAL and outcome not in set(ForcedOutcome):
        return {"outcome": "Choose one of the offered outcomes."}
    why = failure_of(category) if outcome == ForcedOutcome.BOUNCE else None
    _keep(session, read.value, outcome, why or "")
    write_audit(session, now, actor, "force", "sandbox_outcome", after={"outcome": outcome or "usual"})
    return {}


def _read(address: str) -> ReadAddress:
    if "@" in address:
        return read_email(address)
    return read_mail(address) if "," in address else read_phone(address)


def _keep(session: Session, address: str, outcome: str, category: str) -> None:
    if outcome == USUAL:
        session.execute(delete(SandboxOutcome).where(SandboxOutcome.address == address))
        return
    kept = insert(SandboxOutcome).values(
        practice_id=session.info["practice_id"], address=address, outcome=outcome, category=category
    )
    session.execute(
        kept.on_conflict_do_update(
            index_elements=["practice_id", "address"],
            set_={"outcome": kept.excluded.outcome, "category": kept.excluded.category},
        )
    )
