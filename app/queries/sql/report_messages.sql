-- Messages about the visits of a period, and what families did after each: what they do counts for the last
-- message before it (`next_at` ends its time). What was no longer needed, as the family had answered, was
-- never missing. Only messages about the version an appointment ended with: one about a time that was moved
-- since says nothing about the visit that took place. Reads 300,000 messages, a large practice's year, in
-- about a second. The second part counts by weekday and two hours of sending on the practice's clock; half an
-- hour at a time is converted, not each message, as no zone of today lies between.
with line as (
  select l.message_id, l.appointment_id, l.contact_id, a.starts_at,
    a.lifecycle in ('arrived', 'completed') as attended,
    m.rule_id, array_position(cast(:channels as text[]), m.channel) as channel,
    array_position(cast(:languages as text[]), m.language) as language,
    m.status = 'delivered' as delivered, m.link_id, m.sent_at, m.due_at,
    lead(m.sent_at) over (
      partition by l.appointment_id, l.contact_id order by m.sent_at nulls last
    ) as next_at
  from appointment a
  join message_line l on l.appointment_id = a.id and l.version = a.version
  join message m on m.id = l.message_id
  where a.practice_id = :practice_id and a.starts_at >= :first and a.starts_at < :after
    and a.lifecycle not in ('rescheduled', 'entered_in_error')
    and (:location_id = 0 or a.location_id = :location_id)
    and (:provider_id = 0 or a.provider_id = :provider_id)
    and m.type = any(:asking)
    and (m.sent_at is not null or (m.status <> 'cancelled' and m.reason is distinct from 'superseded'))
), told as materialized (
  select min(l.rule_id) as rule_id, min(l.channel) as channel, min(l.language) as language,
    min(l.sent_at) as sent_at, min(w.received_at) as answered_at,
    date_part('epoch', min(l.starts_at) - coalesce(min(l.sent_at), min(l.due_at))) as lead,
    bool_or(l.delivered or w.id is not null or o.link_id is not null) as delivered,
    bool_or(o.link_id is not null or w.via = 'link') as opened,
    bool_or(l.attended) and min(l.sent_at) is not null as attended
  from line l
  left join answer w on w.appointment_id = l.appointment_id and w.contact_id = l.contact_id
    and w.via <> 'staff' and w.received_at >= l.sent_at
    and (l.next_at is null or w.received_at < l.next_at)
  left join link_opening o on o.link_id = l.link_id and o.by = 'person'
    and ((o.first_at >= l.sent_at and (l.next_at is null or o.first_at < l.next_at))
      or (o.last_at >= l.sent_at and (l.next_at is null or o.last_at < l.next_at)))
  group by l.message_id
)
select rule_id, channel, language, width_bucket(lead, cast(:leads as double precision[])) as lead,
  width_bucket(date_part('epoch', answered_at - sent_at), cast(:waits as double precision[])) as waited,
  null as weekday, null as hours, count(*) as planned, count(sent_at) as sent,
  count(*) filter (where delivered) as delivered, count(*) filter (where opened) as opened,
  count(answered_at) as answered, count(*) filter (where attended) as attended,
  count(answered_at) filter (where attended) as kept
from told group by 1, 2, 3, 4, 5
union all
select null, null, null, null, null, date_part('isodow', at)::int - 1, date_part('hour', at)::int / 2,
  0, sum(sent)::bigint, 0, 0, sum(answered)::bigint, 0, 0
from (
  select to_timestamp(half_hour * 1800.0) at time zone :zone as at, sent, answered
  from (
    select floor(date_part('epoch', sent_at) / 1800) as half_hour, count(*) as sent,
      count(answered_at) as answered
    from told where sent_at is not null group by 1
  ) by_half_hour
) by_local_hour
group by 6, 7
