-- Which children have a birthday, or are asked to a check-up, at a moment of this turn of the clock. Moments, leap
-- days and ages are worked out by the rule book, which names the birth dates to look for; here they meet children.
with greeting as materialized (
    select * from unnest(
        cast(:greeting_practice_id as bigint[]), cast(:greeting_rule_id as bigint[]),
        cast(:greeting_calendar as int[]), cast(:greeting_birth_date as date[]),
        cast(:greeting_occasion_on as date[]), cast(:greeting_try_number as int[]),
        cast(:greeting_seen_since as timestamptz[]), cast(:greeting_counted_since as timestamptz[]),
        cast(:greeting_nominal as timestamptz[]), cast(:greeting_send_at as timestamptz[]),
        cast(:greeting_last_useful as timestamptz[]), cast(:greeting_refusal as text[])
    ) as g (practice_id, rule_id, calendar, birth_date, occasion_on, try_number,
        seen_since, counted_since, nominal, send_at, last_useful, refusal)
), place as materialized (
    select * from unnest(
        cast(:place_rule_id as bigint[]), cast(:place_location_id as bigint[]), cast(:place_calendar as int[])
    ) as p (rule_id, location_id, calendar)
), marked as materialized (
    select practice_id, array_agg(lower(name)) as names
    from visit_type
    where well_visit and practice_id = any (:practice_ids)
    group by practice_id
)
insert into due_occurrence (
    practice_id, rule_id, saved_id, type, purpose, fixed, version, patient_id, day,
    nominal, send_at, last_useful, reason
)
select
    g.practice_id, g.rule_id, r.saved_id, r.type, r.purpose, r.fixed, g.try_number, c.id, g.occasion_on,
    g.nominal, g.send_at, g.last_useful, g.refusal
from greeting g
join plan_rule r on r.id = g.rule_id
join patient c on c.practice_id = g.practice_id and c.birth_date = g.birth_date and c.deceased_at is null
cross join lateral (
    select a.location_id, a.provider_id, a.starts_at
    from appointment a
    where a.patient_id = c.id and a.lifecycle in ('scheduled', 'arrived', 'completed', 'no_show')
    order by a.starts_at desc, a.id desc
    limit 1
) last
join place p on p.rule_id = g.rule_id and p.calendar = g.calendar and p.location_id = last.location_id
left join marked m on m.practice_id = g.practice_id
where last.starts_at >= g.seen_since
  and (r.location_ids = '{}' or last.location_id = any (r.location_ids))
  and (r.provider_ids = '{}' or last.provider_id = any (r.provider_ids))
  and (g.counted_since is null or not exists (
      select from appointment a
      where a.patient_id = c.id and a.lifecycle in ('scheduled', 'arrived', 'completed')
        and a.starts_at >= g.counted_since
        and case when m.names is null then lower(a.visit_type) ~ '(well|check|physical)'
                 else lower(a.visit_type) = any (m.names) end
  ))
