-- What goes, and may take siblings along.
with going as materialized (
    select practice_id, rule_id, appointment_id, starts_at, day, contact_id from due_pair where leads
)
