"""Take messages from the outbox for one worker (product G2): compare and set, committed by the caller.

A claim is a lease of a living process, so it is stamped with the database's own clock and not with the
``now`` of the work, which may be a simulated one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

# A paused practice holds what goes to families; its own departments and staff still get their mails.
# What goes over a shut way out waits where it is, for the practices that really use it.
_CLAIM = text("""
with due as (
    select m.id
    from message m join practice p on p.id = m.practice_id
    where m.status = 'queued' and m.due_at <= :now and m.claimed_at is null
      and (p.paused_at is null or m.department_id is not null or m.staff_id is not null)
      and m.practice_id = coalesce(:practice_id, m.practice_id)
      and (not p.setting_up or p.id = :practice_id)
      and not (m.channel = any (cast(:shut as text[])) and not p.demo and exists (
          select from channel_setup s
          where s.practice_id = m.practice_id and s.channel = m.channel and s.activated_at is not null))
    order by m.due_at, m.id
    limit :most
    for update of m skip locked
)
update message m set claimed_at = clock_timestamp()
from due where m.id = due.id
returning m.practice_id, m.id
""")

_START = text("""
update message set status = 'sending', claimed_at = clock_timestamp()
where id = any (:ids) and practice_id = :practice_id and status = 'queued' and claimed_at is not null
returning id
""")

_LET_GO = text("""
update message set claimed_at = null
where id = any (:ids) and practice_id = :practice_id and status = 'queued'
""")

_AFTER = text("""
update message
set status = 'queued', claimed_at = null, due_at = cast(:moment as timestamptz) + interval '1 millisecond'
where id = :id and practice_id = :practice_id and status in ('queued', 'sending')
""")


def claim_messages(
    session: Session,
    now: datetime,
    most: int,
    practice_id: int | None = None,
    shut: Collection[str] = (),
) -> dict[int, list[int]]:
    """Up to ``most`` due messages, oldest first, as ids by practice; nobody else gets them now.

    Those over a channel of ``shut`` are left, unless it ends in the sandbox. The session must see every
    practice, unless ``practice_id`` names its own.
    """
    found = defaultdict(list)
    asked = {"now": now, "most": most, "practice_id": practice_id, "shut": [str(each) for each in shut]}
    for row in session.execute(_CLAIM, asked):
        found[row.practice_id].append(row.id)
    return {number: sorted(ids) for number, ids in sorted(found.items())}


def start_sending(session: Session, practice_id: int, ids: list[int]) -> set[int]:
    """Write down that the calls to the provider begin; the ids whose claim still stood.

    From here to the noted result a killed process leaves ``sending``, never ``queued``.
    """
    return set(session.scalars(_START, {"ids": ids, "practice_id": practice_id}))


def let_go(session: Session, practice_id: int, ids: list[int]) -> None:
    """Give back messages whose call was never begun."""
    session.execute(_LET_GO, {"ids": ids, "practice_id": practice_id})


def let_go_until(session: Session, practice_id: int, moments: Mapping[int, datetime]) -> None:
    """Give back messages whose last moment (UTC) passed before their call: looked at again after it."""
    for message_id, moment in moments.items():
        session.execute(_AFTER, {"id": message_id, "moment": moment, "practice_id": practice_id})
