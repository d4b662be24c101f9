with message_head as (
    insert into message (
        practice_id, key, type, rule_id, contact_id, channel, address, status, reason,
        due_at, expires_at, created_at, settled_at
    )
    select
        practice_id, key, type, rule_id, contact_id, channel, address, status, reason,
        due_at, expires_at, :now, case when status = 'skipped' then cast(:now as timestamptz) end
    from plan_line
    where first and number > :after and number <= :upto
    order by number
    on conflict (practice_id, key) do nothing
    returning id, practice_id, key
)
insert into message_line (practice_id, message_id, rule_id, appointment_id, version, contact_id, channel)
select l.practice_id, h.id, l.rule_id, l.appointment_id, l.version, l.contact_id, l.channel
from plan_line l
join message_head h on h.practice_id = l.practice_id and h.key = l.key
where l.number > :after and l.number <= :upto
on conflict do nothing
