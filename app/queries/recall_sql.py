"""The children due for a check-up: ``app.domain.well_visits`` for a whole practice at once (product K5)."""

from __future__ import annotations

from sqlalchemy import text

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
  and (:provider_id = 0 or last.provider_id = :provider_id)
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
limit :most offset :after
""")
