-- One rule met with one appointment: app.domain.occurrences in SQL. Rows that cannot be due yet are left out
-- unless :whenever asks for them.
, place as materialized (
    select * from unnest(
        cast(:place_location_id as bigint[]), cast(:place_calendar as int[]), cast(:place_zone as text[])
    ) as p (location_id, calendar, zone)
), stretch as materialized (
    select * from unnest(
        cast(:stretch_calendar as int[]), cast(:stretch_day as date[]),
        cast(:stretch_since as timestamptz[]), cast(:stretch_until as timestamptz[]), cast(:stretch_open as boolean[]),
        cast(:stretch_next_open as timestamptz[]), cast(:stretch_last_open as timestamptz[])
    ) as t (calendar, day, since, until, open, next_open, last_open)
), moment as materialized (  -- materialized: each moment is worked out once, not once for every use
    select
        a.practice_id, r.id as rule_id, r.type, r.purpose, r.enabled_at, r.anchor,
        a.id as appointment_id, a.version, a.patient_id, a.starts_at, a.version_at, a.created_at, a.quiet,
        p.calendar, (a.starts_at at time zone p.zone)::date as day,
        case when r.anchor = 'cancellation' then a.cancelled_at else a.version_at end as fact_at,
        case
            when r.anchor = 'start' and r.unit = 'minutes' then a.starts_at - r.amount * interval '1 minute'
            when r.anchor = 'start' and r.unit = 'hours' then a.starts_at - r.amount * interval '1 hour'
            when r.anchor = 'start' then
                ((a.starts_at at time zone p.zone)
                    - r.amount * (case r.unit when 'weeks' then 7 else 1 end) * interval '1 day') at time zone p.zone
            when r.anchor = 'creation' and r.amount = 0 then a.created_at
            when r.anchor = 'creation' and r.unit = 'minutes' then a.created_at + r.amount * interval '1 minute'
            when r.anchor = 'creation' and r.unit = 'hours' then a.created_at + r.amount * interval '1 hour'
            when r.anchor = 'creation' then
                ((a.created_at at time zone p.zone)
                    + r.amount * (case r.unit when 'weeks' then 7 else 1 end) * interval '1 day') at time zone p.zone
            when r.anchor = 'change' and a.version > 1 then a.version_at
            when r.anchor = 'cancellation' and a.cancelled_by is distinct from 'parent' then
                a.cancelled_at + case
                    when a.cancelled_by = 'feed' then coalesce(f.settle_minutes, 5) * interval '1 minute'
                    else interval '0' end
        end as nominal,
        case
            when r.type = 'cancelled_by_practice' then least(
                coalesce(a.cancelled_at, a.version_at) + coalesce(r.last_useful_minutes, 2880) * interval '1 minute',
                a.starts_at)
            else a.starts_at - coalesce(r.last_useful_minutes, 15) * interval '1 minute'
        end as last_useful
    from found a
    join rule r on r.id = a.rule_id and r.enabled_at is not null
    join place p on p.location_id = a.location_id
    left join feed_source f on f.id = a.source_id
    where not a.blocked
      and case when a.lifecycle <> 'scheduled' then a.lifecycle
               when a.confirmation = 'none' then 'scheduled' else a.confirmation end = any (r.statuses)
      and (r.visit_types = '{}' or a.visit_type = any (r.visit_types))
      and (r.provider_ids = '{}' or a.provider_id = any (r.provider_ids))
      and (r.location_ids = '{}' or a.location_id = any (r.location_ids))
), told as (
    select *, (nominal at time zone 'UTC')::date as utc_day
    from moment
    where case
        when anchor = 'start' then nominal > greatest(version_at, enabled_at)
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
    practice_id, rule_id, type, purpose,
    type in ('initial_confirmation', 'confirmation_request', 'reminder'),
    appointment_id, version, patient_id, starts_at, day, nominal, send_at, last_useful,
    case when send_at is null then refusal end
from placed
where :whenever or coalesce(send_at, nominal) <= :until
