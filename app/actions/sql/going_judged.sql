-- All that can go: which of them do is not decided yet.
with going as materialized (
    select practice_id, rule_id, appointment_id, starts_at, day, contact_id
    from due_judged
    where refusal is null and reason is null and last_useful >= :now
)
