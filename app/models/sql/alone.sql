-- Nobody else has to be known.
, looked_at as (
    select contact_id, true as wanted from chosen
)
