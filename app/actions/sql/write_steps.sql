-- The next message of each: over the cheapest of the dearer ways that reaches the contact about some child.
, reached_again as (
    select
        m.*, j.appointment_id, j.version, j.channel as next_channel, j.address as next_address, j.nominal,
        rank() over (
            partition by m.id order by array_position(array['email', 'text', 'voice'], j.channel)
        ) as place
    from judged j
    join message m on m.id = j.rule_id and m.contact_id = j.contact_id
    where j.refusal is null
), line as (
    select *, regexp_replace(key, '/s[0-9]+$', '') || '/s' || (step + 1) as next_key
    from reached_again
    where place = 1
), message_head as (
    insert into message (
        practice_id, key, type, rule_id, contact_id, channel, address, status, due_at, expires_at, created_at, step
    )
    select distinct on (id)
        practice_id, next_key, type, rule_id, contact_id, next_channel, next_address, 'queued',
        nominal, expires_at, :now, step + 1
    from line
    order by id
    on conflict (practice_id, key) do nothing
    returning id, practice_id, key
)
insert into message_line (practice_id, message_id, rule_id, appointment_id, version, contact_id, channel)
select l.practice_id, h.id, l.rule_id, l.appointment_id, l.version, l.contact_id, l.next_channel
from line l
join message_head h on h.practice_id = l.practice_id and h.key = l.next_key
on conflict do nothing
returning message_id
