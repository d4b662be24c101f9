"""The sandbox: takes every message and lets nothing leave the house (product G1).

What it took is in ``sandbox_delivery``, in a transaction of its own as with a real vendor, so it is
there even when our side is killed before it could note the answer. ``times`` counts how often a
message came in: more than one means that we sent a family the same message twice.
"""

from __future__ import annotations

from concurrent.futures import Future
from datetime import datetime, timedelta

from sqlalchemy import text

from app.domain.failures import Failure
from app.extensions import db
from app.providers.port import SANDBOX, Accepted, Envelope, ForcedOutcome, Refused, Result, Unknown

SLOW = timedelta(minutes=10)
"""How late a receipt comes when staff asked for a delay."""

ABSENT = Failure.ABSENT
"""The category of a message that the provider surely never got."""

# One statement, so that a forced outcome is used up by exactly one message. A message that comes
# again is only counted: its first arrival stands.
_TAKE = text("""
with forced as (
    delete from sandbox_outcome
    where practice_id = :practice_id and address = :address
    returning outcome, category
), met as (
    select coalesce((select outcome from forced), 'delivered') as outcome,
        coalesce((select category from forced), '') as category
)
insert into sandbox_delivery
    (practice_id, reference, channel, sender, address, subject, body, html,
     arrived_at, outcome, category, receipt_due_at)
select :practice_id, :reference, :channel, :sender, :address, :subject, :body, :html, :now, outcome, category,
    case when outcome in ('no_receipt', 'unknown') then null
        -- A letter has arrived when staff say that they printed it.
        when outcome = 'delivered' and cast(:channel as text) = 'letter' then null
        when outcome = 'delay' then cast(:slow as timestamptz) else cast(:now as timestamptz) end
from met where outcome <> 'refuse'
on conflict (reference) do update set times = sandbox_delivery.times + 1
returning outcome
""")

_FIND = text(
    "select outcome from sandbox_delivery where practice_id = :practice_id and reference = :reference"
)


class SandboxProvider:
    """A way out for any channel that ends on the sandbox page. Needs an application context."""

    name = SANDBOX
    rate: float | None = None

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]:
        """Done when it returns: see ``_take``."""
        done: Future[Result] = Future()
        done.set_result(self._take(envelope, now))
        return done

    def _take(self, envelope: Envelope, now: datetime) -> Result:
        """Take the message, unless staff forced a refusal (once) or no answer (once) for its address."""
        with db.engine.begin() as connection:
            outcome = connection.scalar(_TAKE, _columns(envelope, now))
        if outcome is None:
            return Refused(Failure.NO_CONNECTION, retry=True)
        if outcome == ForcedOutcome.UNKNOWN:
            return Unknown(Failure.VENDOR_SILENT)
        return Accepted(f"sandbox-{envelope.reference}")

    def find(self, practice_id: int, reference: str) -> Result | None:
        """Whether the message arrived; None for one whose answer was forced to stay away."""
        with db.engine.begin() as connection:
            outcome = connection.scalar(_FIND, {"practice_id": practice_id, "reference": reference})
        if outcome is None:
            return Refused(ABSENT, retry=True)
        return None if outcome == ForcedOutcome.UNKNOWN else Accepted(f"sandbox-{reference}")


def _columns(envelope: Envelope, now: datetime) -> dict[str, object]:
    return {
        "practice_id": envelope.practice_id,
        "reference": envelope.reference,
        "channel": envelope.channel,
        "sender": envelope.sender,
        "address": envelope.address,
        "subject": envelope.subject,
        "body": envelope.body,
        "html": envelope.html,
        "now": now,
        "slow": now + SLOW,
    }
