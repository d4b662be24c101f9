-- Messages that went unheard for as long as their rule waits, each of their children with every dearer way (E4).
-- A working row is about one message: `rule_id` holds the message's id.
with unheard as (
    select
        m.id, m.practice_id, m.rule_id, m.contact_id, m.expires_at, r.type, r.purpose, r.statuses,
        coalesce(m.sent_at, m.settled_at) + r.escalate_after_minutes * interval '1 minute' as at,
        array_position(array['email', 'text', 'voice'], m.channel) as place,
        r.type in ('initial_confirmation', 'confirmation_request') as asks
    from rule r
    join practice p on p.id = r.practice_id and (not p.setting_up or p.id = :practice_id)
    cross join lateral (
        select * from message m
        where m.rule_id = r.id and m.expires_at >= :now
          and m.status in ('sent', 'delivered', 'failed', 'bounced', 'suppressed')
        offset 0
    ) m
    where r.channel_mode = 'escalation' and r.enabled_at is not null
      and r.practice_id = coalesce(:practice_id, r.practice_id)
), overdue as (
    select u.*, m.key, m.step
    from unheard u
    join message m on m.id = u.id
    where u.at <= :now
      and (u.asks or m.status <> 'delivered')
      and not exists (
          select from message n
          where n.practice_id = m.practice_id
            and n.key = regexp_replace(m.key, '/s[0-9]+$', '') || '/s' || (m.step + 1)
      )
      and not (u.asks and exists (
          select from message_line l
          join appointment a on a.id = l.appointment_id
          where l.message_id = m.id and (
              a.confirmation in ('confirmed', 'cancel_requested') or exists (
                  select from answer n
                  where n.appointment_id = a.id and n.version = l.version and n.undone_at is null
              )
          )
      ))
)
insert into due_occurrence (
    practice_id, rule_id, saved_id, type, purpose, fixed, appointment_id, version, patient_id, starts_at,
    confidential, nominal, last_useful
)
select
    o.practice_id, o.id, o.rule_id, o.type, o.purpose, w.channel, a.id, a.version, a.patient_id, a.starts_at,
    coalesce(v.confidential, false) and (c.birth_date is null
        or (a.starts_at at time zone coalesce(s.timezone, p.timezone))::date
            >= (c.birth_date + make_interval(years => p.confidential_age))::date),
    o.at, o.expires_at
from overdue o
join message_line l on l.message_id = o.id
join appointment a on a.id = l.appointment_id and a.version = l.version and not a.blocked
join location s on s.id = a.location_id
join practice p on p.id = a.practice_id
join patient c on c.id = a.patient_id
left join visit_type v on v.practice_id = a.practice_id and lower(v.name) = lower(a.visit_type)
join (values ('email', 1), ('text', 2), ('voice', 3)) w (channel, place) on w.place > o.place
where case when a.lifecycle <> 'scheduled' then a.lifecycle
           when a.confirmation = 'none' then 'scheduled' else a.confirmation end = any (o.statuses)
