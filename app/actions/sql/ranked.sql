-- What is due, for whom and how, once (E5); of several rules of one family that go at the same moment only the
-- one nearest the visit leads (E6). All that is due already goes at the same moment: now.
, known as (
    select *, coalesce(refusal, reason, case when last_useful < :now then 'too_late' end) as why_not
    from judged
    where not decided
), ranked as (
    select *, why_not is null and row_number() over (
        partition by appointment_id, version, contact_id, family, case when family is null then rule_id end,
            why_not is null, greatest(send_at, :now)
        order by nominal desc, saved_id nulls last
    ) = 1 as leads
    from known
)
