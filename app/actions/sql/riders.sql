-- Every appointment of those visits that passes, whatever became of it before: visits are formed from all, so
-- that a visit stays the same when one of its children was told earlier. It rides along if its own moment
-- is still to come and no other message about it goes to this contact now.
insert into due_rider
select
    j.practice_id, j.rule_id, j.type, j.appointment_id, j.version, j.starts_at, j.day,
    case when j.confidential then j.appointment_id end, j.contact_id,
    j.channel, j.address, j.nominal, j.send_at, j.last_useful, j.decided,
    case
        when d.leads then 'leads'
        when not j.decided and j.last_useful >= :now and j.send_at > :until and not exists (
            select from due_pair w
            where w.leads and w.appointment_id = j.appointment_id and w.contact_id = j.contact_id
              and (w.rule_id = j.rule_id or w.family = j.family)
        ) then 'rides'
    end
from judged j
join due_companion c on c.rule_id = j.rule_id and c.appointment_id = j.appointment_id
    and c.contact_id = j.contact_id
left join due_pair d on d.rule_id = j.rule_id and d.appointment_id = j.appointment_id
    and d.contact_id = j.contact_id
where j.refusal is null and j.send_at is not null
