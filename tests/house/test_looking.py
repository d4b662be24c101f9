"""GET shows, POST acts: the demo practice is looked at, page by page, while nothing can be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event, select, text
from sqlalchemy.exc import InternalError
from werkzeug.routing import AnyConverter, Rule

from app import clock
from app.actions.send_staff_mail import key_digest
from app.extensions import db
from app.models import (
    AppointmentRow,
    Mailing,
    Message,
    Offer,
    Practice,
    Slot,
    StaffToken,
    StaffUser,
    WaitlistEntry,
)
from app.work import work_everywhere
from tests.builders.sounds import wav
from tests.house.addresses import address
from tests.house.visitors import signed_in, without_csrf

pytestmark = pytest.mark.database

READ_ONLY = "25006"  # SQLSTATE of a write in a read-only transaction
FILES = {"static", "vendor.static"}  # no database behind them
OF_ANOTHER_NAME = {
    "token": "link",
    "contact_token": "contact",
    "recording_token": "recording",
    "other_contact_id": "contact",
    "offer_token": "offer",
    "entry_id": "waitlist_entry",
}
TRIES = 40  # rows tried for a page that only some things have, such as the mail of an email


@contextmanager
def nothing_can_be_written(app: Flask) -> Iterator[list[str]]:
    """Every transaction is read-only meanwhile; yields the statements that tried to write."""
    refused: list[str] = []

    def note(context: Any) -> None:
        if getattr(context.original_exception, "sqlstate", "") == READ_ONLY:
            refused.append(context.statement)

    event.listen(Engine, "handle_error", note)
    _make_read_only("on")
    try:
        yield refused
    finally:
        _make_read_only("off")
        event.remove(Engine, "handle_error", note)


def _make_read_only(value: str) -> None:
    control = create_engine(db.engine.url, connect_args={"options": "-c default_transaction_read_only=off"})
    name = db.engine.url.database
    with control.begin() as connection:
        connection.execute(text(f'alter database "{name}" set default_transaction_read_only = {value}'))
    control.dispose()
    db.engine.dispose()  # new connections begin with the new setting


def rows_for(gap: str) -> list[int]:
    """Rows of the demo practice for a gap, newest first: `delivery_id` means some of `sandbox_delivery`."""
    noun = OF_ANOTHER_NAME.get(gap) or gap.removesuffix("_id")
    tables = [name for name in db.metadata.tables if name == noun or name.endswith(f"_{noun}")]
    assert tables, f"teach this test how to fill <{gap}>"
    rows = f"select t.id from {min(tables, key=len)} t join practice p on p.id = t.practice_id"
    with work_everywhere() as session:
        newest = session.scalars(text(f"{rows} where p.slug = 'willow' order by t.id desc limit {TRIES}"))
        return [int(number) for number in newest]


def a_key_of_a_mail(rule: Rule) -> str:
    """A one-time key as a mail brings it; looking at its page must not use it up."""
    kind = "invitation" if rule.rule.startswith("/join") else "password_reset"
    key = kind.ljust(43, "k")
    with work_everywhere() as session:
        staff = session.scalars(select(StaffUser).where(StaffUser.email == "nurse@willow.example")).one()
        token = StaffToken(
            practice_id=staff.practice_id,
            staff_id=staff.id,
            kind=kind,
            digest=key_digest(key),
            created_at=clock.now(),
            expires_at=clock.now() + timedelta(hours=1),
        )
        session.add(token)
    return key


def a_number_of_nobody() -> str:
    """Somebody who is not on file wrote from it to the demo practice."""
    asked = "select r.address from reply r join practice p on p.id = r.practice_id where r.contact_id is null"
    with work_everywhere() as session:
        return str(session.scalars(text(f"{asked} and p.slug = 'willow'")).one())


def addresses(app: Flask, rule: Rule) -> list[str]:
    """The rule's address for some things of the demo practice; not every one has every page."""
    if all(isinstance(rule._converters[name], AnyConverter) for name in rule.arguments):
        return [address(app, rule)]
    if "key" in rule.arguments:
        return [address(app, rule, lambda _: a_key_of_a_mail(rule))]
    if "number" in rule.arguments:
        return [address(app, rule, lambda _: a_number_of_nobody())]
    signer = app.extensions["deskbell.signer"]
    gaps = sorted(gap for gap in rule.arguments if not isinstance(rule._converters[gap], AnyConverter))
    tokens = {
        "token": signer.token,
        "contact_token": lambda each: signer.preferences_url(each).split("/")[-1],
        "recording_token": signer.calls.recording_token,
        "offer_token": lambda each: signer.offer_url(each).split("/")[-1],
    }
    rows = ([tokens.get(gap, int)(each) for each in rows_for(gap)] for gap in gaps)
    return [address(app, rule, dict(zip(gaps, values, strict=True)).__getitem__) for values in product(*rows)]


