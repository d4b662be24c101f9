-- What the messages of one page say, a row for each visit they speak of, the first visit first: with its child,
-- place and provider; else for each child they are about without a visit (a birthday, a recall, a mailing); and
-- where a message speaks of no child, one row with the family of the first child of its contact. The columns
-- stand in the order of `Spoken`. The page's fifty are looked up one by one along the keys, and names by
-- subqueries: with a join for each, thinking of an order to join in would take longer than the answer. The
-- reader puts the rows together: to gather a handful of them here takes longer than to hand them out.
select m.id, m.type, m.channel, m.mode, m.address, m.language, m.status, m.reason, m.sent_at, m.cost,
  m.subject, m.body, coalesce(m.sent_at, m.due_at) as at,
  (select name from contact where id = m.contact_id) as contact,
  coalesce(
    (select name from rule where id = m.rule_id), (select description from mailing where id = m.mailing_id)
  ) as name,
  k.first_name as child,
  coalesce(k.family_id, (
    select f.family_id from patient_contact t join patient f on f.id = t.patient_id
    where t.contact_id = m.contact_id order by f.id limit 1
  )) as family_id,
  a.id as appointment_id, a.starts_at,
  coalesce(
    (select timezone from location where id = a.location_id),
    (select timezone from practice where id = a.practice_id)
  ) as zone,
  (select name from provider where id = a.provider_id) as provider,
  (select name from location where id = a.location_id) as location
from message m
left join message_line s on s.message_id = m.id
left join appointment a on a.id = s.appointment_id
left join message_patient o on o.message_id = m.id and s.id is null
left join patient k on k.id = coalesce(a.patient_id, o.patient_id)
where m.practice_id = :practice_id and m.contact_id is not null and m.id = any(:ids)
order by a.starts_at, a.id, k.id
