-- The same for contacts whose children may come together, without tangled ones.
select
    g.rule_id, g.contact_id, g.channel, greatest(min(g.send_at), :now) as at, min(g.last_useful) as last_useful,
    array_agg(g.appointment_id order by g.starts_at, g.appointment_id) as appointment_ids,
    array_agg(g.nominal order by g.starts_at, g.appointment_id) as nominals,
    array_agg(a.location_id order by g.starts_at, g.appointment_id) as location_ids
from gathered g
join appointment a on a.id = g.appointment_id
where g.goes and g.part is not null and g.rule_id = any (:coming) and g.contact_id = any (:reached)
  and not g.contact_id = any (:tangled)
group by g.rule_id, g.contact_id, g.day, g.alone, g.visit_at, g.channel
union all
select
    d.rule_id, d.contact_id, d.channel, greatest(d.send_at, :now), d.last_useful,
    array[d.appointment_id], array[d.nominal], array[a.location_id]
from due_pair d
join appointment a on a.id = d.appointment_id
where d.leads and d.rule_id = any (:coming) and d.contact_id = any (:reached)
  and not d.contact_id = any (:tangled)
  and not exists (
      select from due_companion c
      where c.rule_id = d.rule_id and c.contact_id = d.contact_id and c.appointment_id = d.appointment_id
  )
