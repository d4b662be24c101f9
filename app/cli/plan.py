"""`flask plan show|set|pay|correct|check`: what a practice pays for its messages with (product L1 to L4)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app import clock
from app.actions.buy_credit import pay_purchase
from app.actions.change_plan import change_plan
from app.actions.check_ledgers import check_ledger
from app.actions.choose_plan import PaidForNext, choose_plan
from app.actions.correct_balance import BelowZero, correct_balance
from app.actions.write_audit import COMMAND_LINE
from app.actions.write_changes import Refused
from app.cli.output import find_practice, json_option, plain_errors, practice_option, show
from app.domain.plan_form import TypedPlan
from app.domain.plan_words import PLANS
from app.domain.plans import PlanKind
from app.domain.preferences import Channel
from app.domain.tariffs import amount_words
from app.queries.plan_page import PlanPage, plan_page
from app.queries.practice_by_slug import practice_by_slug
from app.work import work, work_everywhere

plan = AppGroup("plan", help="What a practice pays for its messages with.")
_rate = click.option("--rate", "rates", multiple=True, metavar="CHANNEL=CREDITS", help="E.g. text=3.")
_price = click.option("--price", "prices", multiple=True, metavar="CHANNEL=DOLLARS", help="E.g. text=0.03.")


@plan.command("show")
@click.argument("slug")
@json_option
@plain_errors
def show_command(slug: str, as_json: bool) -> None:
    """Print the plan of the practice SLUG, what is left, and what was bought."""
    with work(find_practice(slug)) as session:
        page = plan_page(session, clock.now())
    show(_document(page), as_json, lambda: _lines(page))


@plan.command("set")
@click.argument("slug")
@click.option("--kind", type=click.Choice([each.value for each in PlanKind]), help="The plan itself.")
@_rate
@_price
@click.option("--fee", help="Dollars a month for each provider.")
@click.option("--low", help="The balance at which an alert goes out.")
@json_option
@plain_errors
def set_command(
    slug: str,
    kind: str | None,
    rates: Sequence[str],
    prices: Sequence[str],
    fee: str | None,
    low: str | None,
    as_json: bool,
) -> None:
    """Change the plan of the practice SLUG. Another kind begins when the old balance is used up."""
    with work(find_practice(slug)) as session:
        if kind:
            _choose(session, PlanKind(kind))
        if rates or prices or fee is not None or low is not None:
            _change(session, rates, prices, fee, low)
        page = plan_page(session, clock.now())
    show(_document(page), as_json, lambda: _lines(page))


@plan.command("pay")
@click.argument("purchase_id", type=int)
@practice_option
@plain_errors
def pay_command(purchase_id: int, slug: str) -> None:
    """The money for order PURCHASE-ID came in: what was ordered counts from now on."""
    with work(find_practice(slug)) as session:
        if not pay_purchase(session, clock.now(), COMMAND_LINE, purchase_id):
            raise click.ClickException(f"There is no order {purchase_id} that waits for its payment.")
        page = plan_page(session, clock.now())
    click.echo(_lines(page))


@plan.command("correct")
@click.argument("slug")
@click.argument("amount")
@click.option("--note", required=True, help="Why; it stands in the ledger.")
@plain_errors
def correct_command(slug: str, amount: str, note: str) -> None:
    """Add AMOUNT to the balance of the practice SLUG; "-- -20" takes 20 off."""
    try:
        number = Decimal(amount)
    except InvalidOperation:
        raise click.ClickException(f"{amount!r} is no number. Write one like 20 or -- -20.") from None
    with work(find_practice(slug)) as session:
        try:
            correct_balance(session, clock.now(), COMMAND_LINE, number, note)
        except BelowZero:
            raise click.ClickException("So much is not left. Nothing was changed.") from None
        page = plan_page(session, clock.now())
    click.echo(_lines(page))


@plan.command("check")
@click.option("--practice", "slug", metavar="SLUG", help="One practice only.")
@json_option
@plain_errors
def check_command(slug: str | None, as_json: bool) -> None:
    """Do the ledgers add up? Exit code 1: one does not."""
    with work_everywhere() as session:
        known = practice_by_slug(session)
    chosen = {slug: find_practice(slug)} if slug else known
    found = []
    for each, practice_id in sorted(chosen.items()):
        with work(practice_id) as session:
            fault = check_ledger(session, clock.now())
        found.append({"practice": each, "ok": not fault, "fault": fault})
    show(found, as_json, lambda: "\n".join(_verdict(each) for each in found))
    if any(each["fault"] for each in found):
        raise click.exceptions.Exit(1)


def _verdict(found: dict[str, Any]) -> str:
    return f"{'ok   ' if found['ok'] else 'WRONG'}  {found['practice']}  {found['fault']}".rstrip()


def _choose(session: Session, kind: PlanKind) -> None:
    try:
        choose_plan(session, clock.now(), COMMAND_LINE, kind)
    except PaidForNext:
        words = "Something was paid in for the plan that follows, so it stays chosen."
        raise click.ClickException(words) from None


def _change(
    session: Session, rates: Sequence[str], prices: Sequence[str], fee: str | None, low: str | None
) -> None:
    page = plan_page(session, clock.now())
    given = {PlanKind.CREDITS: rates, PlanKind.PREPAID: prices}.get(page.kind, ())
    if (rates and given is not rates) or (prices and given is not prices):
        raise click.ClickException(
            f"The plan is {PLANS[page.kind]} now: --rate is for credits, --price for prepaid."
        )
    typed = TypedPlan(
        {**page.typed.rates, **dict(_pair(each) for each in given)},
        page.typed.fee if fee is None else fee,
        page.typed.low_balance if low is None else low,
    )
    result = change_plan(session, clock.now(), COMMAND_LINE, typed, "")
    if isinstance(result, Refused):
        raise click.ClickException(" ".join(f"{name}: {words}" for name, words in result.faults.items()))


def _pair(text: str) -> tuple[str, str]:
    channel, _, amount = text.partition("=")
    if channel not in set(Channel):
        raise click.ClickException(f"{text!r}: write one like text=3. Channels: {', '.join(Channel)}.")
    return channel, amount


def _document(page: PlanPage) -> dict[str, Any]:
    return {
        "kind": page.kind,
        "unit": page.unit if page.counted else None,
        "balance": float(page.balance),
        "reserved": float(page.reserved),
        "next_kind": page.next_kind,
        "rates": {channel: float(rate) for channel, rate in page.typed.rates.items()},
        "monthly_fee": float(page.fee),
        "waiting": page.waiting,
        "purchases": [
            {
                "id": each.id,
                "unit": each.unit,
                "quantity": float(each.quantity),
                "price": float(each.price),
                "status": each.status,
                "ordered_at": each.ordered_at.isoformat(),
            }
            for each in page.purchases
        ],
    }


def _lines(page: PlanPage) -> str:
    lines = [f"Plan: {PLANS[page.kind]}"]
    if page.counted:
        lines.append(f"Left: {amount_words(page.balance, page.unit)}")
        lines.append(f"Put aside: {amount_words(page.reserved, page.unit)}")
    if page.follows:
        lines.append(page.follows)
    if page.waiting:
        lines.append(f"Messages that wait for credit: {page.waiting}")
    lines += [
        f"Order {each.id}: {amount_words(each.quantity, each.unit)}, {each.status}" for each in page.purchases
    ]
    return "\n".join(lines)


def register(cli: click.Group) -> None:
    """Add these commands."""
    cli.add_command(plan)
