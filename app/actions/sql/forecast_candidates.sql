-- Everything that can still happen to these contacts, for the rule book to go through moment by moment.
with chance as (
    select rule_id, appointment_id, version, contact_id, channel, nominal, send_at, last_useful, false as decided
    from due_pair
    where reason is null and contact_id = any (:tangled)
    union all
    select rule_id, appointment_id, version, contact_id, channel, nominal, send_at, last_useful, decided
    from due_rider r
    where contact_id = any (:tangled) and (decided or not exists (
        select from due_pair d
        where d.reason is null and d.rule_id = r.rule_id and d.contact_id = r.contact_id
          and d.appointment_id = r.appointment_id
    ))
)
select
    c.rule_id, c.contact_id, c.channel, c.nominal, c.send_at, c.last_useful, c.decided,
    a.*, coalesce(l.timezone, p.timezone) as zone,
    exists (
        select from due_rider r where r.appointment_id = a.id and r.alone is not null
    ) as confidential
from chance c
join appointment a on a.id = c.appointment_id
join location l on l.id = a.location_id
join practice p on p.id = a.practice_id
order by c.contact_id, c.rule_id, a.id
