-- One number a message; its lines are the children of one visit, in order of start. Skipped and superseded
-- ones are written down too, a message with one line each (D2, C3).
with recursive mode as (
    select p.id as practice_id, coalesce(s.sibling_mode, 'same_time') as siblings
    from practice p left join delivery_rules s on s.practice_id = p.id
    where p.id = any (:practice_ids)
), anchor as (
    -- Within 60 minutes: the next visit of the day begins with the first start out of reach of the last.
    select r.rule_id, r.contact_id, r.day, min(r.starts_at) as at
    from due_rider r join mode m on m.practice_id = r.practice_id and m.siblings = 'within_60_minutes'
    where r.alone is null
    group by r.rule_id, r.contact_id, r.day
    union all
    select a.rule_id, a.contact_id, a.day, (
        select min(r.starts_at) from due_rider r
        where r.rule_id = a.rule_id and r.contact_id = a.contact_id and r.day = a.day
          and r.alone is null and r.starts_at > a.at + interval '60 minutes'
    )
    from anchor a
    where a.at is not null
), member as (
    select r.*, case m.siblings
        when 'same_time' then r.starts_at
        when 'within_60_minutes' then (
            select max(a.at) from anchor a
            where a.rule_id = r.rule_id and a.contact_id = r.contact_id and a.day = r.day
              and a.at <= r.starts_at
        ) end as visit_at
    from due_rider r join mode m on m.practice_id = r.practice_id
), gathered as (
    select *, bool_or(part = 'leads') over visit as goes from member
    window visit as (partition by rule_id, contact_id, day, alone, visit_at)
), line as (
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
