"""A family that was asked by text about a visit, and a phone to answer with.

family = make_texting(app)                  Ana was asked about Mia and Leo, Tuesday 2:30 PM; it is Sunday
family.text("yes")                          she writes; back comes what was kept
family.answers()                            what went back to her by itself
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from flask import Flask
from sqlalchemy import select

from app.actions.deliver_messages import deliver_messages
from app.actions.make_link import link_for
from app.actions.receive_text import receive_text
from app.models import Address, AppointmentRow, Contact, Message, Patient, Reply
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic
from tests.builders.parent_link import TUESDAY, ParentLink, make_parent_link

_events = count(1)


@dataclass
class Texting:
    """``link`` is Ana's; ``numbers`` are the cell phones by first name. The clock stands at ``now``."""

    app: Flask
    link: ParentLink
    numbers: dict[str, str]
    now: datetime = NOW

    @property
    def practice_id(self) -> int:
        return self.link.practice_id

    def text(self, body: str, who: str = "Ana", event_id: str = "") -> Reply | None:
        """``who`` is a first name, or a number."""
        sender = self.numbers.get(who, who)
        with work_everywhere() as session:
            return receive_text(
                session,
                self.now,
                self.practice_id,
                sender,
                body,
                event_id or f"vi:{next(_events)}",
                self.now,
                self.app.extensions["deskbell.signer"],
            )

    def answers(self, who: str = "Ana") -> list[str]:
        """What was answered to the number, oldest first."""
        return [message.body for message in self.messages(who)]

    def messages(self, who: str = "Ana") -> Sequence[Message]:
        with work(self.practice_id) as session:
            asked = select(Message).where(
                Message.type == "reply", Message.address == self.numbers.get(who, who)
            )
            return session.scalars(asked.order_by(Message.id)).all()

    def ask(self, contact: str, *children: str, at: datetime | None = None) -> int:
        """A confirmation request goes out by text to one parent about these children; its link's id."""
        with work(self.practice_id) as session:
            contact_id = self.link.ids[contact]
            visits = [self.link.visits[each] for each in children]
            link_id = link_for(session, self.now, contact_id, visits)
            clinic = Clinic(session, self.practice_id, 0, 0, 0, 0)
            rule = clinic.rule("confirmation_request", statuses=["scheduled", "out_of_reach"])
            clinic.message(
                rule,
                session.get_one(Contact, contact_id),
                *(session.get_one(AppointmentRow, each) for each in visits),
                link_id=link_id,
                address=self.numbers[contact],
                sent_at=at or self.now - timedelta(hours=1),
                created_at=at or self.now - timedelta(hours=1),
            )
        return link_id

    def deliver(self) -> None:
        """What waits goes out, in the sandbox."""
        extensions = self.app.extensions
        deliver_messages(self.now, extensions["deskbell.exits"], extensions["deskbell.signer"])

    def visit(self, child: str, starts_at: datetime) -> None:
        """One more visit of a child, known by the child's name and the day: "Mia 12-01"."""
        with work(self.practice_id) as session:
            first = session.get_one(AppointmentRow, self.link.visits[child])
            clinic = Clinic(
                session, self.practice_id, first.location_id, first.provider_id or 0, 0, first.source_id
            )
            visit = clinic.visit(session.get_one(Patient, first.patient_id), starts_at)
            self.link.visits[f"{child} {starts_at:%m-%d}"] = visit.id

    def status(self, child: str) -> tuple[str, str]:
        row = self.link.row(self.link.visits[child])
        return row.lifecycle, row.confirmation

    def address(self, who: str = "Ana") -> Address | None:
        with work(self.practice_id) as session:
            return session.scalar(select(Address).where(Address.value == self.numbers.get(who, who)))


def make_texting(
    app: Flask, *children: str, starts_at: datetime = TUESDAY, at: datetime = NOW, **practice: object
) -> Texting:
    """Ana was asked about all her children; Bo, their father, was not asked yet. It is ``at``."""
    link = make_parent_link(app, *(children or ("Mia", "Leo")), starts_at=starts_at, **practice)
    with work(link.practice_id) as session:
        rows = session.execute(
            select(Contact.name, Address.value).join(Address, Address.id == Contact.cell_id)
        )
        numbers = {name.split()[0]: number for name, number in rows}
    family = Texting(app, link, numbers, at)
    family.ask("Ana", *(children or ("Mia", "Leo")))
    return family
