"""Staff set how freed times are offered (product J4): all fields at once, or nothing."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import Refused
from app.domain.waitlist_form import Offering, TypedOffering, read_offering
from app.models import WaitlistRules
from app.models.waitlist_facts import offer_settings
from app.queue import nudge


def change_waitlist_rules(
    session: Session, now: datetime, actor: Actor, typed: TypedOffering
) -> bool | Refused:
    """Did anything change? Otherwise what is wrong by field."""
    read = read_offering(typed)
    if not isinstance(read, Offering):
        return Refused({each.field: each.words for each in read})
    before, after = asdict(offer_settings(session)), asdict(read)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        save_waitlist_rules(session, now, read)
        write_audit(
            session, now, actor, "change", "waitlist_rules",
            before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
        )  # fmt: skip
        nudge(session, "offers")
    return bool(changed)


def save_waitlist_rules(session: Session, now: datetime, offering: Offering) -> None:
    """Write them in place of those there were."""
    values = {
        "auto": offering.auto,
        "batch": offering.batch,
        "every_minutes": offering.every_minutes,
        "offer_order": offering.order.value,
        "changed_at": now,
    }
    row = session.scalars(select(WaitlistRules)).one_or_none()
    if row is None:
        made = insert(WaitlistRules).values(practice_id=session.info["practice_id"], **values)
        session.execute(made.on_conflict_do_update(index_elements=["practice_id"], set_=values))
        return
    for name, value in values.items():
        setattr(row, name, value)
