"""A practice that really texts, with a backlog of reminders, and the way out to a vendor on this machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import text

from app.links import ReferenceSigner
from app.models import (
    Address,
    AppointmentRow,
    ChannelSetup,
    Contact,
    Family,
    Message,
    MessageLine,
    Patient,
    PatientContact,
    RuleRow,
)
from app.providers.port import Envelope, Exits, Provider, Result
from app.providers.sandbox import SandboxProvider
from app.providers.vonage_account import VonageAccount, VonageTokens
from app.providers.vonage_text import VonageText
from app.providers.wire import Wire
from app.work import work_everywhere
from tests.builders.clinic import EVERY_CONSENT, NOW, Clinic, make_clinic
from tests.vendor import Loopback, identity
from tests.vendor.identity import API_KEY, API_SECRET, APPLICATION_ID, SIGNATURE_SECRET

NUMBER = "+15550100000"


def live_clinic(slug: str = "willow", **given: object) -> Clinic:
    """Open at any hour, texts activated."""
    with work_everywhere() as session:
        clinic = make_clinic(session, slug, timezone="UTC", **given)
        session.execute(
            text(
                "update delivery_rules set window_from = '00:00', window_to = '00:00' where practice_id = :id"
            ),
            {"id": clinic.practice_id},
        )
        clinic.add(ChannelSetup(channel="text", sender=NUMBER, activated_at=NOW, changed_at=NOW))
    return clinic


def backlog(
    clinic: Clinic,
    number: int,
    starts_at: datetime = NOW + timedelta(hours=20),
    due_at: datetime = NOW,
    channel: str = "text",
) -> list[int]:
    """Reminders that are due, one a family, useful until a quarter of an hour before their visit."""
    with work_everywhere() as session:
        clinic.session = session
        rule = clinic.rule()
        visits = _booked(clinic, number, starts_at, channel)
        return [each.id for each in _reminders(clinic, rule, visits, due_at, channel)]


def _booked(
    clinic: Clinic, number: int, starts_at: datetime, channel: str
) -> list[tuple[AppointmentRow, Contact]]:
    """As many families, each a child with a visit and a mother who wants reminders by ``channel``."""
    families = clinic.add_all(Family(created_at=NOW) for _ in range(number))
    children = clinic.add_all(
        Patient(
            source_id=clinic.source_id, external_id=f"backlog-{each.id}", family_id=each.id,
            first_name="Mia", last_name="Ramos",
        )
        for each in families
    )  # fmt: skip
    cells = clinic.add_all(
        Address(kind="phone", value=f"+1937555{each.id % 10_000:04d}") for each in families
    )
    mails = clinic.add_all(Address(kind="email", value=f"ana{each.id}@example.org") for each in families)
    mothers = clinic.add_all(
        Contact(
            name="Ana", cell_id=cell.id, email_id=mail.id, prefers_reminders=channel, language="en",
            changed_at=NOW,
        )
        for cell, mail in zip(cells, mails, strict=True)
    )  # fmt: skip
    clinic.add_all(
        PatientContact(patient_id=child.id, contact_id=mother.id, position=1, consents=EVERY_CONSENT)
        for child, mother in zip(children, mothers, strict=True)
    )
    visits = clinic.add_all(clinic.booking(child, starts_at) for child in children)
    return list(zip(visits, mothers, strict=True))


def _reminders(
    clinic: Clinic,
    rule: RuleRow,
    booked: list[tuple[AppointmentRow, Contact]],
    due_at: datetime,
    channel: str,
) -> list[Message]:
    """One for each visit, as the planner writes them."""
    messages: list[Message] = clinic.add_all(
        Message(
            rule_id=rule.id, contact_id=mother.id, key=f"backlog:{visit.id}", type=rule.type,
            channel=channel, language="en", status="queued", due_at=due_at, created_at=NOW,
            expires_at=visit.starts_at - timedelta(minutes=15),
        )
        for visit, mother in booked
    )  # fmt: skip
    clinic.add_all(
        MessageLine(
            message_id=message.id, rule_id=rule.id, appointment_id=visit.id, version=visit.version,
            contact_id=mother.id, channel=channel,
        )
        for message, (visit, mother) in zip(messages, booked, strict=True)
    )  # fmt: skip
    return messages


class Watched:
    """A provider that keeps when each call to it began, in the time of the work."""

    def __init__(self, inner: Provider) -> None:
        self._inner = inner
        self.name, self.rate = inner.name, inner.rate
        self.calls: list[tuple[str, datetime]] = []

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]:
        self.calls.append((envelope.reference, now))
        return self._inner.send(envelope, now)

    def find(self, practice_id: int, reference: str) -> Result | None:
        return self._inner.find(practice_id, reference)


@contextmanager
def texts_by(vendor: Loopback, rate: float = 10_000, timeout: float = 5) -> Iterator[tuple[Exits, Watched]]:
    """The ways out of an installation that texts through ``vendor``."""
    account = VonageAccount(
        api_key=API_KEY,
        api_secret=API_SECRET,
        application_id=APPLICATION_ID,
        signature_secret=SIGNATURE_SECRET,
        host=vendor.vonage_host,
        base_url="https://visits.example.org",
        sign=ReferenceSigner(("a secret that nobody else knows",)).sign,
    )
    wire = Wire(timeout, str(identity().ca_file))
    tokens = VonageTokens(APPLICATION_ID, identity().application_key)
    way = Watched(VonageText(wire, account, tokens, rate))
    try:
        yield Exits(SandboxProvider(), {"text": way}), way
    finally:
        wire.close()


def ends() -> Counter[str]:
    """How many messages there are by status and reason, as "sent" or "expired: expired"."""
    with work_everywhere() as session:
        rows = session.execute(text("select status, reason, count(*) as number from message group by 1, 2"))
        return Counter(
            {f"{row.status}: {row.reason}" if row.reason else row.status: row.number for row in rows}
        )


def heard_once(vendor: Loopback) -> bool:
    """Did no family get any message twice?"""
    return set(vendor.counts.values()) <= {1}
