-- The other appointments of a visit, held against the rule of the message that is about to go.
with found as (
    select c.rule_id, a.*
    from (select distinct rule_id, appointment_id from due_companion) c
    cross join lateral (select * from appointment where id = c.appointment_id offset 0) a
)