def test_looking_at_any_page_writes_nothing(demo: Flask) -> None:
    client = signed_in(demo)
    upload_a_schedule(demo, client)
    upload_a_recording(demo, client)
    write_a_letter()
    write_mailings()
    offer_a_time(demo)
    rules = [rule for rule in demo.url_map.iter_rules() if "GET" in (rule.methods or ())]
    pages = {rule.rule: addresses(demo, rule) for rule in rules if rule.endpoint not in FILES}
    with nothing_can_be_written(demo) as refused:
        unseen = [rule for rule, tries in pages.items() if not any(opens(client, page) for page in tries)]
    assert refused == []
    assert unseen == [], "a page that does not open proves nothing"


def opens(client: FlaskClient, page: str) -> bool:
    return client.get(page).status_code < 400 or page == "/readyz"  # says 503 while no clock runs


def upload_a_schedule(app: Flask, client: FlaskClient) -> None:
    """A file that waits for its columns to be chosen."""
    with without_csrf(app):
        file = (BytesIO(b"Child,When\nMia Ramos,soon\n"), "week.csv")
        answer = client.post("/imports", data={"file": file}, content_type="multipart/form-data")
    assert answer.status_code == 303


def upload_a_recording(app: Flask, client: FlaskClient) -> None:
    """One text of calls is played."""
    with without_csrf(app):
        copied = client.post(address(app, rule_of(app, "templates.copy")))
        which = {"tab": "voice", "for": "one", "language": "en", "file": (BytesIO(wav()), "hello.wav")}
        answer = client.post(f"{copied.headers['Location']}/recording", data=which)
    assert answer.status_code == 303


def write_a_letter() -> None:
    """To a family of the demo that gets its messages some other way."""
    with work_everywhere() as session:
        willow = select(Practice.id).where(Practice.slug == "willow").scalar_subquery()
        asked = select(Message).where(Message.contact_id.is_not(None), Message.status == "delivered")
        told = session.scalars(asked.where(Message.practice_id == willow).limit(1)).one()
        letter = {"channel": "letter", "type": "private", "status": "sent", "body": "Hello,"}
        session.add(
            Message(
                practice_id=told.practice_id, contact_id=told.contact_id, key="a letter",
                due_at=told.due_at, created_at=told.due_at, sent_at=told.sent_at, **letter,
            )
        )  # fmt: skip


def write_mailings() -> None:
    """A draft, and one that goes out."""
    with work_everywhere() as session:
        practice_id = session.scalars(select(Practice.id).where(Practice.slug == "willow")).one()
        now = clock.now()
        for state, confirmed_at in (("draft", None), ("running", now)):
            mailing = Mailing(
                practice_id=practice_id, kind="mass_mailing", type="mass_mailing", description="Flu shots",
                audience={"kind": "all"}, texts={"en": {"subject": "Flu", "text": "Flu.", "email": "Flu."}},
                state=state, confirmed_at=confirmed_at, send_at=confirmed_at, created_at=now, changed_at=now,
            )  # fmt: skip
            session.add(mailing)


def offer_a_time(app: Flask) -> None:
    """That of a cancelled visit, to whoever waits."""
    now = clock.now()
    with work_everywhere() as session:
        willow = select(Practice.id).where(Practice.slug == "willow").scalar_subquery()
        gone = select(AppointmentRow).where(
            AppointmentRow.practice_id == willow, AppointmentRow.lifecycle == "cancelled"
        )
        freed = session.scalars(gone.order_by(AppointmentRow.starts_at.desc()).limit(1)).one()
        entry = session.scalars(select(WaitlistEntry).where(WaitlistEntry.practice_id == willow)).first()
        slot = Slot(
            practice_id=freed.practice_id, appointment_id=freed.id, appointment_version=99,
            location_id=freed.location_id, starts_at=freed.starts_at, minutes=20, freed_at=now,
            offer_from=now,
        )  # fmt: skip
        session.add(slot)
        session.flush()
        session.add(
            Offer(
                practice_id=freed.practice_id, slot_id=slot.id, entry_id=entry.id, batch=1,
                contact_id=entry.contact_id, offered_at=now,
            )
        )  # fmt: skip


def rule_of(app: Flask, endpoint: str) -> Rule:
    return next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)


def test_a_write_would_be_noticed(demo: Flask) -> None:
    change = text("update practice set name = 'written by looking'")
    with nothing_can_be_written(demo) as refused, pytest.raises(InternalError), work_everywhere() as session:
        session.execute(change)
    assert refused == [str(change)]
