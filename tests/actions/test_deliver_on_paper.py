"""Faxes and letters from the plan to the paper (product F4, G1, C1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from app.actions.collect_receipts import collect_receipts
from app.actions.deliver_messages import deliver_messages
from app.actions.mark_printed import mark_not_printed, mark_printed
from app.actions.plan_messages import plan_messages
from app.actions.write_audit import Actor
from app.links import LinkSigner
from app.models import (
    Address,
    AuditLine,
    ChannelSetup,
    Contact,
    FixTask,
    Message,
    MessageEvent,
    SandboxDelivery,
    SandboxOutcome,
)
from app.paper import pages
from app.providers.port import Exits
from app.providers.print_queue import PrintQueue
from app.providers.sandbox import SandboxProvider
from app.queries.sheets import sheets
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

SIGNER = LinkSigner(("a secret that nobody else knows",), "https://willowpeds.com")
SANDBOX = Exits(SandboxProvider())
HOME = "12 Oak Street, Dayton, OH 45402"
FAX = "+19375550177"
DESK = Actor("dana@willow.example")


def family(clinic: Clinic, prefers: str, **given: object) -> Contact:
    mia = clinic.child("Mia")
    post = clinic.add(Address(kind="mail", value=HOME)).id
    fax = clinic.address(FAX).id
    contact = clinic.parent("Ana Ramos", mia, prefers_reminders=prefers, mail_id=post, fax_id=fax, **given)
    clinic.visit(mia, NOW + timedelta(days=1))
    clinic.rule()
    return contact


def go(now: datetime = NOW, exits: Exits = SANDBOX) -> None:
    plan_messages(now)
    deliver_messages(now, exits, SIGNER)
    collect_receipts(now)


def rows(table: type) -> Iterator:
    with work_everywhere() as session:
        found = list(session.scalars(select(table).order_by(table.id)))
        session.expunge_all()
    return found


def printed(practice_id: int) -> str:
    with work(practice_id) as session:
        ids = session.scalars(select(Message.id)).all()
        document = pages(sheets(session, ids))
    return PdfReader(BytesIO(document)).pages[0].extract_text()


def test_a_letter_waits_in_the_sandbox_until_somebody_printed_it(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session, address="212 Oak Street, Suite 3, Dayton, OH 45402")
        family(clinic, "mail")
    go()
    (letter,) = rows(Message)
    assert (letter.channel, letter.address, letter.status) == ("letter", HOME, "sent")
    assert letter.subject == "A reminder for Mia"
    assert "Mia, 10:00 AM, Dr. Anita Patel, Main Street" in letter.body
    assert SIGNER.url(letter.link_id) in letter.body
    assert SIGNER.preferences_url(letter.contact_id) in letter.body
    assert [each.body for each in rows(SandboxDelivery)] == [letter.body]
    text = printed(clinic.practice_id)
    assert "Ana Ramos\n12 Oak Street\nDayton, OH 45402" in text
    assert text.startswith("Willow Pediatrics\n212 Oak Street\nSuite 3\n")


def test_a_fax_arrives_with_the_words_of_a_fax(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        family(clinic, "fax", language="es")
    go()
    (fax,) = rows(Message)
    assert (fax.channel, fax.address, fax.status, fax.language) == ("fax", FAX, "delivered", "es")
    assert "Recibe este fax porque Willow Pediatrics" in fax.body
    assert "Para: Ana Ramos, (937) 555-0177" in printed(clinic.practice_id)


def test_a_printed_letter_is_delivered_and_can_be_taken_back(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        family(clinic, "mail")
        staff_id = clinic.staff().id
    go()
    actor, later = Actor("dana@willow.example", staff_id), NOW + timedelta(hours=1)
    (letter,) = rows(Message)
    with work(clinic.practice_id) as session:
        assert mark_printed(session, later, actor, [letter.id]) == 1
        assert mark_printed(session, later, actor, [letter.id]) == 0
    assert [(each.status, each.settled_at) for each in rows(Message)] == [("delivered", later)]
    with work(clinic.practice_id) as session:
        assert mark_not_printed(session, later, actor, [letter.id], NOW) == 0
        assert mark_not_printed(session, later, actor, [letter.id], later) == 1
    assert rows(Message)[0].status == "sent"
    kinds = [(each.kind, each.staff_id) for each in rows(MessageEvent)]
    assert kinds[-2:] == [("printed", staff_id), ("not_printed", staff_id)]
    assert [each.action for each in rows(AuditLine)] == ["print", "unprint"]


def test_only_letters_are_marked_as_printed(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia = clinic.child()
        text = clinic.message(clinic.rule(), clinic.parent("Ana Ramos", mia), status="sent", channel="text")
    with work(clinic.practice_id) as session:
        assert mark_printed(session, NOW, DESK, [text.id]) == 0


def test_a_letter_that_comes_back_blocks_its_address_and_makes_a_task(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        family(clinic, "mail")
        clinic.add(SandboxOutcome(address=HOME, outcome="bounce"))
    go()
    assert rows(Message)[0].status == "bounced"
    (task,) = rows(FixTask)
    assert task.kind == "hard"


def test_an_activated_channel_prints_letters_in_the_house(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        family(clinic, "mail")
        sender = "1 Elm Street, Troy, OH 45373"
        clinic.add(ChannelSetup(channel="letter", sender=sender, activated_at=NOW, changed_at=NOW))
    go(exits=Exits(SandboxProvider(), {"letter": PrintQueue()}))
    (letter,) = rows(Message)
    assert (letter.provider, letter.status) == ("print_queue", "sent")
    assert rows(SandboxDelivery) == []
    assert "Willow Pediatrics\n1 Elm Street\nTroy, OH 45373" in printed(clinic.practice_id)


def test_no_letter_goes_without_consent_to_letters(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        family(clinic, "mail", link_consents=["reminders:text", "reminders:fax"])
    go()
    assert [(each.status, each.reason) for each in rows(Message)] == [("skipped", "no_consent")]
