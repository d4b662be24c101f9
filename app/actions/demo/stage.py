"""Make a demo practice: its offices, doctors, departments and accounts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from decimal import Decimal
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.buy_credit import order_credit
from app.actions.choose_plan import choose_plan
from app.actions.create_practice import NewPractice, create_practice
from app.actions.create_staff import create_staff
from app.actions.demo.own_words import add_own_words
from app.actions.demo.story import Story
from app.actions.start_import import SOURCE
from app.actions.write_audit import Actor
from app.domain.plans import PlanKind, Unit
from app.feeds.addresses import read_phone
from app.models import Department, FeedSource, Location, Practice, Provider, RoutingRule, RuleRow, VisitType

PASSWORD = "deskbell-demo"  # noqa: S105 - printed wherever the demo is offered

# The password is no secret, so a hash that is quick to make costs nothing.
_QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def make_practice(session: Session, actor: Actor, story: Story) -> int:
    """The new practice's id; the clock leaves it alone until it is no longer ``setting_up``.

    The session may see every practice; from here on it sees the new one. Raises UnusableStaff when
    one of the demo's addresses has an account elsewhere.
    """
    told = story.told
    wanted = NewPractice(
        slug=told["slug"],
        name=told["name"],
        timezone=told["timezone"],
        short_name=told["short_name"],
        phone=read_phone(told["phone"]).value,
        address=told["address"],
        location=told["locations"][0]["name"],
    )
    practice_id = create_practice(session, story.begins, actor, wanted)
    practice = session.get_one(Practice, practice_id)
    practice.demo = practice.setting_up = True
    _add_places(session, told)
    _add_types(session, told)
    _add_providers(session, told)
    for department in session.scalars(select(Department)):
        department.email = told["departments"][department.name]
    session.flush()
    _add_routing(session, told)
    _add_staff(session, actor, story)
    _turn_on(session, story)
    add_own_words(session, story)
    _add_plan(session, actor, story)
    return practice_id


def _add_places(session: Session, told: Mapping[str, Any]) -> None:
    for place in told["locations"][1:]:
        begins, ends = (time.fromisoformat(each) for each in place["window"])
        session.add(
            Location(
                name=place["name"],
                phone=read_phone(place["phone"]).value,
                address=place["address"],
                window_from=begins,
                window_to=ends,
                days=list(range(7)),
                deadline_hours=place["deadline"],
            )
        )


def _add_types(session: Session, told: Mapping[str, Any]) -> None:
    session.add_all(VisitType(**each) for each in told["visit_types"])


def _add_routing(session: Session, told: Mapping[str, Any]) -> None:
    departments = {row.name: row.id for row in session.scalars(select(Department))}
    for position, each in enumerate(told["routing"], 1):
        department_id = departments[each["to"]]
        session.add(RoutingRule(position=position, department_id=department_id, visit_types=each["types"]))


def _turn_on(session: Session, story: Story) -> None:
    """What a new practice has as a draft and this one uses from one of its first mornings."""
    days = story.told.get("turned_on", {})
    for rule in session.scalars(select(RuleRow).where(RuleRow.type.in_(days))):
        rule.state, rule.enabled_at = "enabled", story.begins + timedelta(days=days[rule.type])


def _add_providers(session: Session, told: Mapping[str, Any]) -> None:
    """Known by the same numbers as in a practice's files, so that an import meets them."""
    source = FeedSource(name=SOURCE, status_map={})
    session.add(source)
    session.flush()
    for each in told["providers"]:
        session.add(
            Provider(
                source_id=source.id,
                external_id=each["id"],
                name=each["name"],
                name_es=each["name_es"],
                spoken_name=each["spoken_name"],
                video_url=each.get("video_url", ""),
            )
        )


def _add_plan(session: Session, actor: Actor, story: Story) -> None:
    """Credits bought on the day the practice began; a practice that bought none has the unlimited plan."""
    if "credits" not in story.told:
        return
    bought = story.begins - timedelta(weeks=story.told.get("past_weeks", 0))
    choose_plan(session, bought, actor, PlanKind.CREDITS)
    order_credit(session, bought, actor, Decimal(story.told["credits"]), Unit.CREDITS)


def _add_staff(session: Session, actor: Actor, story: Story) -> None:
    for each in story.told["staff"]:
        create_staff(
            session,
            story.begins,
            actor,
            each["email"],
            each["name"],
            each["group"],
            PASSWORD,
            department=each.get("department"),
            hasher=_QUICK,
        )
