-- The dearer ways to each family that a rule with further channels tells (E4), to be judged like any other way.
insert into due_occurrence (practice_id, purpose, fixed, appointment_id, version, patient_id, confidential)
select distinct j.practice_id, r.purpose, w.channel, j.appointment_id, j.version, a.patient_id, j.confidential
from due_judged j
join plan_rule r on r.id = j.rule_id
join appointment a on a.id = j.appointment_id
cross join (values ('text'), ('voice')) w (channel)
where j.rule_id = any (:stepping) and j.refusal is null and j.reason is null
