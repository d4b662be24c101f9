-- Children found before: those due for a check-up.
      and p.id = any (cast(:patient_ids as bigint[]))
)
