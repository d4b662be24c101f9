-- Who goes with whom: the children of one visit are told by one message (D7).
with recursive mode as (
    select p.id as practice_id, coalesce(s.sibling_mode, 'same_time') as siblings
    from practice p left join delivery_rules s on s.practice_id = p.id
    where p.id = any (:practice_ids)
), anchor as (
    -- Within 60 minutes: the next visit of the day begins with the first start out of reach of the last.
    select r.rule_id, r.contact_id, r.day, min(r.starts_at) as at
    from due_rider r join mode m on m.practice_id = r.practice_id and m.siblings = 'within_60_minutes'
    where r.alone is null
    group by r.rule_id, r.contact_id, r.day
    union all
    select a.rule_id, a.contact_id, a.day, (
        select min(r.starts_at) from due_rider r
        where r.rule_id = a.rule_id and r.contact_id = a.contact_id and r.day = a.day
          and r.alone is null and r.starts_at > a.at + interval '60 minutes'
    )
    from anchor a
    where a.at is not null
), member as (
    select r.*, case m.siblings
        when 'same_time' then r.starts_at
        when 'within_60_minutes' then (
            select max(a.at) from anchor a
            where a.rule_id = r.rule_id and a.contact_id = r.contact_id and a.day = r.day
              and a.at <= r.starts_at
        ) end as visit_at
    from due_rider r join mode m on m.practice_id = r.practice_id
), gathered as (
    select *, bool_or(part = 'leads') over visit as goes from member
    window visit as (partition by rule_id, contact_id, day, alone, visit_at)
)
