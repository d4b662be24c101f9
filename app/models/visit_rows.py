"""The one statement that reads a visit of a link: a row for each child (H3, D7)."""

from __future__ import annotations

from sqlalchemy import column, text

# Only an appointment that came to the time after the parent gave it up takes it away: a sibling who was
# booked beside the child all along does not.
_TAKEN = """
a.lifecycle = 'cancelled' and a.cancelled_by = 'parent' and exists (
  select 1 from appointment b
  where b.practice_id = a.practice_id and b.id <> a.id
    and (b.provider_id = a.provider_id
      or b.id in (select s.booked_id from slot s where s.appointment_id = a.id))
    and b.starts_at > a.starts_at - interval '1 day'
    and b.starts_at < a.starts_at + a.minutes * interval '1 minute'
    and b.starts_at + b.minutes * interval '1 minute' > a.starts_at
    and b.lifecycle in ('scheduled', 'arrived', 'completed')
    and greatest(b.version_at, b.created_at) >= a.cancelled_at)
"""
# The types that the practice ticked in its messages about video visits, whether those are on or not.
_BY_VIDEO = """
exists (select from rule u where u.practice_id = a.practice_id and u.deleted_at is null
  and u.type in ('telehealth_first', 'telehealth_second') and a.visit_type = any (u.visit_types))
"""
_VISIT = text(f"""
select l.practice_id, c.id as contact_id, l.created_at as linked_at, l.revoked_at, l.locked_until,
  c.language,
  p.slug, p.name as practice_name, p.phone as practice_phone, p.address as practice_address,
  p.fallback_language, p.opens_at, p.closes_at, p.ask_birth_date,
  r.cancellation_mode, r.deadline_hours,
  o.cancellation_mode as own_mode, o.deadline_hours as own_deadline_hours,
  a.id, a.patient_id, a.provider_id, a.location_id, a.visit_type, a.starts_at, a.minutes, a.lifecycle,
  a.confirmation, a.version, a.created_at, a.version_at, a.quiet, a.blocked, a.cancelled_at, a.cancelled_by,
  a.previous_starts_at, {_TAKEN} as taken,
  h.birth_date, p.confidential_age,
  exists (select from visit_type v where v.practice_id = a.practice_id and v.confidential
     and lower(v.name) = lower(a.visit_type)) as marked,
  h.first_name, h.deceased_at is not null as deceased,
  d.name as provider_name, d.name_es as provider_name_es,
  case when d.video_url <> '' and {_BY_VIDEO} then d.video_url else '' end as video_link,
  o.name as place_name, o.phone as place_phone, o.address as place_address,
  coalesce(o.timezone, p.timezone) as zone,
  (select json_agg(json_build_array(t.contact_id, t.authority, t.end_date is not null,
     t.own, t.alternative, t.held_at is not null))
     from patient_contact t where t.patient_id = a.patient_id) as ties,
  (select json_agg(json_build_array(g.contact_id, g.choice, g.effect, g.version) order by g.received_at, g.id)
     from answer g where g.appointment_id = a.id and g.undone_at is null) as answers,
  (select array_agg(y.day) from holiday y where y.practice_id = l.practice_id
     and (y.location_id is null or y.location_id = a.location_id)
     and y.day between cast(:day as date) - 1 and cast(:day as date) + 21) as holidays
from link l
  join contact named on named.id = l.contact_id
  join contact c on c.id = coalesce(named.merged_into_id, named.id)
  join practice p on p.id = l.practice_id
  join delivery_rules r on r.practice_id = l.practice_id
  join link_appointment m on m.link_id = l.id
  join appointment a on a.id = m.appointment_id
  join patient h on h.id = a.patient_id
  join location o on o.id = a.location_id
  left join provider d on d.id = a.provider_id
where l.id = :link_id and l.practice_id = coalesce(:practice_id, l.practice_id)
order by a.starts_at, a.id
""")  # noqa: S608 - both parts are constants of this file

# Named once, so that reading a row does not begin with working out what its columns are called.
_COLUMNS = """
practice_id contact_id linked_at revoked_at locked_until language
slug practice_name practice_phone practice_address fallback_language opens_at closes_at ask_birth_date
cancellation_mode deadline_hours own_mode own_deadline_hours
id patient_id provider_id location_id visit_type starts_at minutes lifecycle
confirmation version created_at version_at quiet blocked cancelled_at cancelled_by
previous_starts_at taken birth_date confidential_age marked first_name deceased provider_name provider_name_es
video_link place_name place_phone place_address zone ties answers holidays
"""
VISIT_ROWS = _VISIT.columns(*map(column, _COLUMNS.split()))
"""Asked with ``link_id``, ``practice_id`` (or None) and ``day``, around which holidays are told."""
