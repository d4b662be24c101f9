-- Visits of a period that the schedule still has; of these perhaps only those named one by one.
      and a.starts_at >= :since and a.starts_at < :until
      and a.lifecycle not in ('rescheduled', 'entered_in_error')
      and (cardinality(cast(:appointment_ids as bigint[])) = 0 or a.id = any (:appointment_ids))
      and (cardinality(cast(:provider_ids as bigint[])) = 0 or a.provider_id = any (:provider_ids))
      and (cardinality(cast(:location_ids as bigint[])) = 0 or a.location_id = any (:location_ids))
      and (cardinality(cast(:visit_types as text[])) = 0 or a.visit_type = any (:visit_types))
      and (cardinality(cast(:statuses as text[])) = 0
           or case when a.lifecycle <> 'scheduled' then a.lifecycle
                   when a.confirmation = 'none' then 'scheduled' else a.confirmation end = any (:statuses))
)
