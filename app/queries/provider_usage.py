"""How many messages families of each provider got (product L2): what a monthly fee is chosen by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session

MONTHS = 12

# A message about visits to two providers counts for each. Months are those of the practice's place.
_USAGE = text("""
with bounds as (
    select p.timezone as place,
        date_trunc('month', cast(:now as timestamptz) at time zone p.timezone) as this_month
    from practice p where p.id = :practice_id
), months as (
    select (b.this_month - n * interval '1 month') as month, b.place
    from bounds b, generate_series(1, :months) as n
), sent as (
    select distinct m.id, a.provider_id, date_trunc('month', m.sent_at at time zone b.place) as month
    from bounds b
    join message m on m.practice_id = :practice_id and m.contact_id is not null
      and m.sent_at >= (b.this_month - :months * interval '1 month') at time zone b.place
      and m.sent_at < b.this_month at time zone b.place
    left join message_line l on l.message_id = m.id
    left join appointment a on a.id = l.appointment_id
), counted as (
    select provider_id, month, count(*) as number from sent group by provider_id, month
)
select c.provider_id, coalesce(d.name, '') as provider, sum(c.number) as total, max(c.number) as most,
    (array_agg(c.month order by c.number desc, c.month desc))[1] as busiest,
    (select count(*) from months where month >= (select min(month) from counted)) as months
from counted c left join provider d on d.id = c.provider_id
group by c.provider_id, d.name
order by sum(c.number) desc, provider
""")


@dataclass(frozen=True, slots=True)
class ProviderUsage:
    """``a_month`` is the average over the months since the first message, at most twelve full ones.

    ``provider`` is empty for messages about no visit. ``busiest`` is the first day of the month in which
    ``most`` went out.
    """

    provider: str
    total: int
    a_month: Decimal
    busiest: date
    most: int


def provider_usage(session: Session, now: datetime) -> tuple[ProviderUsage, ...]:
    """The twelve full months before the one of ``now`` (UTC), who sent most first."""
    asked = {"now": now, "months": MONTHS, "practice_id": session.info["practice_id"]}
    return tuple(
        ProviderUsage(
            row.provider, int(row.total), Decimal(row.total) / row.months, row.busiest.date(), row.most
        )
        for row in session.execute(_USAGE, asked)
    )
