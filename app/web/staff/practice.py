"""The practice: its name and signature, zone, languages, hours, appointment types, providers (A2, C7, K5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_practice import (
    TypedVisitType,
    add_visit_type,
    change_practice,
    change_provider,
    change_visit_types,
)
from app.actions.write_changes import ChangedMeanwhile, Refused
from app.domain.permissions import Permission
from app.domain.practice_form import TypedPractice
from app.queries.practice_page import practice_page, sample_of
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import changed_meanwhile, fragment_or_page, refused, see_other
from app.web.zone_choices import zone_choices
from app.work import reading, work

blueprint = Blueprint("practice", __name__, url_prefix="/settings/practice")
PAGE, FRAGMENT = "staff/practice/show.html", "staff/practice/_practice.html"
LONGEST, MOST = 200, 500
_may = requires(Permission.DELIVERY_RULES_EDIT)


@blueprint.get("")
@_may
def show() -> Response:
    """The settings as saved, beside a text as families read it."""
    return fragment_or_page(PAGE, FRAGMENT, **_context())


@blueprint.get("/sample")
@_may
def sample() -> str:
    """The text for what stands in the form now; nothing is saved."""
    return render_template(
        "staff/practice/_text_sample.html", sample=sample_of(_typed(request.args), this_moment())
    )


@blueprint.post("")
@_may
def save() -> Response | AnyResponse:
    """All fields at once, or none."""
    typed = _typed(request.form)
    with work(current_practice_id()) as session:
        result = change_practice(session, this_moment(), current_actor(), typed, request.form.get("seen", ""))
    if isinstance(result, Refused):
        return refused(PAGE, FRAGMENT, **_context(typed=typed, errors=result.faults))
    if isinstance(result, ChangedMeanwhile):
        return changed_meanwhile(PAGE, FRAGMENT, **_context(meanwhile=result, yours=typed))
    return see_other(url_for("practice.show"), "Saved." if result.changed else "Nothing was changed.")


@blueprint.post("/types")
@_may
def save_types() -> AnyResponse:
    """The ticks of all appointment types."""
    ticked = [
        TypedVisitType(name[:LONGEST], _changed_tick("confidential", name), _changed_tick("well_visit", name))
        for name in request.form.getlist("type")[:MOST]
    ]
    with work(current_practice_id()) as session:
        changed = change_visit_types(session, this_moment(), current_actor(), ticked)
    return see_other(url_for("practice.show"), "Saved." if changed else "Nothing was changed.")


@blueprint.post("/types/add")
@_may
def add_type() -> Response | AnyResponse:
    """One the schedule has not used yet."""
    name = request.form.get("type_name", "")[:LONGEST]
    with work(current_practice_id()) as session:
        result = add_visit_type(session, this_moment(), current_actor(), name)
    if isinstance(result, Refused):
        return refused(PAGE, FRAGMENT, **_context(errors=result.faults, type_name=name))
    return see_other(url_for("practice.show"), "The appointment type is on the list.")


@blueprint.post("/providers/<int:provider_id>")
@_may
def save_provider(provider_id: int) -> Response | AnyResponse:
    """The three names of a provider, and the video room."""
    names = {
        field: request.form.get(f"{field}-{provider_id}", "")[:LONGEST]
        for field in ("name", "spoken_name", "name_es", "video_url")
    }
    with work(current_practice_id()) as session:
        result = change_provider(session, this_moment(), current_actor(), provider_id, names)
    if result is None:
        abort(404)
    if isinstance(result, Refused):
        return refused(PAGE, FRAGMENT, **_context(errors=result.faults, names={provider_id: names}))
    return see_other(url_for("practice.show"), "Saved.")


def _changed_tick(mark: str, name: str) -> bool | None:
    """Ticked or unticked; None for a mark that stands as it did when the form was opened."""
    ticked, began = (name in request.form.getlist(field) for field in (mark, f"{mark}_began"))
    return None if ticked == began else ticked


def _typed(form: MultiDict[str, str]) -> TypedPractice:
    given = {field: form.get(field, "")[:LONGEST] for field in _TEXTS}
    if form.get("limit", "other") != "other":
        given["text_limit"] = form.get("limit", "")[:LONGEST]
    return TypedPractice(
        **given,
        languages=tuple(form.getlist("languages")[:9]),
        keep_accents=form.get("keep_accents") == "yes",
        ask_birth_date=form.get("ask_birth_date") == "yes",
    )


_TEXTS = (
    "name", "short_name", "timezone", "phone", "address", "email", "fallback_language", "text_limit",
    "opens_at", "closes_at", "confidential_age",
)  # fmt: skip


def _context(
    typed: TypedPractice | None = None,
    errors: Mapping[str, str] | None = None,
    meanwhile: ChangedMeanwhile | None = None,
    yours: TypedPractice | None = None,
    **more: Any,
) -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        page = practice_page(session, this_moment())
    shown = typed or page.typed
    return {
        "page": page,
        "typed": shown,
        "sample": sample_of(shown, this_moment()),
        "zones": zone_choices(),
        "errors": errors or {},
        "meanwhile": meanwhile,
        "lost": _differences(page.typed, yours) if yours else {},
        **more,
    }


def _differences(saved: TypedPractice, yours: TypedPractice) -> dict[str, str]:
    """What somebody had typed and now stands otherwise, so that it need not be remembered."""
    return {
        field.replace("_", " "): getattr(yours, field)
        for field in _TEXTS
        if getattr(yours, field) != getattr(saved, field)
    }
