-- Kept, so that several sets of rules can be planned from one look at the facts.
insert into due_judged
select
    practice_id, rule_id, saved_id, type, family, appointment_id, version, starts_at, day, confidential, contact_id,
    channel, address, nominal, send_at, last_useful, reason, refusal, decided, :together
from judged
where :together or not decided
