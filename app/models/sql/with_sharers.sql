-- To each mailbox once: who before those looked at now has the same one has to be known too.
, looked_at as (
    select contact_id, true as wanted from chosen
    union all
    select distinct o.id, false
    from chosen h
    join contact k on k.id = h.contact_id
    join contact o on o.email_id = k.email_id and o.id <= :after
    join practice q on q.id = o.practice_id
    join patient_contact c on c.contact_id = o.id
    join target t on t.patient_id = c.patient_id
    where (cardinality(cast(:contact_ids as bigint[])) = 0 or o.id = any (:contact_ids))
      and (cast(:language as text) is null
           or case when o.language = any (q.languages) then o.language else q.fallback_language end = cast(:language as text))
)
