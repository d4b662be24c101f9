-- Contacts for whom one message can change what another says: a child may ride along before its own moment.
select distinct contact_id
from (
    select contact_id
    from gathered
    where not decided
    group by rule_id, contact_id, day, alone, visit_at
    having min(greatest(send_at, :now)) < max(greatest(send_at, :now))
) as visit
