"""Take a parent's try at a child's date of birth before the page opens (product H4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.answers import LinkState
from app.domain.birth_check import UNLOCKED, Lock, Verdict, try_date
from app.models import Link
from app.models.visit import read_visit
from app.work import keep_to


@dataclass(frozen=True, slots=True)
class CheckResult:
    """``verdict`` is None when the link is not live; ``lock`` is how the link stands now."""

    link: LinkState
    verdict: Verdict | None = None
    lock: Lock = UNLOCKED


def check_birth_date(session: Session, now: datetime, link_id: int, said: date) -> CheckResult:
    """Compare with the children of the link whom its contact may see, and count a wrong try.

    The session may see every practice; from here on it sees the link's own. Tries at the same moment
    wait for each other, so that none goes uncounted. Where nothing is asked, every date is right.
    """
    link = session.scalar(select(Link).where(Link.id == link_id).with_for_update(key_share=True))
    if link is None:
        return CheckResult(LinkState.REVOKED)
    keep_to(session, link.practice_id)
    visit = read_visit(session, now, link_id, link.practice_id)
    state = visit.link_state(now) if visit else LinkState.REVOKED
    if visit is None or state is not LinkState.LIVE:
        return CheckResult(state)
    if not visit.birth_dates:
        return CheckResult(state, Verdict.RIGHT)
    verdict, lock = try_date(Lock(link.tries, link.locked_until), said, visit.birth_dates, now)
    link.tries, link.locked_until = lock.tries, lock.until
    return CheckResult(state, verdict, lock)
