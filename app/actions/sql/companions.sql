-- Other appointments of the same contact on the same local day: they may be one visit with what is due (D7).
with near as (
    select distinct w.rule_id, a.id as appointment_id, w.contact_id
    from due_pair w
    join practice p on p.id = w.practice_id
    left join delivery_rules s on s.practice_id = w.practice_id
    join patient_contact c on c.contact_id = w.contact_id
    join appointment a on a.patient_id = c.patient_id and a.id <> w.appointment_id
        and a.starts_at between w.starts_at - interval '2 days' and w.starts_at + interval '2 days'
    join location l on l.id = a.location_id
    where (w.leads or (:all_that_pass and w.reason is null))
      and coalesce(s.sibling_mode, 'same_time') <> 'off'
      and (coalesce(s.sibling_mode, 'same_time') <> 'same_time' or a.starts_at = w.starts_at)
      and (a.starts_at at time zone coalesce(l.timezone, p.timezone))::date = w.day
)
insert into due_companion
select * from near
union
select w.rule_id, w.appointment_id, w.contact_id
from due_pair w
where (w.leads or (:all_that_pass and w.reason is null)) and exists (select from near n where n.rule_id = w.rule_id and n.contact_id = w.contact_id)
