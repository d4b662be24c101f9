-- A row a contact and child, or visit.
select
    contact_id, name, patient_id, first_name, appointment_id as id, version, starts_at, zone, confidential,
    language, preference, channel, coalesce(address, '') as address, refusal
from judged
order by contact_id, starts_at, appointment_id, patient_id
