-- Which rule to hold against which appointment: those whose moment can lie in this turn of the clock, found by
-- index from the moment's side, and those that asked. A lateral with offset 0 is a range of the index and
-- never a walk through the table.
with scan as materialized (
    select * from unnest(
        cast(:scan_practice_id as bigint[]), cast(:scan_rule_id as bigint[]), cast(:scan_anchor as text[]),
        cast(:scan_since as timestamptz[]), cast(:scan_until as timestamptz[])
    ) as s (practice_id, rule_id, anchor, scan_from, scan_to)
), found as (
    select s.rule_id, a.*
    from scan s cross join lateral (
        select * from appointment
        where practice_id = s.practice_id and starts_at between s.scan_from and s.scan_to and not replan
        offset 0
    ) a
    where s.anchor in ('start', 'after_start')
    union all
    select s.rule_id, a.*
    from scan s cross join lateral (
        select * from appointment
        where practice_id = s.practice_id and not replan
          and starts_at between s.scan_from - interval '1 day' and s.scan_to
          and starts_at + minutes * interval '1 minute' between s.scan_from and s.scan_to
        offset 0
    ) a
    where s.anchor = 'end'
    union all
    select s.rule_id, a.*
    from scan s cross join lateral (
        select * from appointment
        where practice_id = s.practice_id and version_at between s.scan_from and s.scan_to and not replan
        offset 0
    ) a
    where s.anchor in ('creation', 'change')
    union all
    select s.rule_id, a.*
    from scan s cross join lateral (
        select * from appointment
        where practice_id = s.practice_id and cancelled_at between s.scan_from and s.scan_to and not replan
        offset 0
    ) a
    where s.anchor = 'cancellation'
    union all
    select r.id, a.*
    from due_replan d
    cross join lateral (select * from appointment where id = d.appointment_id offset 0) a
    join plan_rule r on r.practice_id = a.practice_id
)
