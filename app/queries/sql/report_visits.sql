-- What became of the visits of a period, alike ones counted together.
with visit as not materialized (
  select a.id, a.version, a.starts_at, a.cancelled_at,
    date_trunc('week', a.starts_at at time zone :zone)::date as week,
    case when a.lifecycle in ('arrived', 'completed') then 'seen' when a.lifecycle = 'no_show' then 'missed'
      when a.lifecycle = 'cancelled' then 'cancelled' else 'untold' end as outcome
  from appointment a
  where a.practice_id = :practice_id and a.starts_at >= :first and a.starts_at < :after
    and a.lifecycle not in ('rescheduled', 'entered_in_error')
    and (:location_id = 0 or a.location_id = :location_id)
    and (:provider_id = 0 or a.provider_id = :provider_id)
), asked as (
  select v.id, bool_or(m.language = 'en') as in_english, bool_or(m.language = 'es') as in_spanish
  from visit v
  join message_line l on l.appointment_id = v.id and l.version = v.version
  join message m on m.id = l.message_id
  where m.type = any(:asking) and m.sent_at < v.starts_at
  group by v.id
), answered as (
  select distinct v.id from visit v
  join answer w on w.appointment_id = v.id and w.version = v.version
  where w.via <> 'staff' and w.received_at < v.starts_at
), refilled as (
  select distinct s.appointment_id as id from slot s
  where s.practice_id = :practice_id and s.booked_id is not null
)
select v.week, v.outcome, k.id is not null as asked, w.id is not null as answered,
  coalesce(k.in_english, false) as in_english, coalesce(k.in_spanish, false) as in_spanish,
  width_bucket(date_part('epoch', v.starts_at - v.cancelled_at), cast(:leads as double precision[])) as lead,
  f.id is not null as refilled, count(*) as number
from visit v
left join asked k on k.id = v.id
left join answered w on w.id = v.id
left join refilled f on f.id = v.id
group by 1, 2, 3, 4, 5, 6, 7, 8
