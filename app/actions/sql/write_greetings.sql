with message_head as (
    insert into message (
        practice_id, key, type, rule_id, contact_id, channel, address, status, reason,
        due_at, expires_at, created_at, settled_at
    )
    select
        practice_id, key, type, rule_id, contact_id, channel, address,
        case when reason is null then 'queued' else 'skipped' end, reason,
        due_at, expires_at, :now, case when reason is not null then cast(:now as timestamptz) end
    from plan_greeting
    order by practice_id, due_at, key
    on conflict (practice_id, key) do nothing
    returning id, practice_id, key
)
insert into message_patient (
    practice_id, message_id, rule_id, patient_id, contact_id, occasion_on, try_number
)
select g.practice_id, h.id, g.rule_id, g.patient_id, g.contact_id, g.occasion_on, g.try_number
from plan_greeting g
join message_head h on h.practice_id = g.practice_id and h.key = g.key
