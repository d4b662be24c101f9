-- Other appointments of the same contact on the same local day: they may be one visit with what goes (D7).
, told as (
    select distinct practice_id, appointment_id, starts_at, day, contact_id from going
), near as materialized (
    select t.contact_id, t.appointment_id as told_id, a.id as appointment_id
    from told t
    join practice p on p.id = t.practice_id
    left join delivery_rules s on s.practice_id = t.practice_id
    join patient_contact c on c.contact_id = t.contact_id
    join appointment a on a.patient_id = c.patient_id and a.id <> t.appointment_id
        and a.starts_at between t.starts_at - interval '2 days' and t.starts_at + interval '2 days'
    join location l on l.id = a.location_id
    where coalesce(s.sibling_mode, 'same_time') <> 'off'
      and (coalesce(s.sibling_mode, 'same_time') <> 'same_time' or a.starts_at = t.starts_at)
      and (a.starts_at at time zone coalesce(l.timezone, p.timezone))::date = t.day
)
insert into due_companion
select g.rule_id, n.appointment_id, g.contact_id
from going g join near n on n.contact_id = g.contact_id and n.told_id = g.appointment_id
union
select g.rule_id, g.appointment_id, g.contact_id
from going g join near n on n.contact_id = g.contact_id and n.told_id = g.appointment_id
