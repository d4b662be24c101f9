insert into due_pair
select
    practice_id, rule_id, type, family, appointment_id, version, starts_at, day, contact_id,
    case when refusal is null then channel end, coalesce(address, ''),
    nominal, send_at, last_useful, why_not, leads
from ranked
