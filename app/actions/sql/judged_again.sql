-- What was judged before, for the rules that are planned together now.
with judged as (select * from due_judged where rule_id = any (:rule_ids))
