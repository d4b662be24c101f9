"""Give what a merged contact was sent and answered to the one that stays (product B8, E5, H1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.reasons import Reason

# What waits for both is cancelled once: one person is told once.
_CANCEL_DOUBLES = text("""
update message m set status = 'cancelled', reason = :reason, settled_at = :now
where m.practice_id = :practice_id and m.contact_id = :gone and m.status in ('planned', 'queued', 'no_credit')
  and m.claimed_at is null
  and (exists (select from message_line l where l.message_id = m.id)
    or exists (select from message_patient o where o.message_id = m.id))
  and not exists (
    select from message_line l where l.message_id = m.id and not exists (
      select from message_line k join message o on o.id = k.message_id
      where k.contact_id = :kept and k.appointment_id = l.appointment_id
        and k.rule_id is not distinct from l.rule_id and k.mailing_id is not distinct from l.mailing_id
        and k.version = l.version
        and o.status in ('planned', 'queued', 'no_credit', 'sending', 'unknown', 'sent', 'delivered')))
  and not exists (
    select from message_patient l where l.message_id = m.id and not exists (
      select from message_patient k join message o on o.id = k.message_id
      where k.contact_id = :kept and o.id <> m.id and (
          (k.patient_id = l.patient_id and k.rule_id = l.rule_id
            and k.occasion_on = l.occasion_on and k.try_number = l.try_number)
          or o.mailing_id = m.mailing_id)
        and o.status in ('planned', 'queued', 'no_credit', 'sending', 'unknown', 'sent', 'delivered')))
""")
# A line, an occasion or a link that both have stays where it is: the one that stays has its own.
_MOVES = tuple(
    text(statement)
    for statement in (
        """
update message_line l set contact_id = :kept
where l.practice_id = :practice_id and l.contact_id = :gone and not exists (
  select from message_line k
  where k.contact_id = :kept and k.appointment_id = l.appointment_id
    and k.rule_id is not distinct from l.rule_id and k.mailing_id is not distinct from l.mailing_id
    and k.version = l.version and k.channel is not distinct from l.channel)
""",
        """
update message_patient l set contact_id = :kept
where l.practice_id = :practice_id and l.contact_id = :gone and not exists (
  select from message_patient k
  where k.contact_id = :kept and k.rule_id = l.rule_id and k.patient_id = l.patient_id
    and k.occasion_on = l.occasion_on and k.try_number = l.try_number)
""",
        """
update link l set contact_id = :kept
where l.practice_id = :practice_id and l.contact_id = :gone and (l.revoked_at is not null or not exists (
  select from link k
  where k.contact_id = :kept and k.visit_key = l.visit_key and k.revoked_at is null))
""",
        "update message set contact_id = :kept where practice_id = :practice_id and contact_id = :gone",
        "update answer set contact_id = :kept where practice_id = :practice_id and contact_id = :gone",
        "update notice set contact_id = :kept where practice_id = :practice_id and contact_id = :gone",
        "update reply set contact_id = :kept where practice_id = :practice_id and contact_id = :gone",
        "update fix_task set contact_id = :kept where practice_id = :practice_id and contact_id = :gone",
        """
update waitlist_entry set contact_id = :kept where practice_id = :practice_id and contact_id = :gone
""",
        "update offer set contact_id = :kept where practice_id = :practice_id and contact_id = :gone",
        """
update contact set merged_into_id = :kept where practice_id = :practice_id and merged_into_id = :gone
""",
    )
)


def move_history(session: Session, now: datetime, kept_id: int, gone_id: int) -> None:
    """Everything but the lines that both had. The appointments' own timeline is append-only and stays."""
    people = {"kept": kept_id, "gone": gone_id, "practice_id": session.info["practice_id"]}
    session.execute(_CANCEL_DOUBLES, {**people, "now": now, "reason": Reason.SAME_PERSON})
    for statement in _MOVES:
        session.execute(statement, people)
