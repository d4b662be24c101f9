with looked_at as (
    update appointment a
    set replan = false
    from due_replan d
    where a.id = d.appointment_id and a.xmin::text = d.seen
)
update practice
set planned_until = greatest(planned_until, :now)
where id = any (:practice_ids)
