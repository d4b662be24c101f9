-- Where one planning works things out: private to its connection, kept from tick to tick, emptied by each.

create temp table if not exists due_replan (
    appointment_id bigint primary key,
    seen text not null              -- the row as it was read: a row changed since then stays marked
);

create temp table if not exists due_occurrence (
    practice_id bigint, rule_id bigint, type text, purpose text, coming boolean,
    appointment_id bigint, version bigint, patient_id bigint, starts_at timestamptz, day date,
    nominal timestamptz, send_at timestamptz, last_useful timestamptz, reason text
) on commit delete rows;

create temp table if not exists due_pair (
    practice_id bigint, rule_id bigint, type text, coming boolean,
    appointment_id bigint, version bigint, starts_at timestamptz, day date,
    contact_id bigint, channel text, address text,
    nominal timestamptz, send_at timestamptz, last_useful timestamptz, reason text,
    leads boolean                   -- false: due, but another message nearer the visit goes (E6)
) on commit delete rows;

create temp table if not exists due_companion (
    rule_id bigint, appointment_id bigint, contact_id bigint,
    primary key (rule_id, appointment_id, contact_id)
) on commit delete rows;

create temp table if not exists due_rider (
    practice_id bigint, rule_id bigint, type text,
    appointment_id bigint, version bigint, starts_at timestamptz, day date,
    contact_id bigint, channel text, address text, send_at timestamptz, last_useful timestamptz,
    part text                       -- leads, rides, or null: only there so that the visit keeps its shape
) on commit delete rows;

create temp table if not exists plan_line (
    number integer, first boolean, key text,
    practice_id bigint, rule_id bigint, type text, contact_id bigint, channel text, address text,
    appointment_id bigint, version bigint, status text, reason text,
    due_at timestamptz, expires_at timestamptz
);

-- What somebody left behind who was interrupted between working out and writing.
delete from plan_line;
delete from due_replan;
