-- Appointments among those that the family has answered for in their present version (E7).
select distinct o.appointment_id
from due_occurrence o
join appointment a on a.id = o.appointment_id
where a.confirmation in ('confirmed', 'cancel_requested') or exists (
    select from answer n
    where n.appointment_id = a.id and n.version = a.version and n.undone_at is null
)
