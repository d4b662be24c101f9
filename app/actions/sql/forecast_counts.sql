-- The same for contacts whose children may come together. What happens to tangled ones is not counted here,
-- except for messages that fail whatever else happens.
, told as (
    select rule_id, channel, cast(null as text) as reason
    from gathered
    where goes and part is not null and not contact_id = any (:tangled)
    group by rule_id, contact_id, day, alone, visit_at, channel
    union all
    select rule_id, case when leads then channel end, case when not leads then coalesce(reason, 'superseded') end
    from due_pair d
    where case
        when reason is not null then true
        when contact_id = any (:tangled) then false
        else not leads or not exists (
            select from due_companion c
            where c.rule_id = d.rule_id and c.contact_id = d.contact_id and c.appointment_id = d.appointment_id
        ) end
)
select rule_id, channel, reason, count(*) as messages
from told
group by rule_id, channel, reason
