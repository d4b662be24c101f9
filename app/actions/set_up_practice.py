"""The first settings of a new practice: how it signs its texts, and whom it tells (product A2, D5, L5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.create_practice import SHORT_NAME_LIMIT
from app.actions.hold_visits import SHARED
from app.actions.tick_setup_step import tick_step
from app.actions.write_audit import Actor, write_audit
from app.domain.setup_steps import SetupStep
from app.feeds.addresses import read_email, read_phone
from app.models import DeliveryRulesRow, Department, Practice


def sign_practice(
    session: Session, now: datetime, actor: Actor, short_name: str, phone: str, address: str
) -> dict[str, str]:
    """What is wrong by field; empty when it was saved. ``phone`` is what families call, in any writing."""
    row = session.get_one(Practice, session.info["practice_id"], with_for_update=SHARED)
    read = read_phone(phone)
    errors = _errors(short_name, read.problem if phone else "Families need a number to call.")
    if errors:
        return errors
    wanted = {"short_name": short_name.strip(), "phone": read.value, "address": address.strip()}
    before = {field: getattr(row, field) for field in wanted if getattr(row, field) != wanted[field]}
    for field in before:
        setattr(row, field, wanted[field])
    if before:
        after = {field: wanted[field] for field in before}
        write_audit(session, now, actor, "change", "practice", row.id, before=before, after=after)
    return {}


def accept_rules(session: Session, now: datetime, actor: Actor, alert_email: str) -> dict[str, str]:
    """The delivery rules are right as they are; ``alert_email`` is where their department's alerts go.

    What is wrong by field; empty when it was saved.
    """
    read = read_email(alert_email)
    if read.problem:
        return {"alert_email": f"{read.problem} Write it like frontdesk@practice.example."}
    chosen = select(DeliveryRulesRow.department_id)
    row = session.scalars(select(Department).where(Department.id.in_(chosen))).one_or_none()
    if row is not None and row.email != read.value:
        before, row.email = row.email, read.value
        write_audit(
            session, now, actor, "change", "department", row.id,
            before={"email": before}, after={"email": read.value},
        )  # fmt: skip
    tick_step(session, now, actor, SetupStep.RULES)
    return {}


def _errors(short_name: str, phone_problem: str | None) -> dict[str, str]:
    errors = {}
    if not 1 <= len(short_name.strip()) <= SHORT_NAME_LIMIT:
        errors["short_name"] = (
            f"It stands in every text: 1 to {SHORT_NAME_LIMIT} letters, for example Willow Peds."
        )
    if phone_problem:
        errors["phone"] = f"{phone_problem} Write it like (937) 555-0142."
    return errors
