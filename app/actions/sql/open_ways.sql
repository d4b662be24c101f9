-- Those of the ways that reach the contact about the appointment.
select purpose, appointment_id, contact_id, array_agg(channel) as ways
from judged
where refusal is null
group by purpose, appointment_id, contact_id
