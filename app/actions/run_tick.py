"""One turn of the clock as of a moment: sweep, plan, escalate, desk, waitlist, deliver, receipts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.actions.collect_receipts import collect_receipts
from app.actions.deliver_messages import Delivered, deliver_messages
from app.actions.drive_mailings import drive_mailings
from app.actions.escalate_messages import escalate_messages
from app.actions.offer_times import offer_times
from app.actions.plan_greetings import plan_greetings
from app.actions.plan_messages import plan_messages
from app.actions.plan_renewals import plan_renewals
from app.actions.sweep_messages import Swept, sweep_messages
from app.actions.watch_desk import watch_desk
from app.domain.reasons import Reason
from app.links import LinkSigner
from app.providers.port import Exits


@dataclass(frozen=True, slots=True)
class Tick:
    """What a turn did. ``planned`` and ``sent`` are messages; ``skipped`` counts those that do not go by
    reason, whether seen when planning or when sending; ``notices`` are alerts sent to departments.
    """

    at: datetime
    planned: int
    sent: int
    skipped: Mapping[str, int]
    superseded: int
    expired: int
    notices: int


def run_tick(
    now: datetime,
    exits: Exits,
    signer: LinkSigner,
    practice_id: int | None = None,
    *,
    dry_run: bool = False,
) -> Tick:
    """Turn the clock at ``now`` (UTC) for every practice, or for one, in transactions of its own.

    Turning it again for the same moment changes nothing. ``dry_run`` only works out what would be planned.
    """
    swept = Swept() if dry_run else sweep_messages(now, exits, practice_id)
    # Greetings first: planning the rest notes how far a practice is planned.
    planned = plan_greetings(now, practice_id, dry_run=dry_run)
    planned.add_all(plan_messages(now, practice_id, dry_run=dry_run))
    renewals = plan_renewals(now, practice_id, dry_run=dry_run)
    steps = 0 if dry_run else escalate_messages(now, practice_id)
    if not dry_run:
        watch_desk(now, signer.base_url, practice_id)
        offer_times(now, signer, practice_id)
    delivered = Delivered() if dry_run else _send(now, exits, signer, practice_id)
    skipped = Counter(planned.skipped) + delivered.dropped
    expired = skipped.pop(Reason.EXPIRED, 0)
    late_superseded = skipped.pop(Reason.SUPERSEDED, 0)
    return Tick(
        at=now,
        planned=planned.messages + renewals + steps,
        sent=delivered.sent,
        skipped=dict(sorted(skipped.items())),
        superseded=planned.superseded + late_superseded,
        expired=swept.expired + expired,
        notices=delivered.alerts,
    )


def _send(now: datetime, exits: Exits, signer: LinkSigner, practice_id: int | None) -> Delivered:
    """Send what is due, and of mailings the first fifty, then the rest as far as it may go now."""
    delivered = Delivered()
    more = True
    while more:
        more = drive_mailings(now, practice_id).released > 0
        delivered += deliver_messages(now, exits, signer, practice_id)
        collect_receipts(now, practice_id)
    return delivered
