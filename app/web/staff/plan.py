"""The plan: what is left, buying, what messages cost, and another plan (product L1 to L4)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.buy_credit import cancel_purchase, order_reviewed
from app.actions.change_plan import change_plan
from app.actions.choose_plan import PaidForNext, choose_plan
from app.actions.write_changes import ChangedMeanwhile, Refused
from app.domain.permissions import Permission
from app.domain.plan_form import TypedPlan
from app.domain.plan_words import EXPLAINED, PLANS, PURCHASES
from app.domain.plans import PlanKind, PurchaseStatus, Unit
from app.domain.preferences import Channel
from app.domain.purchases import price_of, read_quantity
from app.domain.staff_words import CHANNELS
from app.domain.tariffs import amount_words
from app.queries.plan_page import plan_page
from app.queries.provider_usage import provider_usage
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import changed_meanwhile, fragment_or_page, refused, see_other
from app.web.row_id import row_number
from app.work import reading, work

blueprint = Blueprint("plan", __name__, url_prefix="/settings/plan")
PAGE, FRAGMENT = "staff/plan/show.html", "staff/plan/_plan.html"
LONGEST = 20
OWN = "own"
ORDERED = "An order was placed a moment ago, so this one was not. See below; order again if you want both."
_may_see = requires(Permission.BILLING_VIEW)
_may_buy = requires(Permission.BILLING_BUY, Permission.BILLING_VIEW)


@blueprint.get("")
@_may_see
def show() -> Response:
    """Where the practice stands."""
    return fragment_or_page(PAGE, FRAGMENT, **_context())


@blueprint.get("/providers")
@_may_see
def providers() -> str:
    """How many messages families of each provider got, to choose a monthly fee by."""
    with reading(current_practice_id()) as session:
        usage, page = provider_usage(session, this_moment()), plan_page(session, this_moment())
    return render_template("staff/plan/providers.html", usage=usage, page=page)


@blueprint.post("")
@_may_buy
def save() -> Response | AnyResponse:
    """What messages cost, the fee and the alert: all fields, or none."""
    typed = TypedPlan(
        {channel.value: request.form.get(f"rate-{channel}", "")[:LONGEST] for channel in Channel},
        request.form.get("fee", "")[:LONGEST],
        request.form.get("low_balance", "")[:LONGEST],
    )
    with work(current_practice_id()) as session:
        result = change_plan(session, this_moment(), current_actor(), typed, request.form.get("seen", ""))
    if isinstance(result, Refused):
        return refused(PAGE, FRAGMENT, **_context(result.faults, typed=typed))
    if isinstance(result, ChangedMeanwhile):
        return changed_meanwhile(PAGE, FRAGMENT, **_context(meanwhile=result))
    return see_other(url_for("plan.show"), "Saved." if result.changed else "Nothing was changed.")


@blueprint.get("/buy")
@_may_buy
def review() -> Response | str:
    """What was picked, else the middle one, with its price, to be confirmed; nothing is ordered yet."""
    context = _context()
    unit: Unit | None = context["page"].buys
    if unit is None:
        abort(404)
    picked = request.args.get("pack", str(context["page"].packs[1][0]))[:LONGEST]
    quantity = read_quantity(request.args.get("amount", "")[:LONGEST] if picked == OWN else picked, unit)
    if isinstance(quantity, str):
        return refused(
            PAGE, FRAGMENT, **context | {"errors": {"amount" if picked == OWN else "pack": quantity}}
        )
    return render_template(
        "staff/plan/review.html", **context, quantity=quantity, unit=unit, price=price_of(quantity, unit)
    )


@blueprint.post("/buy")
@_may_buy
def buy() -> AnyResponse:
    """Order what was confirmed, at the price that was told."""
    now = this_moment()
    with work(current_practice_id()) as session:
        unit = plan_page(session, now).buys
        quantity = read_quantity(request.form.get("quantity", "")[:LONGEST], unit) if unit else ""
        if unit is None or not isinstance(quantity, Decimal) or unit != request.form.get("unit"):
            return see_other(url_for("plan.show"), "The plan changed meanwhile. Nothing was ordered.")
        newest = request.form.get("newest", 0, type=row_number)
        order = order_reviewed(session, now, current_actor(), quantity, unit, newest)
        if order is None:
            return see_other(url_for("plan.show"), ORDERED)
        paid = order.status == PurchaseStatus.PAID
    amount = amount_words(quantity, unit)
    words = f"{amount} added." if paid else f"Ordered: {amount}. It counts as soon as the payment came in."
    return see_other(url_for("plan.show"), words)


@blueprint.post("/purchases/<int:purchase_id>/cancel")
@_may_buy
def cancel(purchase_id: int) -> AnyResponse:
    """Take an order back that was not paid."""
    with work(current_practice_id()) as session:
        done = cancel_purchase(session, this_moment(), current_actor(), purchase_id)
    if done is None:
        abort(404)
    words = "The order was taken back." if done else "This order does not wait for its payment any more."
    return see_other(url_for("plan.show"), words)


@blueprint.post("/switch")
@_may_buy
def switch() -> Response | AnyResponse:
    """Choose another plan, or keep the present one after all."""
    kind = request.form.get("kind", "")
    if kind not in set(PlanKind):
        return refused(PAGE, FRAGMENT, **_context({"kind": "Choose one of the plans."}))
    try:
        with work(current_practice_id()) as session:
            plan = choose_plan(session, this_moment(), current_actor(), PlanKind(kind))
    except PaidForNext:
        words = "You paid in for the plan that follows, so it stays chosen."
        return refused(PAGE, FRAGMENT, **_context({"kind": words}))
    words = f"{PLANS[PlanKind(kind)]} is your plan." if plan.kind == kind else "Chosen. It begins by itself."
    return see_other(url_for("plan.show"), words)


def _context(
    errors: Mapping[str, str] | None = None,
    typed: TypedPlan | None = None,
    meanwhile: ChangedMeanwhile | None = None,
) -> dict[str, Any]:
    now = this_moment()
    with reading(current_practice_id()) as session:
        page = plan_page(session, now)
    return {
        "page": page,
        "typed": typed or page.typed,
        "errors": errors or {},
        "meanwhile": meanwhile,
        "plans": PLANS,
        "explained": EXPLAINED,
        "purchase_words": PURCHASES,
        "channels": CHANNELS,
    }
