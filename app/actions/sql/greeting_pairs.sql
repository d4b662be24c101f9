-- For whom, once (E5): an occasion of a child is told to each of its contacts by one message, or noted as skipped.
insert into plan_greeting
select
    'r' || rule_id || '/c' || contact_id || '/p' || patient_id || '/' || day || '/t' || version,
    practice_id, rule_id, type, contact_id, patient_id, day, version,
    case when refusal is null then channel end, coalesce(address, ''),
    coalesce(refusal, reason, case when last_useful < :now then 'too_late' end), send_at, last_useful
from judged j
where not exists (
    select from message_patient m
    where m.rule_id = j.saved_id and m.patient_id = j.patient_id and m.contact_id = j.contact_id
      and m.occasion_on = j.day and m.try_number = j.version
)
