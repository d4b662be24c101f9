-- Whose contacts are meant: children, whatever their visits.
with target as materialized (
    select
        p.id as patient_id, cast(null as bigint) as appointment_id, 0 as version,
        cast(null as timestamptz) as starts_at, false as blocked, '' as status, '' as zone, false as confidential
    from patient p
    where p.practice_id = :practice_id
