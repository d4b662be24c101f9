-- One rule met with one appointment: app.domain.occurrences in SQL. Rows that cannot be due yet are left out
-- unless :whenever asks for them.
, place as materialized (
    select * from unnest(
        cast(:place_location_id as bigint[]), cast(:place_rule_id as bigint[]),
        cast(:place_calendar as int[]), cast(:place_zone as text[])
    ) as p (location_id, rule_id, calendar, zone)
), stretch as materialized (
    select * from unnest(
        cast(:stretch_calendar as int[]), cast(:stretch_day as date[]),
        cast(:stretch_since as timestamptz[]), cast(:stretch_until as timestamptz[]), cast(:stretch_open as boolean[]),
        cast(:stretch_next_open as timestamptz[]), cast(:stretch_last_open as timestamptz[])
    ) as t (calendar, day, since, until, open, next_open, last_open)
), met as (
    select
        a.practice_id, r.id as rule_id, r.saved_id, r.type, r.family, r.purpose, r.fixed, r.anchor, r.enabled_at,
        r.minutes, r.days, r.useful_minutes * interval '1 minute' as useful,
        a.id as appointment_id, a.version, a.patient_id, a.starts_at, a.version_at, a.created_at, a.quiet,
        a.cancelled_at, p.calendar, p.zone, (a.starts_at at time zone p.zone)::date as day,
        c.birth_date, coalesce(v.confidential, false) as marked, q.confidential_age,
        r.age_from, r.age_to, r.new_patients,
        case r.anchor
            when 'start' then a.starts_at
            when 'after_start' then a.starts_at
            when 'end' then a.starts_at + a.minutes * interval '1 minute'
            when 'creation' then a.created_at
            when 'change' then case when a.version > 1 then a.version_at end
            when 'cancellation' then case
                when a.cancelled_by = 'parent' then null
                when a.cancelled_by = 'feed' then
                    a.cancelled_at + coalesce(f.settle_minutes, 5) * interval '1 minute'
                else a.cancelled_at end
        end as event_at
    from found a
    join plan_rule r on r.id = a.rule_id
    join place p on p.location_id = a.location_id and p.rule_id = case when r.own_hours then r.id else 0 end
    join practice q on q.id = a.practice_id
    join patient c on c.id = a.patient_id
    left join visit_type v on v.practice_id = a.practice_id and lower(v.name) = lower(a.visit_type)
    left join feed_source f on f.id = a.source_id
    where not a.blocked
      and case when a.lifecycle <> 'scheduled' then a.lifecycle
               when a.confirmation = 'none' then 'scheduled' else a.confirmation end = any (r.statuses)
      and (r.visit_types = '{}' or a.visit_type = any (r.visit_types))
      and (r.provider_ids = '{}' or a.provider_id = any (r.provider_ids))
      and (r.location_ids = '{}' or a.location_id = any (r.location_ids))
), moment as materialized (  -- materialized: each moment is worked out once, not once for every use
    select
        m.*,
        marked and (birth_date is null
            or day >= (birth_date + make_interval(years => confidential_age))::date) as confidential,
        case when days is null then event_at + minutes * interval '1 minute'
             else ((event_at at time zone zone) + days * interval '1 day') at time zone zone end as nominal,
        case
            when anchor in ('after_start', 'end') then event_at + useful
            when anchor = 'cancellation' then least(coalesce(cancelled_at, version_at) + useful, starts_at)
            else starts_at - useful
        end as last_useful,
        case
            when anchor = 'cancellation' then cancelled_at
            when anchor in ('after_start', 'end') then greatest(event_at, version_at)
            else version_at
        end as fact_at
    from met m
    where (age_from is null or day >= (birth_date + make_interval(years => age_from))::date)
      and (age_to is null or day < (birth_date + make_interval(years => age_to + 1))::date)
      and case when new_patients = 'all' then true else (new_patients = 'later_visits') = exists (
          select from appointment b
          where b.patient_id = m.patient_id and b.starts_at < m.starts_at
            and b.lifecycle in ('scheduled', 'arrived', 'completed')
      ) end
), told as (
    select *, (nominal at time zone 'UTC')::date as utc_day
    from moment
    where case
        when anchor = 'start' then nominal > greatest(version_at, enabled_at)
        when anchor in ('after_start', 'end') then nominal >= enabled_at and nominal > version_at
        when fact_at < enabled_at then false
        when anchor = 'cancellation' then fact_at > created_at
        else not quiet and (anchor <> 'creation' or version = 1)
    end
), placed as materialized (
    select
        m.*,
        case
            when t.open then case when m.nominal <= m.last_useful then m.nominal end
            when t.next_open <= m.last_useful then t.next_open
            when t.last_open <= m.last_useful and t.last_open >= greatest(m.fact_at, m.enabled_at) then t.last_open
        end as send_at,
        case when t.open then 'too_late' else 'no_open_window' end as refusal
    from told m
    join stretch t on t.calendar = m.calendar and t.day = m.utc_day
        and m.nominal >= t.since and m.nominal < t.until
)
insert into due_occurrence
select
    practice_id, rule_id, saved_id, type, family, purpose, fixed,
    appointment_id, version, patient_id, starts_at, day, confidential, nominal, send_at, last_useful,
    case when send_at is null then refusal end
from placed
where :whenever or coalesce(send_at, nominal) <= :until
