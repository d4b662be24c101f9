-- The same for contacts whose children may come together, without tangled ones: of each visit the earliest first.
, sent as (
    select rule_id, contact_id, channel, day, alone, visit_at, send_at, last_useful, appointment_id, nominal
    from gathered
    where goes and part is not null
    union all
    select
        d.rule_id, d.contact_id, d.channel, d.day, d.appointment_id, null,
        d.send_at, d.last_useful, d.appointment_id, d.nominal
    from due_pair d
    where d.leads and not exists (
        select from due_companion c
        where c.rule_id = d.rule_id and c.contact_id = d.contact_id and c.appointment_id = d.appointment_id
    )
)
select
    s.rule_id, s.contact_id, s.channel, min(s.send_at) as send_at, min(s.last_useful) as last_useful,
    array_agg(a.id order by a.starts_at, a.id) as appointment_ids,
    array_agg(s.nominal order by a.starts_at, a.id) as nominals,
    array_agg(a.location_id order by a.starts_at, a.id) as location_ids
from sent s
join appointment a on a.id = s.appointment_id
where s.rule_id = any (:coming) and s.contact_id = any (:reached) and not s.contact_id = any (:tangled)
group by s.rule_id, s.contact_id, s.channel, s.day, s.alone, s.visit_at
