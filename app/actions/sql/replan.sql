-- Appointments that asked to be looked at whatever their moments are: new, moved, or with changed contacts.
insert into due_replan (appointment_id, seen)
select id, xmin::text
from appointment
where replan and practice_id = any (:practice_ids)
order by practice_id, id
limit :most
