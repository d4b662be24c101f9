"""Write down what of a demo practice's staff ends."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.change_renewals import add_renewal
from app.actions.demo.story import Story
from app.actions.write_audit import Actor
from app.actions.write_changes import Refused
from app.domain.local_time import local_day
from app.domain.renewals import TypedRenewal
from app.models import StaffUser


def write_renewals(session: Session, actor: Actor, story: Story) -> None:
    """As it was known when the practice began."""
    people = {row.email: row.id for row in session.scalars(select(StaffUser))}
    today = local_day(story.now, story.place)
    for told in story.told.get("renewals", ()):
        due_on = today + timedelta(days=told["day"])
        typed = TypedRenewal(people[told["of"]], told["what"], due_on.isoformat())
        result = add_renewal(session, story.begins, actor, typed)
        if isinstance(result, Refused):
            raise TypeError(f"the demo's {told['what']} cannot end: {result.faults}")
