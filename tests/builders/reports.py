"""Visits of the weeks before now with what was sent about them, for tests of reports.

book = ReportBook(clinic)
book.visit(days=3, lifecycle="no_show")                       three days ago, nobody asked
book.visit(days=3, asked_hours=72, answered_hours=70)         asked 72 hours before, answered 70 before
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.models import Answer, AppointmentRow, Contact, Link, LinkOpening, Message, MessageLine, RuleRow
from tests.builders.clinic import NOW, Clinic

RULE = "Three days before"


class ReportBook:
    """One family with Mia and Ana for all visits; ``now`` is when the report is asked for."""

    def __init__(self, clinic: Clinic, now: datetime = NOW) -> None:
        self.clinic, self.now = clinic, now
        self.child = clinic.child()
        self.parent: Contact = clinic.parent("Ana Ramos", self.child)
        found = clinic.session.scalars(select(RuleRow).where(RuleRow.name == RULE)).one_or_none()
        self.rule: RuleRow = found or clinic.rule("confirmation_request", name=RULE)

    def visit(
        self,
        days: float,
        lifecycle: str = "completed",
        asked_hours: float | None = None,
        answered_hours: float | None = None,
        opened_hours: float | None = None,
        cancelled_hours: float | None = None,
        choice: str = "coming",
        via: str = "link",
        message: dict[str, Any] | None = None,
        **given: Any,
    ) -> AppointmentRow:
        """All ``_hours`` are hours before the visit."""
        starts_at = self.now - timedelta(days=days)
        if cancelled_hours is not None:
            lifecycle, given["cancelled_at"] = "cancelled", starts_at - timedelta(hours=cancelled_hours)
        row = self.clinic.visit(self.child, starts_at, lifecycle=lifecycle, **given)
        if asked_hours is not None:
            self.ask(row, asked_hours, opened_hours, **(message or {}))
        if answered_hours is not None:
            self.answer(row, answered_hours, choice, via)
        return row

    def ask(self, row: AppointmentRow, hours: float, opened: float | None = None, **given: Any) -> Message:
        """A message ``hours`` before the visit with a link of its own, opened ``opened`` hours before."""
        at = row.starts_at - timedelta(hours=hours)
        link = self.clinic.add(
            Link(contact_id=self.parent.id, visit_key=row.id, created_at=at, revoked_at=self.now)
        )
        if opened is not None:
            seen = row.starts_at - timedelta(hours=opened)
            self.clinic.add(LinkOpening(link_id=link.id, by="person", first_at=seen, last_at=seen))
        filled = {"status": "delivered", "due_at": at, "sent_at": at, "link_id": link.id, "mode": "text"}
        rule = given.pop("rule", self.rule)
        return self.clinic.message(rule, self.parent, row, **{**filled, **given})

    def answer(self, row: AppointmentRow, hours: float, choice: str = "coming", via: str = "link") -> Answer:
        return self.clinic.add(self._answer(row, hours, choice, via))

    def _answer(self, row: AppointmentRow, hours: float, choice: str = "coming", via: str = "link") -> Answer:
        at = row.starts_at - timedelta(hours=hours)
        effect = {"coming": "confirm", "cant": "cancel", "move": "request_move"}[choice]
        return Answer(
            appointment_id=row.id, contact_id=self.parent.id, choice=choice, effect=effect,
            version=row.version, via=via, received_at=at, applied_at=at,
        )  # fmt: skip

    def crowd(
        self,
        days: Iterable[float],
        asked: float,
        answered: float | None = None,
        lifecycle: str = "completed",
    ) -> None:
        """As many visits, asked about and perhaps answered so many hours before; hundreds go at once."""
        add = self.clinic.add_all
        starts = [self.now - timedelta(days=each) for each in days]
        visits = add(self.clinic.booking(self.child, at, lifecycle=lifecycle) for at in starts)
        links = add(
            Link(
                contact_id=self.parent.id, visit_key=row.id, revoked_at=self.now,
                created_at=row.starts_at - timedelta(hours=asked),
            )
            for row in visits
        )  # fmt: skip
        messages = add(
            Message(
                rule_id=self.rule.id, contact_id=self.parent.id, key=f"crowd:{link.id}", type=self.rule.type,
                channel="text", mode="text", language="en", status="delivered", link_id=link.id,
                due_at=link.created_at, sent_at=link.created_at, created_at=NOW,
            )
            for link in links
        )  # fmt: skip
        add(
            MessageLine(
                message_id=message.id, rule_id=self.rule.id, appointment_id=row.id, version=row.version,
                contact_id=self.parent.id, channel="text",
            )
            for message, row in zip(messages, visits, strict=True)
        )  # fmt: skip
        if answered is not None:
            add(self._answer(row, answered) for row in visits)
