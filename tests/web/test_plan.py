"""The plan's pages: what is left, buying with the price told, rates, another plan, the ledger."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.models import AuditLine, Plan, Practice, Purchase
from app.work import work
from tests.builders.credit import begin_plan, plan_row
from tests.builders.record_pages import RecordPages, open_record_pages, words

URL = "/settings/plan"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def has(pages: RecordPages, kind: str = "credits", balance: Any = 24_310, **given: Any) -> None:
    with pages.add() as clinic:
        begin_plan(clinic, kind, balance, **given)


def rates(pages: RecordPages, **changed: str) -> dict[str, str]:
    seen = re.search(r'name="seen" value="([^"]*)"', pages.read(URL))
    assert seen
    usual = {"rate-text": "3", "rate-email": "1", "rate-voice": "5", "rate-fax": "1", "rate-letter": "0"}
    return {"seen": seen[1], "fee": "0", "low_balance": "", **usual, **changed}


def purchases(pages: RecordPages) -> list[tuple[str, Decimal, Decimal]]:
    with work(pages.clinic.practice_id) as session:
        rows = session.execute(select(Purchase.status, Purchase.quantity, Purchase.price))
        return [tuple(row) for row in rows]


def test_a_practice_that_never_chose_reads_that_it_is_unlimited(pages: RecordPages) -> None:
    text = words(pages.read(URL))
    assert "Unlimited A fee a month for each provider." in text
    assert "Buy credits" not in text


def test_the_page_says_what_is_left_and_warns_when_it_is_low(pages: RecordPages) -> None:
    has(pages, low_balance=Decimal(25_000))
    text = words(pages.read(URL))
    assert "24,310 credits left Low" in text
    assert "Nothing was spent lately." in text


def test_what_is_left_stands_on_the_tabs_of_the_message_center(pages: RecordPages) -> None:
    assert "left" not in words(pages.read("/messages/auto"))
    has(pages)
    assert "24,310 credits left" in words(pages.read("/messages/auto"))


def test_the_price_is_told_before_anything_is_ordered(pages: RecordPages) -> None:
    has(pages)
    text = words(pages.read(f"{URL}/buy?pack=5000"))
    assert "You order 5,000 credits Price $45.00 Left now 24,310 credits Left then 29,310 credits" in text
    assert purchases(pages) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("50", "Choose between 100 and 1,000,000."),
        ("lots", "Type an amount in numbers, such as 2,000."),
        ("100.5", "Type an amount in numbers, such as 2,000."),
    ],
)
def test_an_amount_that_cannot_be_bought_is_refused(pages: RecordPages, typed: str, said: str) -> None:
    has(pages)
    answer = pages.desk.client.get(f"{URL}/buy", query_string={"pack": "own", "amount": typed})
    assert answer.status_code == 422
    assert said in words(answer.text)


def test_an_order_waits_for_its_payment_and_can_be_taken_back(pages: RecordPages) -> None:
    has(pages)
    pages.post(f"{URL}/buy", quantity="5000", unit="credits")
    assert purchases(pages) == [("ordered", 5000, 45)]
    assert "5,000 credits $45.00 Dana K. Waits for payment" in words(pages.read(URL))
    with work(pages.clinic.practice_id) as session:
        number = session.scalars(select(Purchase.id)).one()
    pages.post(f"{URL}/purchases/{number}/cancel")
    assert purchases(pages)[0][0] == "cancelled"
    assert plan_row(pages.clinic.practice_id).balance == 24_310


def test_a_button_pressed_twice_orders_once(pages: RecordPages) -> None:
    has(pages)
    for _ in range(2):
        html = pages.read(f"{URL}/buy?pack=5000")
        form = dict(re.findall(r'<input type="hidden" name="(quantity|unit|newest)" value="([^"]*)"', html))
        pages.post(f"{URL}/buy", **form)
        text = pages.save(f"{URL}/buy", **form)
        assert "An order was placed a moment ago, so this one was not." in words(text)
    assert len(purchases(pages)) == 2, "who reviews again may order again"


def test_in_the_demo_it_counts_at_once(pages: RecordPages) -> None:
    has(pages)
    with work(pages.clinic.practice_id) as session:
        session.get_one(Practice, pages.clinic.practice_id).demo = True
    pages.post(f"{URL}/buy", quantity="5000", unit="credits")
    assert plan_row(pages.clinic.practice_id).balance == 29_310


def test_nothing_is_ordered_for_a_plan_that_changed_meanwhile(pages: RecordPages) -> None:
    has(pages, "prepaid", "10")
    pages.post(f"{URL}/buy", quantity="5000", unit="credits")
    assert purchases(pages) == []


def test_rates_are_saved_audited_and_used(pages: RecordPages) -> None:
    has(pages)
    assert pages.post(URL, **rates(pages, **{"rate-text": "4", "low_balance": "500"})).status_code == 303
    row = plan_row(pages.clinic.practice_id)
    assert (row.credit_rates["text"], row.low_balance) == ("4", 500)
    with work(pages.clinic.practice_id) as session:
        line = session.scalars(select(AuditLine).where(AuditLine.subject == "plan")).one()
        assert line.after["credit_rates"]["text"] == "4"


def test_a_rate_that_is_no_number_saves_nothing(pages: RecordPages) -> None:
    has(pages)
    answer = pages.post(URL, **rates(pages, **{"rate-text": "three", "low_balance": "500"}))
    assert answer.status_code == 422
    assert "Type whole credits between 0 and 1,000." in words(answer.text)
    assert plan_row(pages.clinic.practice_id).low_balance is None


def test_nobodys_change_is_lost(pages: RecordPages) -> None:
    has(pages)
    form = rates(pages)
    pages.post(URL, **rates(pages, low_balance="700"))
    answer = pages.post(URL, **form)
    assert answer.status_code == 409
    assert "Dana K. changed the plan" in words(answer.text)
    assert plan_row(pages.clinic.practice_id).low_balance == 700


def test_another_plan_is_chosen_explained_and_taken_back(pages: RecordPages) -> None:
    has(pages)
    pages.post(f"{URL}/switch", kind="unlimited")
    text = words(pages.read(URL))
    assert "Unlimited begins when a message cannot be paid from the 24,310 credits any more." in text
    assert "Buy credits" not in text
    pages.post(f"{URL}/switch", kind="credits")
    assert plan_row(pages.clinic.practice_id).next_kind is None


def test_who_may_only_look_sees_nothing_to_change(app: Flask) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging", "billing_view"))
    has(pages)
    text = words(pages.read(URL))
    assert "24,310 credits left" in text
    assert "Another plan" not in text
    assert pages.post(f"{URL}/buy", quantity="5000", unit="credits").status_code == 403


def test_messages_that_wait_for_credit_are_a_problem_with_the_way_to_the_plan(pages: RecordPages) -> None:
    has(pages, balance=0)
    with pages.add() as clinic:
        mother = clinic.parent("Ana Ramos", clinic.child("Mia"))
        clinic.message(clinic.rule(), mother, status="no_credit", reason="no_credit")
    html = pages.read("/problems")
    assert "1 message waits for credit." in words(html)
    assert f'href="{URL}"' in html


def test_a_ledger_that_does_not_add_up_is_a_problem(pages: RecordPages) -> None:
    has(pages)
    with work(pages.clinic.practice_id) as session:
        session.scalars(select(Plan)).one().fault = "The balance is 11, the ledger says 10."
    assert "The balance is 11, the ledger says 10." in words(pages.read("/problems"))


def test_the_ledger_is_read_line_by_line_by_kind_and_as_a_file(pages: RecordPages) -> None:
    has(pages)
    pages.post(f"{URL}/buy", quantity="5000", unit="credits")
    assert "Correction" in words(pages.read(f"{URL}/ledger"))
    assert "+24,310" in words(pages.read(f"{URL}/ledger?kind=correction"))
    assert "No line of the ledger is of this kind yet." in words(pages.read(f"{URL}/ledger?kind=settle"))
    sheet = pages.post(f"{URL}/ledger/export", kind="").text
    assert "When (America/New_York),Number,What,Unit,Balance" in sheet
    assert "Correction,credits,24310,0" in sheet


def test_usage_by_provider_helps_to_choose_a_fee(pages: RecordPages) -> None:
    has(pages, "unlimited", 0, monthly_fee=Decimal(30))
    last_month = clock.now().replace(day=1) - timedelta(days=10)
    with pages.add() as clinic:
        child, rule = clinic.child("Mia"), clinic.rule()
        mother = clinic.parent("Ana Ramos", child)
        for _ in range(3):
            clinic.message(rule, mother, clinic.visit(child), sent_at=last_month)
    text = words(pages.read(f"{URL}/providers"))
    assert f"Dr. Anita Patel 3 3 3 in {last_month:%B %Y} $10.000" in text
