-- What a line of the history says of its message, for the messages of one page: the children of its visits and
-- the first of these; else the children it is about without a visit (a birthday, a recall, a mailing); and
-- where it speaks of no child, the family of the first child of its contact. The page's fifty are looked up
-- one by one along the keys, which takes less time than to plan anything cleverer.
select m.id, m.type, m.channel, m.mode, m.address, m.language, m.status, m.reason, m.sent_at, m.cost,
  m.subject, m.body, coalesce(m.sent_at, m.due_at) as at, c.name as contact,
  coalesce(r.name, g.description) as name, coalesce(v.children, o.children) as children,
  coalesce(v.family_id, o.family_id, (
    select k.family_id from patient_contact t join patient k on k.id = t.patient_id
    where t.contact_id = m.contact_id order by k.id limit 1
  )) as family_id,
  v.appointment_id, v.starts_at, v.zone, v.provider, v.location
from message m
join contact c on c.id = m.contact_id
left join rule r on r.id = m.rule_id
left join mailing g on g.id = m.mailing_id
left join lateral (
  select array_agg(first_name) as children, (array_agg(family_id))[1] as family_id,
    (array_agg(id))[1] as appointment_id, (array_agg(starts_at))[1] as starts_at,
    (array_agg(zone))[1] as zone, (array_agg(provider))[1] as provider, (array_agg(location))[1] as location
  from (
    select a.id, a.starts_at, k.first_name, k.family_id, coalesce(l.timezone, p.timezone) as zone,
      d.name as provider, l.name as location
    from message_line s
    join appointment a on a.id = s.appointment_id join patient k on k.id = a.patient_id
    join location l on l.id = a.location_id join practice p on p.id = a.practice_id
    left join provider d on d.id = a.provider_id
    where s.message_id = m.id order by a.starts_at, a.id
  ) visit
) v on true
left join lateral (
  select array_agg(k.first_name order by k.id) as children, min(k.family_id) as family_id
  from message_patient s join patient k on k.id = s.patient_id where s.message_id = m.id
) o on v.children is null
where m.practice_id = :practice_id and m.id = any(:ids)
