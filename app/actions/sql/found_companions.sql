-- The other appointments of a visit, held against the rule of the message that is about to go.
with found as (
    select distinct c.rule_id, a.*
    from due_companion c join appointment a on a.id = c.appointment_id
)
