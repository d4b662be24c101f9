"""A practice's pages open for its own people only: every address is tried with another practice's numbers."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text

from app import clock
from app.actions.start_session import start_session
from app.columns import Tenant
from app.extensions import db
from app.models import (
    Address,
    AppointmentRow,
    BlockedDomain,
    FixTask,
    Holiday,
    Mailing,
    Offer,
    PatientContact,
    Purchase,
    SavedView,
    Slot,
    StaffRenewal,
    StaffUser,
    Template,
    TemplateSet,
    WaitlistEntry,
)
from app.work import work_everywhere
from tests.house.addresses import address
from tests.house.visitors import signed_in, without_csrf

pytestmark = pytest.mark.database

OTHER = "maple"
OF_ANOTHER_NAME = {"pair_id": "patient_contact", "other_contact_id": "contact", "entry_id": "waitlist_entry"}


def tenant_tables() -> list[str]:
    return sorted(
        table.name
        for mapper in db.Model.registry.mappers
        if issubclass(mapper.class_, Tenant) and (table := mapper.local_table) is not None
    )


def one_of_the_other(gap: str) -> int:
    """Some row of the other practice for a gap: `notice_id` means one of `notice`."""
    noun = OF_ANOTHER_NAME.get(gap, gap.removesuffix("_id"))
    table = min((name for name in tenant_tables() if name == noun or name.endswith(f"_{noun}")), key=len)
    row = (
        f"select t.id from {table} t join practice p on p.id = t.practice_id where p.slug = '{OTHER}' limit 1"
    )
    with work_everywhere() as session:
        number = session.execute(text(row)).scalar()
    assert number, f"the other practice has no {table}"
    return int(number)


def fill(gap: str) -> int | str:
    """What a gap is filled with: a row of the other practice, or a number that wrote to it."""
    if gap != "number":
        return one_of_the_other(gap)
    asked = "select r.address from reply r join practice p on p.id = r.practice_id where r.contact_id is null"
    with work_everywhere() as session:
        return str(session.scalars(text(f"{asked} and p.slug = '{OTHER}'")).one())


def everything_of_the_other() -> dict[str, str]:
    """A fingerprint of each table's rows of the other practice."""
    prints = {}
    with work_everywhere() as session:
        for table in tenant_tables():
            rows = f"select md5(string_agg(t::text, '' order by t.id)) from {table} t"
            of_it = f"{rows} join practice p on p.id = t.practice_id where p.slug = '{OTHER}'"
            prints[table] = session.execute(text(of_it)).scalar()
    return prints


def give_the_other_what_it_lacks() -> None:
    """What the demo's second practice has none of."""
    with work_everywhere() as session:
        other = session.execute(text(f"select id from practice where slug = '{OTHER}'")).scalar_one()
        session.add(Holiday(practice_id=other, day=date(2026, 12, 25), name="Closed"))
        texts = TemplateSet(practice_id=other, type="reminder", name="Own words", created_at=clock.now())
        session.add(texts)
        session.flush()
        session.add(
            Template(
                practice_id=other, set_id=texts.id, kind="reminder", channel="text", language="en",
                variant="one", version=1, body="Hello", created_at=clock.now(),
            )
        )  # fmt: skip
        session.add(
            Purchase(practice_id=other, unit="credits", quantity=1000, price=10, ordered_at=clock.now())
        )
        session.add(
            Mailing(
                practice_id=other, kind="mass_mailing", type="mass_mailing", audience={"kind": "all"},
                created_at=clock.now(), changed_at=clock.now(),
            )
        )  # fmt: skip
        number = session.scalars(select(Address.id).where(Address.practice_id == other)).first()
        session.add(FixTask(practice_id=other, address_id=number, kind="hard", opened_at=clock.now()))
        session.add(BlockedDomain(practice_id=other, domain="closed.example", created_at=clock.now()))
        somebody = session.scalars(select(StaffUser).where(StaffUser.practice_id == other)).first()
        start_session(session, clock.now(), somebody.id, "Firefox on Linux")
        session.add(
            SavedView(
                practice_id=other, staff_id=somebody.id, page="history", name="Theirs", query="",
                created_at=clock.now(),
            )
        )  # fmt: skip
        session.add(
            StaffRenewal(
                practice_id=other, staff_id=somebody.id, what="License", due_on=date(2027, 6, 30),
                created_at=clock.now(),
            )
        )  # fmt: skip


def offer_a_time_of_the_other() -> None:
    """A child of the other practice waits, and is offered a time."""
    now = clock.now()
    with work_everywhere() as session:
        other = session.execute(text(f"select id from practice where slug = '{OTHER}'")).scalar_one()
        visit = session.scalars(select(AppointmentRow).where(AppointmentRow.practice_id == other)).first()
        tie = session.scalars(
            select(PatientContact).where(PatientContact.patient_id == visit.patient_id)
        ).first()
        slot = Slot(
            practice_id=other, appointment_id=visit.id, appointment_version=1, location_id=visit.location_id,
            starts_at=visit.starts_at, minutes=20, freed_at=now, offer_from=now,
        )  # fmt: skip
        entry = WaitlistEntry(
            practice_id=other, patient_id=visit.patient_id, contact_id=tie.contact_id, minutes=20,
            earliest_on=now.date(), created_at=now,
        )  # fmt: skip
        session.add_all([slot, entry])
        session.flush()
        session.add(
            Offer(
                practice_id=other, slot_id=slot.id, entry_id=entry.id, contact_id=tie.contact_id, batch=1,
                offered_at=now,
            )
        )  # fmt: skip


def test_no_address_reaches_into_another_practice(demo: Flask) -> None:
    give_the_other_what_it_lacks()
    offer_a_time_of_the_other()
    client, before = signed_in(demo), everything_of_the_other()
    reached, tried = [], 0
    with without_csrf(demo):
        for rule in demo.url_map.iter_rules():
            if not any(gap.endswith("_id") or gap == "number" for gap in rule.arguments):
                continue
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                answer = client.open(address(demo, rule, fill), method=method)
                tried += 1
                # 422: the form was refused before anything was looked up.
                if answer.status_code not in {404, 422}:
                    reached.append(f"{method} {rule.rule}: {answer.status_code}")
    assert tried
    assert reached == []
    assert everything_of_the_other() == before


def test_no_list_shows_anybody_of_another_practice(demo: Flask) -> None:
    theirs = "select a.value from address a join practice p on p.id = a.practice_id where p.slug"
    with work_everywhere() as session:
        others = set(session.scalars(text(f"{theirs} = '{OTHER}'")))
        others -= set(session.scalars(text(f"{theirs} <> '{OTHER}'")))
    assert others
    client = signed_in(demo)
    for rule in demo.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            shown = client.get(address(demo, rule)).get_data(as_text=True)
            assert not [value for value in others if value in shown], rule.rule
