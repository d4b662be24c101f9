"""Hold back what is over the most a practice sends to one number or address a day (product D8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.actions.decide_again import end_message, open_times
from app.actions.decide_greeting import greeting_times
from app.actions.fill_envelope import Worded
from app.actions.read_claimed import Desk
from app.actions.stretch_windows import windows_around
from app.domain.delivery_policy import counts_for_the_day, next_day
from app.domain.local_time import day_begins, local_day, zone
from app.domain.open_windows import ONE_DAY, Window
from app.domain.reasons import Reason
from app.models import Message

# Two workers that prepare for the same practice must not both see room for the last message of a day.
_ALONE = text("select pg_advisory_xact_lock(hashtextextended('daily cap', :practice_id))")

# By way of the contacts, for whom messages are indexed. What another worker has ready counts as gone.
_GONE = text("""
with held as (
    select array_agg(id) as ids from address where practice_id = :practice_id and value = any (:addresses)
), people as (
    select c.id from contact c, held
    where c.practice_id = :practice_id
      and array[c.cell_id, c.home_id, c.work_phone_id, c.email_id, c.work_email_id, c.fax_id, c.mail_id]
          && held.ids
)
select m.address, count(*) as number
from people p join message m on m.contact_id = p.id
where m.practice_id = :practice_id and m.address = any (:addresses) and m.id <> all (:ids)
  and (m.rule_id is not null or m.mailing_id is not null) and m.step = 0 and m.type <> 'cancelled_by_practice'
  and ((m.sent_at >= :since and m.sent_at < :until) or m.status = 'sending'
    or (m.status = 'unknown' and m.settled_at >= :since)
    or (m.status = 'queued' and m.claimed_at is not null and m.provider <> ''))
group by m.address
""")


def over_daily_cap(session: Session, now: datetime, desk: Desk, worded: Sequence[Worded]) -> list[Worded]:
    """Those of these messages of rules and mailings that do not go today.

    Each is put off until the next day, or skipped. What is of use for the shortest time goes first. The day
    is that of the practice.
    """
    cap = desk.office.rules.daily_cap
    counted = [each for each in worded if _counts(each.message)]
    if cap is None or not counted:
        return []
    gone = _gone_today(session, now, desk, counted)
    over = []
    for each in sorted(counted, key=lambda each: (each.useful_until or each.message.due_at, each.message.id)):
        gone[each.address] += 1
        if gone[each.address] > cap:
            over.append(each)
            _put_off(now, desk, each)
    return over


def _counts(message: Message) -> bool:
    return counts_for_the_day(message.type, message.step, message.resends)


def _gone_today(session: Session, now: datetime, desk: Desk, worded: Collection[Worded]) -> Counter[str]:
    """How many counted messages left, or are about to, for each of these addresses on this day."""
    practice = desk.office.practice
    session.execute(_ALONE, {"practice_id": practice.id})
    place = zone(practice.timezone)
    today = local_day(now, place)
    asked = {
        "practice_id": practice.id,
        "addresses": sorted({each.address for each in worded}),
        "ids": [each.message.id for each in worded],
        "since": day_begins(today, place),
        "until": day_begins(today + ONE_DAY, place),
    }
    return Counter({row.address: row.number for row in session.execute(_GONE, asked)})


def _put_off(now: datetime, desk: Desk, worded: Worded) -> None:
    message, place = worded.message, zone(desk.office.practice.timezone)
    until = next_day(now, place, _windows(now, desk, message), worded.useful_until or message.due_at)
    if isinstance(until, Reason):
        end_message(message, now, until)
    else:
        message.due_at, message.claimed_at = until, None


def _windows(now: datetime, desk: Desk, message: Message) -> Sequence[Window]:
    letter = next((each for each in desk.messages if each.message.id == message.id), None)
    if letter:
        return open_times(desk, letter, now)
    greeting = next((each for each in desk.greetings if each.message.id == message.id), None)
    if greeting:
        return greeting_times(now, desk.office, greeting)
    return windows_around(desk.office.usual_hours(message.channel or ""), now, now)
