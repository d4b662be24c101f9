-- Greetings and recalls that go in the next hours, counted like the rest; each is about one child.
insert into next_message (practice_id, at, rule_id, type, channel, messages, families)
select
    practice_id, date_trunc('minute', greatest(due_at, :now), 'UTC'), rule_id, type, channel, count(*), 0
from plan_greeting
where reason is null
group by practice_id, date_trunc('minute', greatest(due_at, :now), 'UTC'), rule_id, type, channel
