"""Global Settings: when messages go out, how parents may cancel, who is told (product D1 to D7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_delivery_rules import RulesChangedMeanwhile, RulesRefused, change_delivery_rules
from app.actions.change_holidays import add_holiday, remove_holiday
from app.domain.delivery_form import TypedRules
from app.domain.permissions import Permission
from app.queries.delivery_rules_page import delivery_rules_page, department_names, said_by
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import changed_meanwhile, fragment_or_page, refused, see_other
from app.work import reading, work

blueprint = Blueprint("delivery_rules", __name__, url_prefix="/messages/auto/settings")
PAGE, FRAGMENT = "staff/delivery_rules/show.html", "staff/delivery_rules/_delivery_rules.html"
LONGEST = 60
_may = requires(Permission.DELIVERY_RULES_EDIT)


@blueprint.get("")
@_may
def show() -> Response:
    """The settings as saved, each with a sentence that says what it does."""
    return fragment_or_page(PAGE, FRAGMENT, **_context())


@blueprint.get("/sentences")
@_may
def preview() -> str:
    """The sentences for what stands in the form now; nothing is saved."""
    typed = _typed(request.args)
    with reading(current_practice_id()) as session:
        said = said_by(typed, department_names(session))
    return render_template("staff/delivery_rules/_sentences.html", said=said)


@blueprint.post("")
@_may
def save() -> Response | AnyResponse:
    """All fields at once, or none."""
    typed = _typed(request.form)
    with work(current_practice_id()) as session:
        result = change_delivery_rules(
            session, this_moment(), current_actor(), typed, request.form.get("seen", "")
        )
    if isinstance(result, RulesRefused):
        errors = {each.field: each.refusal.words for each in result.refusals}
        return refused(PAGE, FRAGMENT, **_context(typed=typed, errors=errors))
    if isinstance(result, RulesChangedMeanwhile):
        return changed_meanwhile(PAGE, FRAGMENT, **_context(meanwhile=result, yours=typed))
    return see_other(url_for("delivery_rules.show"), "Saved." if result.changed else "Nothing was changed.")


@blueprint.post("/holidays")
@_may
def add_day() -> Response | AnyResponse:
    """One more closed day."""
    form = request.form
    with work(current_practice_id()) as session:
        errors = add_holiday(
            session,
            this_moment(),
            current_actor(),
            form.get("day", "")[:LONGEST],
            form.get("name", "")[:LONGEST],
            form.get("location", "")[:LONGEST],
        )
    if errors:
        return refused(PAGE, FRAGMENT, **_context(errors=errors, holiday=form))
    return see_other(url_for("delivery_rules.show"), "The closed day is on the list.")


@blueprint.post("/holidays/<int:holiday_id>/remove")
@_may
def remove_day(holiday_id: int) -> AnyResponse:
    """One closed day less."""
    with work(current_practice_id()) as session:
        known = remove_holiday(session, this_moment(), current_actor(), holiday_id)
    return see_other(url_for("delivery_rules.show"), "The day is open again.") if known else abort(404)


def _typed(form: MultiDict[str, str]) -> TypedRules:
    days = tuple("0123456") if form.get("every_day") == "all" else tuple(form.getlist("days")[:7])
    return TypedRules(
        window_from=form.get("window_from", "")[:LONGEST],
        window_to=form.get("window_to", "")[:LONGEST],
        days=days,
        cancellation_mode=form.get("cancellation_mode", "")[:LONGEST],
        track_cancellations=form.get("track_cancellations") == "yes",
        department_id=form.get("department_id", "")[:LONGEST],
        deadline_hours=form.get("deadline_hours", "")[:LONGEST],
        sibling_mode=form.get("sibling_mode", "")[:LONGEST],
        daily_cap=form.get("daily_cap", "")[:LONGEST],
    )


def _context(
    typed: TypedRules | None = None,
    errors: Mapping[str, str] | None = None,
    meanwhile: RulesChangedMeanwhile | None = None,
    yours: TypedRules | None = None,
    holiday: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        page = delivery_rules_page(session)
    shown = typed or page.typed
    return {
        "page": page,
        "typed": shown,
        "said": said_by(shown, page.departments),
        "errors": errors or {},
        "meanwhile": meanwhile,
        "lost": _differences(page.typed, yours) if yours else {},
        "holiday": holiday or {},
    }


def _differences(saved: TypedRules, yours: TypedRules) -> dict[str, Any]:
    """What somebody had typed and now stands otherwise, so that it need not be remembered."""
    return {
        each.name: getattr(yours, each.name)
        for each in fields(TypedRules)
        if getattr(yours, each.name) != getattr(saved, each.name)
    }
