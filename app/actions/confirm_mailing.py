"""Confirm a mailing: nothing goes without the number and the cost somebody was shown (product K1, L2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import Refused
from app.domain.mailing_form import FURTHEST
from app.domain.mailings import MailingState, may_become
from app.models import Mailing
from app.models.quote import quote
from app.models.recipients import count_recipients, question_of
from app.queue import nudge

NOBODY = "Nobody is left on the list, so nothing can be sent. Change who it goes to."
BEGUN = "This mailing was confirmed before. Its page shows how far it is."
PAST = "The broadcast date has passed. Choose a later one, or send it now."
TOO_FAR = "The broadcast date is more than a year ahead. Choose an earlier one."


@dataclass(frozen=True, slots=True)
class MailingSeen:
    """What somebody was shown: messages that go, and their cost in the plan's unit, 0 without one."""

    recipients: int
    cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """It is on its way, or waits for its date."""

    mailing_id: int
    scheduled: bool


@dataclass(frozen=True, slots=True)
class ListChanged:
    """Nothing is sent: the list, or what it costs, is not what was shown any more; ``now`` it is this."""

    seen: MailingSeen
    now: MailingSeen


def confirm_mailing(
    session: Session,
    now: datetime,
    actor: Actor,
    mailing_id: int,
    send_at: datetime | None,
    seen: MailingSeen,
) -> Confirmed | ListChanged | Refused | None:
    """Send a draft at ``send_at`` (UTC), or at once where that is None. None for one the practice has not.

    Who gets it is asked anew when it begins: whoever takes back consent until then gets nothing. The
    faults of a refusal are by field, "send_at" or "" for the whole.
    """
    mailing = session.scalar(select(Mailing).where(Mailing.id == mailing_id).with_for_update())
    if mailing is None:
        return None
    refusal = _refusal(now, mailing, send_at)
    if refusal:
        return refusal
    found = _as_of(session, now, mailing)
    if not found.recipients:
        return Refused({"": NOBODY})
    if found != seen:
        return ListChanged(seen, found)
    return _confirm(session, now, actor, mailing, send_at, found)


def _refusal(now: datetime, mailing: Mailing, send_at: datetime | None) -> Refused | None:
    if not may_become(MailingState(mailing.state), MailingState.SCHEDULED) or mailing.confirmed_at:
        return Refused({"": BEGUN})
    if send_at is None or now < send_at <= now + FURTHEST:
        return None
    return Refused({"send_at": PAST if send_at <= now else TOO_FAR})


def _as_of(session: Session, now: datetime, mailing: Mailing) -> MailingSeen:
    counts = count_recipients(session, now, question_of(mailing))
    told = quote(session, counts.by_channel)
    return MailingSeen(counts.going, told.cost if told else Decimal(0))


def _confirm(
    session: Session,
    now: datetime,
    actor: Actor,
    mailing: Mailing,
    send_at: datetime | None,
    told: MailingSeen,
) -> Confirmed:
    mailing.state = MailingState.SCHEDULED if send_at else MailingState.RUNNING
    mailing.send_at = send_at or now
    mailing.recipients, mailing.cost = told.recipients, told.cost
    mailing.confirmed_at = mailing.changed_at = now
    mailing.confirmed_by = actor.staff_id
    session.flush()
    after = {"recipients": told.recipients, "cost": str(told.cost), "send_at": mailing.send_at.isoformat()}
    write_audit(session, now, actor, "confirm", "mailing", mailing.id, after=after)
    nudge(session, "mailings")
    return Confirmed(mailing.id, scheduled=send_at is not None)
