"""A practice with a family that was written to, and the vendors that report on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import Address, Message, MessageEvent
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, make_clinic
from tests.builders.vendor_calls import Vendors, signed_for


@dataclass
class Sent:
    """Two messages that providers took: a text ``m<text>`` and a mail ``m<mail>`` to one mother."""

    practice_id: int
    text: int
    mail: int

    def row(self, message_id: int) -> Message:
        with work(self.practice_id) as session:
            return session.get_one(Message, message_id)

    def status(self, message_id: int) -> tuple[str, str | None]:
        row = self.row(message_id)
        return row.status, row.reason

    def change(self, message_id: int, **values: Any) -> None:
        with work(self.practice_id) as session:
            row = session.get_one(Message, message_id)
            for name, value in values.items():
                setattr(row, name, value)

    def reports(self) -> int:
        with work(self.practice_id) as session:
            return len(session.scalars(select(MessageEvent).where(MessageEvent.kind == "receipt")).all())

    def details(self) -> list[dict[str, Any]]:
        """What was kept of each report, the first first."""
        told = select(MessageEvent.detail).where(MessageEvent.kind == "receipt").order_by(MessageEvent.id)
        with work(self.practice_id) as session:
            return list(session.scalars(told))

    def blocked(self) -> dict[str, str | None]:
        """The addresses that get nothing any more, with the reason."""
        with work(self.practice_id) as session:
            rows = session.scalars(select(Address).where(Address.suppressed_at.is_not(None)))
            return {row.value: row.suppressed_reason for row in rows}


@pytest.fixture
def vendors(app: Flask) -> Iterator[Vendors]:
    with signed_for(app):
        yield Vendors(app)


@pytest.fixture
def sent(app: Flask) -> Sent:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia = clinic.child("Mia")
        mail = clinic.address("ana@example.com")
        mother = clinic.parent("Ana Ramos", mia, cell="+19375550001", email_id=mail.id)
        visit, rule = clinic.visit(mia), clinic.rule()
        usual = {"sent_at": NOW, "settled_at": NOW}
        text = clinic.message(
            rule,
            mother,
            visit,
            provider="vonage_text",
            provider_ref="uuid-1",
            address="+19375550001",
            **usual,
        )
        email = clinic.message(rule, mother, visit, channel="email", address="ana@example.com", **usual)
        return Sent(clinic.practice_id, text.id, email.id)
