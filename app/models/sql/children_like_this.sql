-- What children are like. Where one belongs: the place and the doctor of its latest appointment, as for greetings.
      and (cast(:sex as text) is null or p.sex = cast(:sex as text))
      and (cast(:unpaid as numeric) is null or p.unpaid >= cast(:unpaid as numeric))
      and (cast(:age_from as int) is null
           or cast(:today as date) >= (p.birth_date + make_interval(years => cast(:age_from as int)))::date)
      and (cast(:age_to as int) is null
           or cast(:today as date) < (p.birth_date + make_interval(years => cast(:age_to as int) + 1))::date)
      and ((cardinality(cast(:provider_ids as bigint[])) = 0 and cardinality(cast(:location_ids as bigint[])) = 0)
           or exists (
          select from (
              select a.provider_id, a.location_id
              from appointment a
              where a.patient_id = p.id and a.lifecycle in ('scheduled', 'arrived', 'completed', 'no_show')
              order by a.starts_at desc, a.id desc
              limit 1
          ) last
          where (cardinality(cast(:provider_ids as bigint[])) = 0 or last.provider_id = any (:provider_ids))
            and (cardinality(cast(:location_ids as bigint[])) = 0 or last.location_id = any (:location_ids))
      ))
      and ((cast(:since as timestamptz) is null and cast(:until as timestamptz) is null) or (
          select max(a.starts_at)
          from appointment a
          where a.patient_id = p.id and a.starts_at <= :now and a.lifecycle in ('scheduled', 'arrived', 'completed')
      ) between coalesce(cast(:since as timestamptz), '-infinity')
          and coalesce(cast(:until as timestamptz) - interval '1 microsecond', 'infinity'))
)
