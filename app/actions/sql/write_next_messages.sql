-- What goes, counted by the minute and the rule. A family whose children share a message counts once a minute, whichever of
-- its parents get it.
with coming as (
    select
        l.number, l.practice_id, l.rule_id, l.type, l.channel,
        date_trunc('minute', greatest(l.due_at, :now), 'UTC') as at,
        count(distinct a.patient_id) > 1 as siblings, min(c.family_id) as family_id
    from plan_line l
    join appointment a on a.id = l.appointment_id
    join patient c on c.id = a.patient_id
    where l.status = 'queued'
    group by l.number, l.practice_id, l.rule_id, l.type, l.channel, l.due_at
), told as (
    select *, siblings and row_number() over (
        partition by practice_id, at, family_id, siblings order by number
    ) = 1 as counts_family
    from coming
)
insert into next_message (practice_id, at, rule_id, type, channel, messages, families)
select practice_id, at, rule_id, type, channel, count(*), count(*) filter (where counts_family)
from told
group by practice_id, at, rule_id, type, channel
