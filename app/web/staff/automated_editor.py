"""One automated message: what it does, its form, and what a change does before it is saved (E2 to E4, E8)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_rule import RuleChangedMeanwhile, RuleSaved, as_of, change_rule
from app.actions.create_rule import create_rule
from app.actions.foresee_change import foresee_change
from app.domain.permissions import Permission
from app.domain.rule_effect import RuleEffect
from app.domain.rule_reach import reaches_back
from app.domain.staff_words import RULE_TYPES
from app.domain.timing import RuleType
from app.domain.typed_rule import TypedRule
from app.queries.automated_editor import RuleEditor, copied_rule, new_rule, rule_names_of, saved_rule
from app.web.access import current_actor, current_practice_id, may, requires
from app.web.filters import this_moment
from app.web.per_person import per_person
from app.web.respond import changed_meanwhile, fragment_or_page, refused, see_other
from app.web.row_id import row_number
from app.web.rule_words import effect_parts, form_parts
from app.work import reading, work

blueprint = Blueprint("automated_editor", __name__, url_prefix="/messages/auto")
PAGE, FRAGMENT = "staff/automated/show.html", "staff/automated/_automated_message.html"
EFFECT = "staff/automated/_effect.html"
LONGEST, MOST = 100, 2000
_at_most = per_person("90/minute")
"""Foreseeing works the database: nobody keeps the others waiting by asking without end."""

_MANY = {"statuses", "visit_types", "provider_ids", "location_ids", "days"}
_TICKS = {"own_hours", "own_last_useful"}


@blueprint.get("/new")
@requires(Permission.AUTOMATED_CREATE)
def begin() -> Response | str:
    """Choose a type, or a message to copy; then its form."""
    page = _new_page()
    if page is None:
        with reading(current_practice_id()) as session:
            return render_template("staff/automated/new.html", types=RULE_TYPES, rules=rule_names_of(session))
    return fragment_or_page(PAGE, FRAGMENT, **_context(page))


@blueprint.post("/new")
@requires(Permission.AUTOMATED_CREATE)
def create() -> Response | AnyResponse:
    """A draft, which sends nothing until somebody turns it on."""
    page = _new_page(_typed(request.form)) or abort(404)
    with work(current_practice_id()) as session:
        result = create_rule(session, this_moment(), current_actor(), page.saved, page.typed)
    if isinstance(result, RuleSaved):
        url = url_for("automated_editor.show", rule_id=result.rule_id)
        return see_other(url, "Saved as a draft. It sends nothing until it is turned on.")
    return refused(PAGE, FRAGMENT, **_context(page, errors=page.errors))


@blueprint.post("/new/effect")
@requires(Permission.AUTOMATED_CREATE)
@_at_most
def effect_of_new() -> str:
    """What the message in the form would do if it were turned on; nothing is saved."""
    page = _new_page(_typed(request.form)) or abort(404)
    return render_template(EFFECT, **_context(page, effect=_effect(page)))


@blueprint.get("/<int:rule_id>")
@requires(Permission.AUTOMATED_VIEW)
def show(rule_id: int) -> Response:
    """The message as saved."""
    return fragment_or_page(PAGE, FRAGMENT, **_context(_saved_page(rule_id)))


@blueprint.post("/<int:rule_id>/effect")
@requires(Permission.AUTOMATED_VIEW)
@_at_most
def effect(rule_id: int) -> str:
    """What the message in the form would do; nothing is saved."""
    page = _saved_page(rule_id, _typed(request.form))
    return render_template(EFFECT, **_context(page, effect=_effect(page)))


@blueprint.post("/<int:rule_id>")
@requires(Permission.AUTOMATED_EDIT)
def save(rule_id: int) -> Response | AnyResponse:
    """All fields at once, or none. One that is turned on is saved only as its effect was shown."""
    typed = _typed(request.form)
    page = _saved_page(rule_id, typed)
    if page.saved.enabled_at and page.read and request.form.get("reviewed") != _mark(typed):
        return fragment_or_page(PAGE, FRAGMENT, **_context(page, effect=_effect(page), review=True))
    with work(current_practice_id()) as session:
        result = change_rule(
            session, this_moment(), current_actor(), rule_id, typed, request.form.get("seen", "")
        )
    if isinstance(result, RuleSaved):
        return see_other(url_for("automated_editor.show", rule_id=rule_id), _saved_words(result, page))
    if isinstance(result, RuleChangedMeanwhile):
        new_state = _saved_page(rule_id)
        return changed_meanwhile(PAGE, FRAGMENT, **_context(new_state, meanwhile=result, yours=page))
    return refused(PAGE, FRAGMENT, **_context(page, errors=page.errors))


def _saved_words(saved: RuleSaved, page: RuleEditor) -> str:
    if not saved.changed:
        return "Nothing was changed."
    waiting = " Messages that wait to go and no longer fit are cancelled when their turn comes."
    return "Saved." + (waiting if page.saved.enabled_at else "")


def _typed(form: MultiDict[str, str]) -> TypedRule:
    given: dict[str, Any] = {}
    for each in fields(TypedRule):
        if each.name in _MANY:
            given[each.name] = tuple(value[:LONGEST] for value in form.getlist(each.name)[:MOST])
        elif each.name in _TICKS:
            given[each.name] = form.get(each.name) == "yes"
        else:
            given[each.name] = form.get(each.name, "")[:LONGEST]
    return TypedRule(**given)


def _mark(typed: TypedRule) -> str:
    """Tells whether what is saved is what was looked at."""
    return hashlib.sha256(repr(typed).encode()).hexdigest()[:16]


def _longest_link() -> str:
    link: str = current_app.extensions["deskbell.signer"].url(10**9)
    return link


def _saved_page(rule_id: int, typed: TypedRule | None = None) -> RuleEditor:
    with reading(current_practice_id()) as session:
        return saved_rule(session, this_moment(), rule_id, _longest_link(), typed) or abort(404)


def _new_page(typed: TypedRule | None = None) -> RuleEditor | None:
    """The form of a new message; None while neither a type nor a message to copy is chosen."""
    kind, copy = request.values.get("type", ""), request.values.get("copy", type=row_number)
    with reading(current_practice_id()) as session:
        if copy is not None:
            return copied_rule(session, this_moment(), copy, _longest_link(), typed) or abort(404)
        if kind not in set(RuleType):
            return None
        return new_rule(session, this_moment(), RuleType(kind), _longest_link(), typed)


def _effect(page: RuleEditor) -> RuleEffect | None:
    """Of a message that is off: what turning it on would do."""
    if page.read is None:
        return None
    now = this_moment()
    changed = as_of(now, page.saved, page.read.rule)
    if changed.enabled_at is None:
        changed = replace(changed, enabled_at=now)
    return foresee_change(now, current_practice_id(), changed)


def _counts_anew(page: RuleEditor) -> bool:
    """Does a message that is on count from now, because the change would reach back (E6)?"""
    on = page.saved.enabled_at is not None
    return on and page.read is not None and reaches_back(page.saved, page.read.rule)


def _context(
    page: RuleEditor,
    effect: RuleEffect | None = None,
    errors: Mapping[str, str] | None = None,
    meanwhile: RuleChangedMeanwhile | None = None,
    yours: RuleEditor | None = None,
    review: bool = False,
) -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        names = rule_names_of(session)
    code = Permission.AUTOMATED_EDIT if page.saved.id else Permission.AUTOMATED_CREATE
    return {
        "page": page,
        "typed": page.typed,
        "parts": form_parts(page),
        "editing": may(code),
        "errors": errors or {},
        "meanwhile": meanwhile,
        "yours": yours,
        "review": review,
        "mark": _mark(page.typed),
        "anew": _counts_anew(page),
        "copy": request.values.get("copy", type=row_number),
        **effect_parts(effect, page.saved.enabled_at is not None, names),
    }
