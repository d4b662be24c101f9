-- Each contact of the child: app.domain.contacts.eligibility in SQL, the first "no" that applies. `decided` is
-- true for what was planned or skipped before (E5).
with reached as (
    select
        o.*, c.contact_id, c.end_date, c.authority, c.consents, c.withdrawn,
        exists (
            select from patient_contact x
            where x.patient_id = o.patient_id and x.contact_id <> c.contact_id and x.authority = 'exclusive'
        ) as another_exclusive,
        exists (
            select from message_line l
            where l.rule_id = o.rule_id and l.appointment_id = o.appointment_id
              and l.version = o.version and l.contact_id = c.contact_id
        ) as decided,
        p.deceased_at, w.preference, w.channel, o.purpose || ':' || w.channel as pair,
        a.value as address, a.problem, a.suppressed_at
    from due_occurrence o
    join patient p on p.id = o.patient_id
    join patient_contact c on c.patient_id = o.patient_id
    join contact k on k.id = c.contact_id
    cross join lateral (
        select case o.purpose
            when 'reminders' then k.prefers_reminders when 'recalls' then k.prefers_recalls
            when 'notices' then k.prefers_notices else k.prefers_portal end as preference
    ) chosen
    cross join lateral (
        select chosen.preference,
            case chosen.preference
                when 'text' then 'text' when 'email' then 'email' when 'work_email' then 'email'
                when 'cell_phone' then 'voice' when 'home_phone' then 'voice' when 'work_phone' then 'voice'
                when 'fax' then 'fax' when 'mail' then 'letter' end as channel,
            case chosen.preference
                when 'text' then k.cell_id when 'cell_phone' then k.cell_id when 'email' then k.email_id
                when 'home_phone' then k.home_id when 'work_phone' then k.work_phone_id
                when 'work_email' then k.work_email_id end as address_id
    ) w
    left join address a on a.id = w.address_id
), judged as (
    select
        *,
        case
            when deceased_at is not null then 'deceased'
            when authority = 'other' then 'authority'
            when another_exclusive then 'another_exclusive'
            when end_date is not null then 'ended'
            when preference is null then 'no_preference'
            when preference = 'no_contact' then 'wants_no_contact'
            when pair = any (withdrawn) then 'consent_withdrawn'
            when not pair = any (consents) then 'no_consent'
            when address is null then 'no_address'
            when problem is not null then 'unusable_address'
            when suppressed_at is not null then 'suppressed_address'
            when channel in ('fax', 'letter') then 'channel_not_offered'
        end as refusal
    from reached
)
