"""Write reports down and move their messages forward: any number in one statement (product G5).

Which report moves which status is the rule book's to say; the statement is handed its answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from app.domain.outcomes import MessageStatus, ReceiptKind, advance
from app.domain.vendor_reports import lifts
from app.providers.port import Receipt


class NamedReceipt(NamedTuple):
    """A receipt, the message it is about, and which try of it; None where it does not say."""

    message_id: int
    try_number: int | None
    receipt: Receipt


class Written(NamedTuple):
    """A report that was new. ``status`` is the message's afterwards; ``ends_failures``: it arrived at an
    address at which others had failed; ``taken``: something is put aside for the try that it tells of (L3).
    """

    message_id: int
    practice_id: int
    event_id: str
    status: MessageStatus
    ends_failures: bool
    taken: bool


# Messages are taken in the order of ids, so that two workers with the same ones wait and do not lock up.
_LIFT = text("""
with told as (
    select * from unnest(
        cast(:ids as bigint[]), cast(:practices as bigint[]), cast(:tries as int[]), cast(:events as text[]),
        cast(:kinds as text[]), cast(:ats as timestamptz[]), cast(:categories as text[]),
        cast(:notes as text[]), cast(:codes as text[])
    ) as t (id, practice_id, try_number, event_id, kind, at, category, note, code)
), held as (
    select id, practice_id, address, status, resends, settled_at, reason, reserved from message
    where id = any (:ids) and practice_id = coalesce(:practice_id, practice_id)
    order by id for update
), dated as (
    select t.*, h.status,
        case when t.try_number is null then h.resends > 0 and h.status in ('queued', 'no_credit')
            else t.try_number < h.resends end as of_earlier_try
    from told t join held h using (id)
), news as (
    insert into message_event (practice_id, message_id, at, kind, provider_event_id, detail)
    select h.practice_id, id, :now, 'receipt', t.event_id, jsonb_strip_nulls(jsonb_build_object(
        'kind', t.kind, 'at', t.at, 'category', t.category, 'note', nullif(t.note, ''),
        'code', nullif(t.code, '')))
    from told t join held h using (id)
    where t.practice_id in (0, h.practice_id)
    on conflict do nothing
    returning message_id as id, provider_event_id as event_id
), rated as (
    select id, t.kind, t.at, t.category, t.status
    from news join dated t using (id, event_id)
    where t.status || '>' || t.kind = any (
        case when t.of_earlier_try then cast(:moves_of_earlier_try as text[]) else cast(:moves as text[]) end
    )
), best as (
    select distinct on (id) * from rated
    order by id, array_position(cast(:least_first as text[]), kind) desc, at, category
), lifted as (
    update message m
    set status = best.kind, reason = nullif(best.category, ''), settled_at = best.at, claimed_at = null,
        sent_at = coalesce(m.sent_at, best.at)
    from best join held using (id)
    where m.id = best.id and (
        best.kind <> best.status
        -- Of two reports that say the same the earlier one counts, whichever we hear first.
        or (best.at, best.category) < (held.settled_at, coalesce(held.reason, ''))
    )
    returning m.id, m.status, best.kind <> best.status as forward
)
select news.id, held.practice_id, news.event_id, coalesce(l.status, held.status) as status,
    coalesce(l.forward and l.status = 'delivered', false) and exists (
        select from address a join address_event e on e.address_id = a.id and e.kind = 'soft'
        where a.practice_id = held.practice_id and a.value = held.address
    ) as ends_failures,
    held.reserved > 0 and exists (
        select from dated t where t.id = news.id and t.event_id = news.event_id and not t.of_earlier_try
    ) as taken
from news join held using (id) left join lifted l using (id)
""")


def _moves(*, earlier_try: bool) -> list[str]:
    """Every "status>report" that changes a message; a report that repeats a failure may say it better."""
    return [
        f"{status.value}>{kind.value}"
        for status in MessageStatus
        for kind in ReceiptKind
        if (kind is not ReceiptKind.SENT or status.value != kind.value)
        and advance(status, kind) == kind.value
        and lifts(kind, status, earlier_try=earlier_try)
    ]


def _beaten(kind: ReceiptKind) -> int:
    """How many other reports this one stands above."""
    return sum(advance(MessageStatus(other.value), kind) == kind.value for other in ReceiptKind)


_RULES = {
    "moves": _moves(earlier_try=False),
    "moves_of_earlier_try": _moves(earlier_try=True),
    "least_first": sorted(ReceiptKind, key=_beaten),
}


def lift_messages(session: Session, now: datetime, told: Sequence[NamedReceipt]) -> list[Written]:
    """Record at ``now`` (UTC) and lift each message as far as its reports say; the new ones, in no order.

    Two of one name count once. The messages stay locked until the transaction ends.
    """
    receipts = [each.receipt for each in told]
    asked = {
        "practice_id": session.info["practice_id"],
        "now": now,
        "ids": [each.message_id for each in told],
        "tries": [each.try_number for each in told],
        "practices": [each.practice_id for each in receipts],
        "events": [each.event_id for each in receipts],
        "kinds": [each.kind.value for each in receipts],
        "ats": [each.at for each in receipts],
        "categories": [each.category for each in receipts],
        "notes": [each.note for each in receipts],
        "codes": [each.code for each in receipts],
    }
    rows = session.execute(_LIFT, _RULES | asked)
    return [_written(row) for row in rows]


def _written(row: Row[Any]) -> Written:
    return Written(
        row.id, row.practice_id, row.event_id, MessageStatus(row.status), row.ends_failures, row.taken
    )
