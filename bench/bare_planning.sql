-- The least that plans this one practice: written for its zone, window and three rules, and nothing else.
create temp table bare on commit drop as
with due as (
    select 1 as rule_id, id, version, patient_id, starts_at, starts_at - interval '72 hours' as at from appointment
    where practice_id = 1 and starts_at > cast(:since as timestamptz) + interval '72 hours' and starts_at <= cast(:now as timestamptz) + interval '72 hours'
      and lifecycle = 'scheduled' and confirmation in ('none', 'out_of_reach') and not blocked
    union all
    select 2, id, version, patient_id, starts_at, starts_at - interval '24 hours' from appointment
    where practice_id = 1 and starts_at > cast(:since as timestamptz) + interval '24 hours' and starts_at <= cast(:now as timestamptz) + interval '24 hours'
      and lifecycle = 'scheduled' and confirmation in ('none', 'confirmed', 'out_of_reach') and not blocked
    union all
    -- Two hours before the first visits of the day it is not yet eight.
    select 3, id, version, patient_id, starts_at, greatest(starts_at - interval '2 hours',
        date_trunc('day', starts_at, 'America/New_York') + interval '8 hours') from appointment
    where practice_id = 1 and starts_at > cast(:since as timestamptz) + interval '2 hours' and starts_at <= cast(:now as timestamptz) + interval '2 hours'
      and lifecycle = 'scheduled' and confirmation in ('none', 'confirmed', 'out_of_reach') and not blocked
), met as (
    select d.*, c.contact_id, a.value as address,
        case when c.end_date is not null then 'ended' when k.prefers_reminders is null then 'no_preference'
            when not 'reminders:text' = any (c.consents) then 'no_consent' when a.id is null then 'no_address'
            when d.starts_at - interval '15 minutes' < :now then 'too_late' end as reason
    from due d
    join patient_contact c on c.patient_id = d.patient_id
    join contact k on k.id = c.contact_id
    left join address a on a.id = k.cell_id
    where (d.at at time zone 'America/New_York')::time between '08:00' and '19:59:59'
      and not exists (select from message_line l where l.rule_id = d.rule_id and l.appointment_id = d.id
                      and l.version = d.version and l.contact_id = c.contact_id)
), ranked as (
    select *, row_number() over (partition by id, contact_id, reason is null order by at desc) as turn from met
)
select *, case when reason is null and turn > 1 then 'superseded' else reason end as why,
    case when reason is null and turn = 1
        then min(id) over (partition by rule_id, contact_id, starts_at, reason is null and turn = 1) else id end as head
from ranked;

analyze bare;

insert into message (practice_id, key, type, rule_id, contact_id, channel, address, status, reason,
    due_at, expires_at, created_at)
select 1, rule_id || '/' || contact_id || '/' || head, 'reminder', rule_id, contact_id, 'text', coalesce(address, ''),
    case when why is null then 'queued' else 'skipped' end, why, at, starts_at - interval '15 minutes', :now
from bare where id = head
on conflict do nothing;

insert into message_line (practice_id, message_id, rule_id, appointment_id, version, contact_id, channel)
select 1, m.id, b.rule_id, b.id, b.version, b.contact_id, case when b.reason is null then 'text' end
from bare b
join message m on m.practice_id = 1 and m.key = b.rule_id || '/' || b.contact_id || '/' || b.head
on conflict do nothing
