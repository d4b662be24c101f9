-- Whose contacts are meant: the children of visits. A confidential one is told apart (C7).
with target as materialized (
    select
        a.patient_id, a.id as appointment_id, a.version, a.starts_at, a.blocked,
        case when a.lifecycle <> 'scheduled' then a.lifecycle
             when a.confirmation = 'none' then 'scheduled' else a.confirmation end as status,
        coalesce(l.timezone, q.timezone) as zone,
        coalesce(v.confidential, false) and (
            p.birth_date is null
            or (a.starts_at at time zone coalesce(l.timezone, q.timezone))::date
                >= (p.birth_date + make_interval(years => q.confidential_age))::date
        ) as confidential
    from appointment a
    join patient p on p.id = a.patient_id
    join location l on l.id = a.location_id
    join practice q on q.id = a.practice_id
    left join visit_type v on v.practice_id = a.practice_id and lower(v.name) = lower(a.visit_type)
    where a.practice_id = :practice_id
