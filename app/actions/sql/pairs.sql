-- Each contact of the child: app.domain.contacts.eligibility in SQL, the first "no" that applies. `decided` is
-- true for what was planned or skipped before (E5).
with reached as (
    select
        o.*, c.contact_id, c.end_date, c.authority, c.own, c.alternative, c.held_at, c.consents, c.withdrawn,
        around.alternative as has_alternative,
        around.exclusive > case c.authority when 'exclusive' then 1 else 0 end as another_exclusive,
        exists (
            select from message_line l
            where l.rule_id = o.saved_id and l.appointment_id = o.appointment_id
              and l.version = o.version and l.contact_id = c.contact_id
        ) as decided,
        p.deceased_at, w.preference, w.channel, o.purpose || ':' || w.channel as pair,
        a.value as address, a.problem, a.suppressed_at, a.stopped
    from due_occurrence o
    join patient p on p.id = o.patient_id
    join patient_contact c on c.patient_id = o.patient_id
    join contact k on k.id = c.contact_id
    cross join lateral (
        select bool_or(x.alternative) as alternative,
            count(*) filter (where x.authority = 'exclusive') as exclusive
        from patient_contact x
        where x.patient_id = o.patient_id
    ) around
    cross join lateral (
        select case o.purpose
            when 'reminders' then k.prefers_reminders when 'recalls' then k.prefers_recalls
            when 'notices' then k.prefers_notices else k.prefers_portal end as preference
    ) chosen
    cross join lateral (
        select chosen.preference,
            case when o.fixed is not null and chosen.preference <> 'no_contact' then o.fixed
            else case chosen.preference
                when 'text' then 'text' when 'email' then 'email' when 'work_email' then 'email'
                when 'cell_phone' then 'voice' when 'home_phone' then 'voice' when 'work_phone' then 'voice'
                when 'fax' then 'fax' when 'mail' then 'letter' end end as channel,
            case when o.fixed is not null then case o.fixed
                when 'text' then k.cell_id when 'email' then k.email_id
                when 'voice' then coalesce(k.cell_id, k.home_id)
                when 'fax' then k.fax_id when 'letter' then k.mail_id end
            else case chosen.preference
                when 'text' then k.cell_id when 'cell_phone' then k.cell_id when 'email' then k.email_id
                when 'home_phone' then k.home_id when 'work_phone' then k.work_phone_id
                when 'work_email' then k.work_email_id when 'fax' then k.fax_id when 'mail' then k.mail_id
                end end as address_id
    ) w
    left join address a on a.id = w.address_id
), judged as (
    select
        *,
        case
            when deceased_at is not null then 'deceased'
            when has_alternative and not alternative then 'alternative_contact'
            when authority = 'other' then 'authority'
            when another_exclusive and not alternative then 'another_exclusive'
            when end_date is not null then 'ended'
            when confidential and not own then 'confidential'
            when held_at is not null then 'held'
            when preference is null then 'no_preference'
            when preference = 'no_contact' then 'wants_no_contact'
            when pair = any (withdrawn) then 'consent_withdrawn'
            when not pair = any (consents) then 'no_consent'
            when address is null then 'no_address'
            when problem is not null then 'unusable_address'
            when suppressed_at is not null then 'suppressed_address'
            when channel = any (stopped) then 'opted_out'
        end as refusal
    from reached
)
