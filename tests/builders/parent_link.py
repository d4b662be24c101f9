"""A mother with one signed link for her children's visit, and a phone to open it with.

family = make_parent_link(app)              Mia and Leo, Tuesday 2:30 PM; it is Sunday 10:00 AM
family.answer(family.mia, "cant")           posts the form as her browser would
family.at(minutes=-59, of=family.mia)       it is 59 minutes before Mia's visit
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from app.actions.make_link import link_for
from app.models import AppointmentRow, Contact, DeliveryRulesRow, Practice
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

TUESDAY = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
"""Tuesday, November 24, 2:30 PM in New York."""


class Phone(FlaskClient):
    """A parent's browser before a server whose clock stands at ``moment``."""

    moment: list[datetime]

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            g.now = self.moment[0]
            return super().open(*args, **kwargs)


def phone_at(app: Flask, moment: list[datetime]) -> Phone:
    """``moment`` holds one instant and is shared by all phones of a family."""
    phone = Phone(app, app.response_class)
    phone.moment = moment
    return phone


@dataclass
class ParentLink:
    """``visits`` are appointment ids by the child's first name."""

    app: Flask
    phone: Phone
    practice_id: int
    contact_id: int
    link_id: int
    token: str
    visits: dict[str, int] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def mia(self) -> int:
        return self.visits["Mia"]

    @property
    def leo(self) -> int:
        return self.visits["Leo"]

    @property
    def path(self) -> str:
        return f"/v/{self.token}"

    def now(self, moment: datetime) -> None:
        """The server's clock stands at ``moment``."""
        self.phone.moment[0] = moment

    def open(self, language: str | None = None, query: str = "", **given: Any) -> TestResponse:
        query = f"?{query}" if query else ""
        if language:
            query += f"{'&' if query else '?'}l={language}"
        return self.phone.get(self.path + query, **given)

    def send(self, **fields: Any) -> TestResponse:
        """Post the form; in field names ``answer_5`` stands for ``answer-5``."""
        return self.phone.post(
            self.path, data={name.replace("_", "-"): value for name, value in fields.items()}
        )

    def answer(self, visit: int, choice: str, **more: Any) -> TestResponse:
        return self.send(**{f"answer_{visit}": choice}, **more)

    def change_visit(self, visit: int, **values: Any) -> None:
        """The schedule changes behind the parent's back."""
        with work(self.practice_id) as session:
            session.execute(update(AppointmentRow).where(AppointmentRow.id == visit).values(**values))

    def move(self, visit: int, to: datetime, moved_at: datetime = NOW) -> None:
        with work(self.practice_id) as session:
            row = session.get_one(AppointmentRow, visit)
            row.previous_starts_at, row.starts_at = row.starts_at, to
            row.version, row.version_at = row.version + 1, moved_at
            row.confirmation, row.lifecycle = "none", "scheduled"

    def change_rules(self, **values: Any) -> None:
        with work(self.practice_id) as session:
            session.execute(update(DeliveryRulesRow).values(**values))

    def change_practice(self, **values: Any) -> None:
        with work(self.practice_id) as session:
            session.execute(update(Practice).where(Practice.id == self.practice_id).values(**values))

    def change_contact(self, **values: Any) -> None:
        with work(self.practice_id) as session:
            session.execute(update(Contact).where(Contact.id == self.contact_id).values(**values))

    def row(self, visit: int) -> AppointmentRow:
        with work(self.practice_id) as session:
            return session.get_one(AppointmentRow, visit)

    def link_of(self, contact_id: int, visits: list[int] | None = None) -> ParentLink:
        """Another contact's link for the same children, with a phone of its own."""
        with work(self.practice_id) as session:
            link_id = link_for(
                session, NOW - timedelta(hours=1), contact_id, visits or [*self.visits.values()]
            )
        token = self.app.extensions["deskbell.signer"].token(link_id)
        return ParentLink(
            self.app,
            phone_at(self.app, self.phone.moment),
            self.practice_id,
            contact_id,
            link_id,
            token,
            self.visits,
            self.ids,
        )


def make_parent_link(
    app: Flask, *children: str, starts_at: datetime = TUESDAY, slug: str = "willow", **practice: Any
) -> ParentLink:
    """Ana Ramos, who reads English, with a link for her children (Mia and Leo); Bo is their father."""
    practice.setdefault("address", "212 Oak Street, Suite 3, Dayton")
    with work_everywhere() as session:
        clinic = make_clinic(session, slug, **practice)
        visits, ids = _family(clinic, children or ("Mia", "Leo"), starts_at)
    phone = phone_at(app, [NOW])
    unlinked = ParentLink(app, phone, clinic.practice_id, ids["Ana"], 0, "", visits, ids)
    return unlinked.link_of(ids["Ana"])


def _family(
    clinic: Clinic, names: tuple[str, ...], starts_at: datetime
) -> tuple[dict[str, int], dict[str, int]]:
    children, visits = [], {}
    for name in names:
        child = clinic.child(name, family_id=children[0].family_id if children else None)
        children.append(child)
        visits[name] = clinic.visit(child, starts_at).id
    ana = clinic.parent("Ana Ramos", *children)
    bo = clinic.parent("Bo Ramos", *children, link_position=2)
    ids = {"Ana": ana.id, "Bo": bo.id, "department": clinic.department_id, "provider": clinic.provider_id}
    ids |= {child.first_name: child.id for child in children}
    return visits, ids


def headline(response: TestResponse) -> str:
    """What the page says first."""
    found = re.findall(r"<h1>(.*?)</h1>", response.text)
    assert len(found) == 1
    return unescape(found[0])


def words(response: TestResponse) -> str:
    """Everything a reader sees, in one line."""
    body = response.text.split("<body>")[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
