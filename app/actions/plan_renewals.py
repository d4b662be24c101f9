"""Remind staff of a license, certificate or training of theirs that ends (product E1), and foresee it.

Planning late, twice or on two machines changes nothing (E5).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from app.actions.decide_again import end_message
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.reasons import Reason
from app.domain.renewals import coming, key_of, told_by
from app.domain.rules import Rule
from app.domain.timing import RuleType
from app.domain.wording.staff_mail import RENEWAL
from app.models import Message, NextMessage, Practice, RuleRow, StaffRenewal
from app.models.renewal_facts import Reminder, reminders, renewal_rules
from app.work import work, work_everywhere


def plan_renewals(now: datetime, practice_id: int | None = None, *, dry_run: bool = False) -> int:
    """Write what is due at ``now`` (UTC), for every practice or for one, in transactions of its own.

    How many messages are new. With ``dry_run`` they are counted, and nothing is written.
    """
    written = 0
    for each in _practices(practice_id):
        with work(each) as session:
            due = list(_due(session, now))
            written += _not_yet(session, due) if dry_run else _write(session, due)
    return written


def renewals_ahead(now: datetime, until: datetime, practice_id: int | None) -> list[dict[str, Any]]:
    """Rows of ``next_message`` for the reminders that go after ``now`` and by ``until`` (UTC)."""
    rows: list[dict[str, Any]] = []
    for each in _practices(practice_id):
        with work(each) as session:
            counts: Counter[tuple[datetime, int]] = Counter()
            for told in reminders(session, now, renewal_rules(session)):
                for time in coming([told.time], now, until):
                    minute = time.at.replace(second=0, microsecond=0)
                    counts[minute, told.rule.id] += len(told.people)
        rows += [_ahead(each, at, rule_id, number) for (at, rule_id), number in counts.items()]
    return rows


def count_renewals(session: Session, now: datetime, until: datetime, rule: Rule) -> int:
    """How many mails ``rule``, saved or not, sends after ``now`` and by ``until`` (UTC)."""
    told = reminders(session, now, [rule])
    return sum(len(each.people) for each in told if coming([each.time], now, until))


def refused_renewals(session: Session, now: datetime, messages: Sequence[Message]) -> set[int]:
    """The ids of reminders that do not go now, which is written down: renewed, removed, or of another day."""
    told = {each: told_by(each.key) for each in messages if each.type == RENEWAL}
    if not told:
        return set()
    wanted = [renewal_id for _, renewal_id, _ in told.values()]
    still_open = select(StaffRenewal.id, StaffRenewal.due_on).where(
        StaffRenewal.id.in_(wanted), StaffRenewal.done_at.is_(None), StaffRenewal.removed_at.is_(None)
    )
    ends = {row.id: row.due_on for row in session.execute(still_open)}
    late = [each for each, (_, renewal_id, due_on) in told.items() if ends.get(renewal_id) != due_on]
    for message in late:
        end_message(message, now, Reason.RENEWED)
    return {message.id for message in late}


def _practices(practice_id: int | None) -> list[int]:
    """Those that have both such a rule and something that ends."""
    rules = select(RuleRow.practice_id).where(
        RuleRow.type == RuleType.STAFF_RENEWAL, RuleRow.enabled_at.is_not(None)
    )
    wanted = select(Practice.id).where(
        Practice.id.in_(rules), Practice.id.in_(select(StaffRenewal.practice_id))
    )
    one = Practice.id == practice_id if practice_id is not None else Practice.setting_up.is_(False)
    with work_everywhere() as session:
        return list(session.scalars(wanted.where(one).order_by(Practice.id)))


def _due(session: Session, now: datetime) -> Iterator[dict[str, Any]]:
    for told in reminders(session, now, renewal_rules(session)):
        if told.time.at <= now <= told.time.last_useful:
            yield from _rows(now, told)


def _rows(now: datetime, told: Reminder) -> Iterator[dict[str, Any]]:
    for staff in told.people:
        yield {
            "practice_id": staff.practice_id,
            "key": key_of(told.rule.id, told.renewal.id, told.renewal.due_on, staff.id),
            "type": RENEWAL,
            "staff_id": staff.id,
            "channel": Channel.EMAIL,
            "address": staff.email,
            "language": "en",
            "status": MessageStatus.QUEUED,
            "due_at": told.time.at,
            "expires_at": told.time.last_useful,
            "created_at": now,
        }


def _write(session: Session, rows: list[dict[str, Any]]) -> int:
    if not rows:
        return 0
    unique = ["practice_id", "key"]
    new = postgresql.insert(Message).values(rows).on_conflict_do_nothing(index_elements=unique)
    return len(session.scalars(new.returning(Message.id)).all())


def _not_yet(session: Session, rows: list[dict[str, Any]]) -> int:
    keys = [row["key"] for row in rows]
    return len(keys) - len(session.scalars(select(Message.id).where(Message.key.in_(keys))).all())


def _ahead(practice_id: int, at: datetime, rule_id: int, number: int) -> dict[str, Any]:
    return {
        "practice_id": practice_id,
        "at": at,
        "rule_id": rule_id,
        "type": RuleType.STAFF_RENEWAL,
        "channel": Channel.EMAIL,
        "messages": number,
        "families": 0,
    }


def write_ahead(rows: list[dict[str, Any]]) -> Any:
    """The statement that adds ``rows`` of ``renewals_ahead`` to what goes next."""
    return insert(NextMessage).values(rows)
