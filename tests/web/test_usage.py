"""Usage statistics: what was bought, used and is left; under an unlimited plan only what was sent."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.actions.buy_credit import order_credit
from app.actions.choose_plan import choose_plan
from app.actions.write_audit import COMMAND_LINE
from app.domain.plans import EntryKind, PlanKind, Unit
from app.models import LedgerEntry, Plan, Provider
from tests.builders.record_pages import RecordPages, open_record_pages, words
from tests.builders.reports import ReportBook


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def send(pages: RecordPages, number: int, cost: int = 0, mode: str = "text", **given: object) -> None:
    with pages.add() as clinic:
        book = ReportBook(clinic, clock.now())
        message = {"cost": Decimal(cost), "mode": mode}
        for _ in range(number):
            book.visit(days=-1, asked_hours=48, message=message, **given)  # type: ignore[arg-type]


def buy(pages: RecordPages, credits: int, spent: int = 0, days_ago: int = 9) -> None:
    """A plan of credits; ``spent`` went a day later."""
    at = clock.now() - timedelta(days=days_ago)
    with pages.add() as clinic:
        session = clinic.session
        choose_plan(session, at, COMMAND_LINE, PlanKind.CREDITS)
        purchase = order_credit(session, at, COMMAND_LINE, Decimal(credits), Unit.CREDITS)
        plan = session.scalars(select(Plan)).one()
        purchase.status, purchase.paid_at = "paid", at
        plan.balance = Decimal(credits - spent)
        rows = ((EntryKind.PURCHASE, at, credits), (EntryKind.RESERVE, at + timedelta(days=1), -spent))
        for kind, when, amount in rows:
            clinic.add(LedgerEntry(at=when, kind=kind, unit="credits", amount=Decimal(amount)))


def figures(html: str) -> dict[str, str]:
    shown = html.partition('<dl class="card figures">')[2].partition("</dl>")[0]
    pairs = [words(each).rsplit(" ", 2) for each in shown.split("</div>") if "<dt>" in each]
    return {name: f"{number} {unit}" for name, number, unit in pairs}


def test_a_plan_of_credits_shows_bought_used_put_aside_and_left(pages: RecordPages) -> None:
    buy(pages, 1000, spent=270)
    send(pages, 90, cost=3)
    html = pages.read("/messages/usage")
    assert figures(html) == {
        "Bought": "1,000 credits",
        "Used": "270 credits",
        "Put aside for messages on their way": "0 credits",
        "Left": "730 credits",
    }
    text = words(html)
    assert "90 messages to families, which cost 270 credits." in text
    assert "Left: 730 credits. At the pace of the last 10 days that lasts 27 days" in text
    assert "Paid" in text


def test_an_unlimited_plan_counts_messages_and_speaks_of_no_credits(pages: RecordPages) -> None:
    send(pages, 2)
    send(pages, 1, mode="email")
    html = pages.read("/messages/usage")
    page = words(html.partition('<div id="usage"')[2])
    assert "3 messages to families." in page
    assert "redit" not in page
    assert "Cost" not in page
    assert "Purchases" not in page


def test_it_is_told_by_message_language_and_provider(pages: RecordPages) -> None:
    buy(pages, 100)
    with pages.add() as clinic:
        kim = clinic.add(Provider(name="Dr. Sun Kim")).id
    send(pages, 2, cost=3, provider_id=kim)
    send(pages, 1, cost=1)
    assert "Three days before 3 7" in words(pages.read("/messages/usage"))
    assert "English 3 7" in words(pages.read("/messages/usage?by=language"))
    assert "Dr. Sun Kim 2 6 Dr. Anita Patel 1 1" in words(pages.read("/messages/usage?by=provider"))


def test_an_order_that_waits_for_its_payment_is_not_bought_yet(pages: RecordPages) -> None:
    buy(pages, 100)
    with pages.add() as clinic:
        order_credit(clinic.session, clock.now(), COMMAND_LINE, Decimal(500), Unit.CREDITS)
    html = pages.read("/messages/usage")
    assert figures(html)["Bought"] == "100 credits"
    assert "Waits for payment" in html


def test_the_tables_leave_as_files(pages: RecordPages) -> None:
    buy(pages, 100)
    send(pages, 2, cost=3)
    answer = pages.desk.post("/messages/usage/export", chart="parts", by="message", months="3")
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert rows[0][:3] == ["Message", "Messages", "Cost"]
    assert rows[1][:3] == ["Three days before", "2", "6"]
    send(pages, 1, cost=2000)
    answer = pages.desk.post("/messages/usage/export", chart="parts", by="message", months="3")
    assert "Three days before,3,2006," in answer.text, "a number as programs read it"
    months = pages.desk.post("/messages/usage/export", chart="months", months="3")
    assert len(list(csv.reader(io.StringIO(months.text)))) == 4
    assert pages.desk.post("/messages/usage/export", chart="secrets").status_code == 404


def test_it_needs_the_permission_to_see_bills(app: Flask) -> None:
    front = open_record_pages(app, permissions=("basic_messaging", "reports_view", "export"))
    assert front.desk.get("/messages/usage").status_code == 403
    assert front.desk.post("/messages/usage/export", chart="months").status_code == 403
