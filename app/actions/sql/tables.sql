-- Where one planning works things out: private to its connection, kept from tick to tick, emptied by each.

create temp table if not exists plan_rule (
    id bigint primary key, saved_id bigint, practice_id bigint, type text,
    family text,                    -- of those due together only the one nearest the visit goes (E6)
    anchor text, minutes integer,
    days integer,                   -- null: the moment lies `minutes` from the anchor, whatever the clock does
    enabled_at timestamptz, purpose text, useful_minutes integer, fixed text, own_hours boolean,
    statuses text[], visit_types text[], provider_ids bigint[], location_ids bigint[],
    age_from integer, age_to integer, new_patients text
) on commit delete rows;

create temp table if not exists due_replan (
    appointment_id bigint primary key,
    seen text not null              -- the row as it was read: a row changed since then stays marked
);

create temp table if not exists due_occurrence (
    practice_id bigint, rule_id bigint, saved_id bigint, type text, family text, purpose text, fixed text,
    appointment_id bigint, version bigint, patient_id bigint, starts_at timestamptz, day date, confidential boolean,
    nominal timestamptz, send_at timestamptz, last_useful timestamptz, reason text
) on commit delete rows;

create temp table if not exists due_pair (
    practice_id bigint, rule_id bigint, type text, family text,
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
    alone bigint,                   -- a confidential visit is one of its own (C7): its appointment
    contact_id bigint, channel text, address text,
    nominal timestamptz, send_at timestamptz, last_useful timestamptz, decided boolean,
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
