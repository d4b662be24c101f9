-- Everything of the visits that may be shared, for the rules that are planned together now.
with judged as (
    select * from due_judged where together and rule_id = any (:rule_ids)
)
