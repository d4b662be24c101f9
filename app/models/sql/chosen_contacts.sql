-- The contacts that are looked at now, in the order of their ids.
, chosen as materialized (
    select distinct c.contact_id
    from target t
    join patient_contact c on c.patient_id = t.patient_id
    join contact k on k.id = c.contact_id
    join practice q on q.id = k.practice_id
    where c.contact_id > :after
      and (cardinality(cast(:contact_ids as bigint[])) = 0 or c.contact_id = any (:contact_ids))
      and (cast(:language as text) is null
           or case when k.language = any (q.languages) then k.language else q.fallback_language end = cast(:language as text))
    order by c.contact_id
    limit cast(:most as bigint)
)
