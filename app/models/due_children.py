"""The children due for a check-up: ``app.domain.well_visits`` for a whole practice at once (product K5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.greetings import seen_since
from app.domain.local_time import local_day, zone
from app.domain.well_visits import births_due, check_up_before
from app.models.greeting_facts import well_visit_types
from app.models.practice import Practice

DUE = text("""
with span as (
    select * from unnest(
        cast(:keys as text[]), cast(:born_from as date[]), cast(:born_to as date[]),
        cast(:months as int[]), cast(:days as int[]),
        cast(:months_before as int[]), cast(:days_before as int[])
    ) as s (key, born_from, born_to, months, days, months_before, days_before)
), child as (
    select
        s.key, c.id as patient_id, c.birth_date, c.last_name, c.first_name,
        (c.birth_date + make_interval(months => s.months))::date + s.days as due_on,
        (c.birth_date + make_interval(months => s.months_before))::date + s.days_before as before_on
    from span s
    join patient c on c.practice_id = :practice_id and c.birth_date between s.born_from and s.born_to
    where c.deceased_at is null
)
select
    c.key, c.patient_id, c.birth_date, c.due_on, last.location_id, count(*) over () as total
from child c
cross join lateral (
    select a.location_id, a.provider_id, a.starts_at
    from appointment a
    where a.patient_id = c.patient_id and a.lifecycle in ('scheduled', 'arrived', 'completed', 'no_show')
    order by a.starts_at desc, a.id desc
    limit 1
) last
join location l on l.id = last.location_id
join practice p on p.id = l.practice_id
where last.starts_at >= :seen_since
  and (cardinality(cast(:provider_ids as bigint[])) = 0 or last.provider_id = any (:provider_ids))
  and not exists (
      select from appointment a
      where a.patient_id = c.patient_id and a.lifecycle in ('scheduled', 'arrived', 'completed')
        and a.starts_at >= (c.before_on + (c.due_on - c.before_on) / 2)::timestamp
            at time zone coalesce(l.timezone, p.timezone)
        and case when cardinality(cast(:marked as text[])) = 0
                 then lower(a.visit_type) ~ '(well|check|physical)'
                 else lower(a.visit_type) = any (cast(:marked as text[])) end
  )
order by c.due_on desc, lower(c.last_name), lower(c.first_name), c.patient_id
limit cast(:most as bigint) offset :after
""")


def due_parameters(
    session: Session, today: date, place: ZoneInfo, check_up: str, provider_ids: Collection[int]
) -> dict[str, Any]:
    """What ``DUE`` is asked with, but for ``most`` and ``after``.

    ``today`` is the day in the practice's zone ``place``. ``check_up`` is its key, ``provider_ids`` are who
    saw the child last; empty ones mean all.
    """
    spans = [each for each in births_due(today) if check_up in ("", each.check_up.key)]
    before = [check_up_before(each.check_up) for each in spans]
    return {
        "practice_id": session.info["practice_id"],
        "keys": [each.check_up.key for each in spans],
        "born_from": [each.first for each in spans],
        "born_to": [each.last for each in spans],
        "months": [each.check_up.months for each in spans],
        "days": [each.check_up.days for each in spans],
        "months_before": [each.months if each else 0 for each in before],
        "days_before": [each.days if each else 0 for each in before],
        "seen_since": seen_since(today, place),
        "marked": sorted(well_visit_types(session)),
        "provider_ids": list(provider_ids),
    }


def due_children(session: Session, now: datetime, check_up: str, provider_ids: Collection[int]) -> list[int]:
    """The ids of all children of the session's practice who are due: see ``due_parameters``."""
    place = zone(session.get_one(Practice, session.info["practice_id"]).timezone)
    asked = due_parameters(session, local_day(now, place), place, check_up, provider_ids)
    rows = session.execute(DUE, asked | {"most": None, "after": 0})
    return [row.patient_id for row in rows]
