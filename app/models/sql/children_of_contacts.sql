-- The children of contacts named one by one.
      and p.id in (select patient_id from patient_contact where contact_id = any (cast(:contact_ids as bigint[])))
)
