-- Visits named one by one.
      and a.id = any (cast(:appointment_ids as bigint[]))
)
