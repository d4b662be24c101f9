-- Messages by rule and channel, and those that do not go by rule and reason.
, told as (
    select rule_id, case when leads then channel end as channel,
        case when not leads then coalesce(why_not, 'superseded') end as reason
    from ranked
)
select rule_id, channel, reason, count(*) as messages
from told
group by rule_id, channel, reason
