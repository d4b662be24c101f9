-- The messages themselves, to contacts who may hear again over another channel.
select
    r.rule_id, r.contact_id, r.channel, greatest(r.send_at, :now) as at, r.last_useful,
    array[r.appointment_id] as appointment_ids, array[r.nominal] as nominals, array[a.location_id] as location_ids
from ranked r
join appointment a on a.id = r.appointment_id
where r.leads and r.rule_id = any (:coming) and r.contact_id = any (:reached)
