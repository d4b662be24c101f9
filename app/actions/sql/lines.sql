-- One number a message; its lines are the children of one visit, in order of start. Skipped and superseded
-- ones are written down too, a message with one line each (D2, C3).
, line as (
    select
        practice_id, rule_id, type, contact_id, channel, address, appointment_id, version,
        'queued' as status, cast(null as text) as reason,
        first_value(appointment_id) over seats as head, first_value(version) over seats as head_version,
        min(send_at) over visit as due_at, min(last_useful) over visit as expires_at
    from gathered
    where goes and part is not null
    window visit as (partition by rule_id, contact_id, day, alone, visit_at),
        seats as (partition by rule_id, contact_id, day, alone, visit_at order by starts_at, appointment_id)
    union all
    select
        practice_id, rule_id, type, contact_id, channel, address, appointment_id, version,
        case when leads then 'queued' else 'skipped' end,
        case when not leads then coalesce(reason, 'superseded') end,
        appointment_id, version, coalesce(send_at, nominal), last_useful
    from due_pair d
    where not leads or not exists (
        select from due_companion c
        where c.rule_id = d.rule_id and c.contact_id = d.contact_id and c.appointment_id = d.appointment_id
    )
)
insert into plan_line
select
    dense_rank() over (order by practice_id, rule_id, contact_id, head),
    appointment_id = head,
    'r' || rule_id || '/c' || contact_id || '/a' || head || '/v' || head_version,
    practice_id, rule_id, type, contact_id, channel, address, appointment_id, version, status, reason,
    due_at, expires_at
from line
