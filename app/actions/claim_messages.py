"""Take messages from the outbox for one worker (product G2): compare and set, committed by the caller.

A claim is a lease of a living process, so it is stamped with the database's own clock and not with the
``now`` of the work, which may be a simulated one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.audiences import ABOUT_VISITS
from app.domain.rules import STATUSES

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
      and not exists (select from mailing g where g.id = m.mailing_id and g.state in ('paused', 'stopped'))
    order by m.due_at, m.id
    limit :most
    for update of m skip locked
)
update message m set claimed_at = clock_timestamp()
from due where m.id = due.id
returning m.practice_id, m.id
""")

# Before a slow way out up to a minute lies between preparing and the call. Whatever speaks against a message
# by then is looked at once more in the statement that begins its call: the pause, the mailing, the address,
# the visits and the person. An automatic answer goes even where texts were stopped. A visit must be in a
# status that its automated message is for, or that the type of a mailing can speak of; of the children of a
# mailing's general words one is enough.
# Everything is looked up one by one: where tables have just grown and nobody has counted them yet, PostgreSQL
# would rather read all that is queued, or whole tables, for a few rows: 300 ms a batch. So the status is not
# for an index to find, and what is counted is fenced by "offset 0".
_START = text("""
update message m set status = 'sending', claimed_at = clock_timestamp()
from unnest(cast(:ids as bigint[]), cast(:stamps as timestamptz[])) as claim (id, stamp)
where m.id = claim.id and m.claimed_at = claim.stamp and m.practice_id = :practice_id
  and m.status || '' = 'queued'
  and (m.contact_id is null or m.type = 'reply' or 0 = (
    (select count(*) from practice p where p.id = m.practice_id and p.paused_at is not null)
    + (select count(*) from mailing g where g.id = m.mailing_id and g.state in ('paused', 'stopped'))
    + (select count(*) from address a
        where a.practice_id = m.practice_id and a.kind in ('phone', 'email', 'mail') and a.value = m.address
          and (a.suppressed_at is not null or m.channel = any (a.stopped)))
    + (select count(*) from message_line l
        cross join lateral (select * from appointment v where v.id = l.appointment_id offset 0) v
        left join lateral (select * from rule r where r.id = l.rule_id offset 0) r on true
        left join lateral (select * from patient_contact t
          where t.patient_id = v.patient_id and t.contact_id = m.contact_id offset 0) t on true
        cross join lateral (select case when v.lifecycle <> 'scheduled' then v.lifecycle
          when v.confirmation = 'none' then 'scheduled' else v.confirmation end as word) status
        where l.message_id = m.id and (
          t.id is null or t.held_at is not null or v.blocked or v.version <> l.version
          or case when l.rule_id is null
                then not jsonb_exists(cast(:statuses as jsonb) -> m.type, status.word)
                else r.enabled_at is null or status.word <> all (r.statuses) end))
    + (select count(*) from message_patient l
        left join lateral (select * from patient_contact t
          where t.patient_id = l.patient_id and t.contact_id = m.contact_id offset 0) t on true
        where l.message_id = m.id and (t.id is null or t.held_at is not null) and m.mailing_id is null)
    + (select count(*) from (
        select from message_patient l
        left join lateral (select * from patient_contact t
          where t.patient_id = l.patient_id and t.contact_id = m.contact_id offset 0) t on true
        where l.message_id = m.id and m.mailing_id is not null
        having count(*) > 0 and count(*) = count(*) filter (where t.id is null or t.held_at is not null)
      ) nobody)
  ))
returning m.id
""")

_STATUSES = json.dumps({kind.value: sorted(STATUSES[kind]) for kind in ABOUT_VISITS})
"""The statuses that a mailing of each type can speak of."""

_LET_GO = text("""
update message m set claimed_at = null
from unnest(cast(:ids as bigint[]), cast(:stamps as timestamptz[])) as claim (id, stamp)
where m.id = claim.id and m.claimed_at = claim.stamp and m.practice_id = :practice_id and m.status = 'queued'
""")

_TAKE_BACK = text("""
update message set claimed_at = null
where id in (
    select id from message
    where practice_id = :practice_id and channel = :channel and status = 'queued' and claimed_at is not null
      and due_at <= :now
    order by id for update
)
""")

# Whoever is just writing a message down, or beginning its call, is not waited for.
_TAKE_BACK_ABOUT = text("""
update message set claimed_at = null
where id in (
    select m.id from message m
    where m.practice_id = :practice_id and m.status = 'queued' and m.claimed_at is not null
      and m.id in (
        select l.message_id from message_line l join appointment v on v.id = l.appointment_id
        where v.patient_id = any (:patient_ids)
        union all select o.message_id from message_patient o where o.patient_id = any (:patient_ids))
    for update of m skip locked
)
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


def start_sending(session: Session, practice_id: int, claims: Mapping[int, datetime]) -> set[int]:
    """Write down that the calls to the provider begin; the ids whose claim stands and that may still go.

    ``claims`` says by id when each was claimed: what was claimed anew meanwhile leaves as prepared then.
    From here to the noted result a killed process leaves ``sending``, never ``queued``.
    """
    return set(session.scalars(_START, {**_claimed(practice_id, claims), "statuses": _STATUSES}))


def let_go(session: Session, practice_id: int, claims: Mapping[int, datetime]) -> None:
    """Give back messages whose call was never begun, where the claim still stands."""
    session.execute(_LET_GO, _claimed(practice_id, claims))


def _claimed(practice_id: int, claims: Mapping[int, datetime]) -> dict[str, object]:
    return {"practice_id": practice_id, "ids": list(claims), "stamps": list(claims.values())}


def take_back(session: Session, now: datetime, channel: str) -> None:
    """What is ready to leave over this channel of the practice is prepared anew, maybe for another way."""
    asked = {"practice_id": session.info["practice_id"], "channel": channel, "now": now}
    session.execute(_TAKE_BACK, asked)


def take_back_about(session: Session, patient_ids: Collection[int]) -> None:
    """What is ready to leave about these children of the practice is decided and prepared anew."""
    asked = {"practice_id": session.info["practice_id"], "patient_ids": sorted(patient_ids)}
    session.execute(_TAKE_BACK_ABOUT, asked)


def let_go_until(session: Session, practice_id: int, moments: Mapping[int, datetime]) -> None:
    """Give back messages whose last moment (UTC) passed before their call: looked at again after it."""
    for message_id, moment in moments.items():
        session.execute(_AFTER, {"id": message_id, "moment": moment, "practice_id": practice_id})
