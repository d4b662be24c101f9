"""The visits ahead that a family was told about and can answer by text (product I1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.answers import AnswerState, LinkState, may, standing
from app.domain.replies import OpenChild, OpenVisit
from app.models.visit import Visit, VisitChild, read_visit

# What a message without lines brought a link to is all that the link opens, as it was when it went. Our own
# answers tell nothing new, but for the one that says a new time.
_TOLD = text("""
select m.link_id, a.id as appointment_id,
  max(coalesce(ml.version,
      case when m.created_at >= a.version_at then a.version else a.version - 1 end)) as seen
from message m
join link l on l.id = m.link_id and l.contact_id = m.contact_id and l.revoked_at is null
join link_appointment la on la.link_id = l.id
join appointment a on a.id = la.appointment_id
left join message_line ml on ml.message_id = m.id and ml.appointment_id = a.id
where m.practice_id = :practice_id and m.contact_id = :contact_id and a.starts_at > :now
  and m.status in ('sending', 'unknown', 'sent', 'delivered')
  and (m.type <> 'reply' or m.variant = 'moved')
  and (ml.id is not null or not exists (select from message_line o where o.message_id = m.id))
group by m.link_id, a.id
""")
_ANSWERABLE = frozenset(
    {
        AnswerState.ASK,
        AnswerState.CONFIRMED,
        AnswerState.CANCEL_REQUESTED,
        AnswerState.CANCELLED_BY_PARENT,
    }
)


@dataclass(frozen=True, slots=True)
class ToldVisit:
    """``open`` is for the rule book; ``children`` are those told of, in the order of the message."""

    open: OpenVisit
    visit: Visit
    children: tuple[VisitChild, ...]

    @property
    def versions(self) -> dict[int, int]:
        """The version of each appointment as it was read."""
        return {each.appointment.id: each.appointment.version for each in self.children}


def read_open_visits(session: Session, now: datetime, contact_id: int) -> list[ToldVisit]:
    """The next one first; of visits that overlap, one that lies wholly in others is left out."""
    asked = {"practice_id": session.info["practice_id"], "contact_id": contact_id, "now": now}
    seen: dict[int, dict[int, int]] = {}
    for row in session.execute(_TOLD, asked):
        seen.setdefault(row.link_id, {})[row.appointment_id] = row.seen
    found = (read_told_visit(session, now, link_id, versions) for link_id, versions in sorted(seen.items()))
    return _without_parts(each for each in found if each is not None)


def read_told_visit(
    session: Session, now: datetime, link_id: int, seen: Mapping[int, int]
) -> ToldVisit | None:
    """The visit of a link as far as the family knows it: ``seen`` has the version told, by appointment.

    None when nothing of it can be answered any more.
    """
    visit = read_visit(session, now, link_id, session.info["practice_id"])
    if visit is None or visit.link_state(now) is not LinkState.LIVE:
        return None
    children = tuple(each for each in visit.children if each.appointment.id in seen)
    told = tuple(_open(each, seen[each.appointment.id], now) for each in children)
    if not any(each.state in _ANSWERABLE for each in told):
        return None
    return ToldVisit(OpenVisit(link_id, told), visit, children)


def _open(child: VisitChild, seen: int, now: datetime) -> OpenChild:
    appointment = child.appointment
    return OpenChild(
        appointment.id,
        standing(appointment, now),
        may(appointment, child.deadline_hours, now),
        moved=seen < appointment.version,
    )


def _without_parts(found: Iterable[ToldVisit]) -> list[ToldVisit]:
    kept: list[ToldVisit] = []
    covered: set[int] = set()
    for each in sorted(found, key=lambda told: -len(told.children)):
        members = set(each.versions)
        if not members <= covered:
            kept.append(each)
            covered |= members
    return sorted(kept, key=lambda told: told.children[0].appointment.starts_at)
