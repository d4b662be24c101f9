-- app.domain.contacts.eligibility in SQL, then what is asked of mailings only: the first "no" that applies. Who
-- prefers another way than the one chosen is not asked what becomes of that way.
, reached as (
    select
        h.wanted, k.id as contact_id, k.name, t.*, p.first_name, p.deceased_at,
        c.end_date, c.authority, c.own, c.alternative, c.held_at, c.consents, c.withdrawn, c.resides_with,
        around.alternative as has_alternative,
        around.exclusive > case c.authority when 'exclusive' then 1 else 0 end as another_exclusive,
        case when k.language = any (q.languages) then k.language else q.fallback_language end as language,
        w.preference, w.preferred, w.channel, :purpose || ':' || w.channel as pair, w.address_id,
        a.value as address, a.problem, a.suppressed_at, a.stopped
    from looked_at h
    join contact k on k.id = h.contact_id
    join practice q on q.id = k.practice_id
    join patient_contact c on c.contact_id = k.id
    join target t on t.patient_id = c.patient_id
    join patient p on p.id = t.patient_id
    cross join lateral (
        select bool_or(x.alternative) as alternative,
            count(*) filter (where x.authority = 'exclusive') as exclusive
        from patient_contact x
        where x.patient_id = t.patient_id
    ) around
    cross join lateral (
        select case cast(:purpose as text)
            when 'reminders' then k.prefers_reminders when 'recalls' then k.prefers_recalls
            when 'notices' then k.prefers_notices else k.prefers_portal end as preference
    ) chosen_way
    cross join lateral (
        select chosen_way.preference,
            case chosen_way.preference
                when 'text' then 'text' when 'email' then 'email' when 'work_email' then 'email'
                when 'cell_phone' then 'voice' when 'home_phone' then 'voice' when 'work_phone' then 'voice'
                when 'fax' then 'fax' when 'mail' then 'letter' end as preferred
    ) wished
    cross join lateral (
        select wished.preference, wished.preferred,
            case when wished.preferred is null then null else coalesce(cast(:fixed as text), wished.preferred) end as channel,
            case when cast(:fixed as text) is not null then case cast(:fixed as text)
                when 'text' then k.cell_id when 'email' then k.email_id
                when 'voice' then coalesce(k.cell_id, k.home_id)
                when 'fax' then k.fax_id when 'letter' then k.mail_id end
            else case wished.preference
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
            when confidential and (:to_the_public or not own) then 'confidential'
            when held_at is not null then 'held'
            when preference is null then 'no_preference'
            when preference = 'no_contact' then 'wants_no_contact'
            when :only_preferred and preferred <> cast(:fixed as text) then 'way_not_chosen'
            when pair = any (withdrawn) then 'consent_withdrawn'
            when not pair = any (consents) then 'no_consent'
            when address is null then 'no_address'
            when problem is not null then 'unusable_address'
            when suppressed_at is not null then 'suppressed_address'
            when channel = any (stopped) then 'opted_out'
            when :about_visits and blocked then 'feed_blocked'
            when :about_visits and starts_at <= cast(:latest_start as timestamptz) then 'too_late'
            when :needs_residing and not own and resides_with is not true then 'not_residing'
            when contact_id = any (cast(:left_out as bigint[])) then 'left_out'
            when :asks and exists (
                select from message_line n
                join message m on m.id = n.message_id
                where n.appointment_id = judging.appointment_id and n.version = judging.version
                  and n.contact_id = judging.contact_id and m.type = any (cast(:ask_types as text[]))
                  and m.status in ('planned', 'queued', 'no_credit', 'sending', 'unknown', 'sent', 'delivered')
                  and coalesce(m.sent_at, m.due_at) >= :day_begins and coalesce(m.sent_at, m.due_at) < :day_ends
            ) then 'asked_today'
            when :asks and (status in ('confirmed', 'cancel_requested') or exists (
                select from answer n
                where n.appointment_id = judging.appointment_id and n.version = judging.version
                  and n.undone_at is null
            )) then 'answered'
            when :about_visits and not status = any (cast(:possible as text[])) then
                case status when 'cancelled' then 'cancelled' else 'status_changed' end
        end as refusal
    from reached judging
)
