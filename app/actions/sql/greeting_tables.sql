-- Where one planning of greetings works things out: private to its connection, emptied by each.
create temp table if not exists plan_greeting (
    key text, practice_id bigint, rule_id bigint, type text, contact_id bigint, patient_id bigint,
    occasion_on date, try_number integer, channel text, address text, reason text,
    due_at timestamptz, expires_at timestamptz
) on commit delete rows
