-- The messages themselves, to contacts who may hear again over another channel, about visits that one goes on
-- about: no other can meet its steps.
select r.rule_id, r.contact_id, r.channel, r.send_at, r.last_useful, r.appointment_id, r.nominal, a.location_id
from ranked r
join appointment a on a.id = r.appointment_id
where r.leads and r.rule_id = any (:coming) and r.contact_id = any (:reached)
  and r.appointment_id in (select appointment_id from due_occurrence)
