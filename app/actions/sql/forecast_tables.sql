create temp table if not exists due_judged (
    practice_id bigint, rule_id bigint, saved_id bigint, type text, family text,
    appointment_id bigint, version bigint, starts_at timestamptz, day date, confidential boolean, contact_id bigint,
    channel text, address text, nominal timestamptz, send_at timestamptz, last_useful timestamptz,
    reason text, refusal text, decided boolean,
    together boolean                -- kept for the shape of visits, whenever it goes
) on commit delete rows
