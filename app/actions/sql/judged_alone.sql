-- Contacts none of whose children come with another, for the rules that are planned together now.
with judged as (
    select * from due_judged
    where not together and rule_id = any (:rule_ids)
      and contact_id not in (select contact_id from due_companion)
)
