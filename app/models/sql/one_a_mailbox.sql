-- The same, to each mailbox once: the first contact keeps it.
, keeper as (
    select address_id, min(contact_id) as contact_id from judged where refusal is null group by address_id
)
select
    j.contact_id, j.name, j.patient_id, j.first_name, j.appointment_id as id, j.version, j.starts_at, j.zone,
    j.confidential, j.language, j.preference, j.channel, coalesce(j.address, '') as address,
    coalesce(j.refusal, case when s.contact_id <> j.contact_id then 'same_address' end) as refusal
from judged j
left join keeper s on s.address_id = j.address_id
where j.wanted
order by j.contact_id, j.starts_at, j.appointment_id, j.patient_id
