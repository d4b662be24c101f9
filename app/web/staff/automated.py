"""The list of automated messages: turned on, off or deleted with the numbers seen first (product A3, E8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_rule import RuleChangedMeanwhile
from app.actions.foresee_change import foresee_change
from app.actions.switch_rule import Switched, delete_rule, disable_rule, enable_rule, undo_switch
from app.domain.permissions import Permission
from app.domain.rule_effect import RuleEffect
from app.queries.automated_editor import RuleEditor, rule_names_of, saved_rule, sent_before
from app.queries.automated_list import automated_list
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import see_other
from app.web.rule_words import effect_parts
from app.work import reading, work

blueprint = Blueprint("automated", __name__, url_prefix="/messages/auto")


@blueprint.get("")
@requires(Permission.AUTOMATED_VIEW)
def index() -> str:
    """Every message of the practice with its state and what goes next."""
    with reading(current_practice_id()) as session:
        lines = automated_list(session, this_moment(), _longest_link())
    return render_template("staff/automated/index.html", lines=lines)


@blueprint.post("/<int:rule_id>/enable")
@requires(Permission.AUTOMATED_ENABLE)
def enable(rule_id: int) -> Response | AnyResponse | str | tuple[str, int]:
    """First what turning it on does; then, with the number seen, it is turned on."""
    page = _page(rule_id)
    if "reviewed" not in request.form:
        return _ask_to_enable(page)
    with work(current_practice_id()) as session:
        result = enable_rule(session, this_moment(), current_actor(), rule_id, request.form.get("seen", ""))
    if isinstance(result, RuleChangedMeanwhile):
        return _ask_to_enable(page, result), 409
    words = f"{page.name} is on." if result is Switched.DONE else f"{page.name} was on already."
    return see_other(url_for("automated.index"), words)


@blueprint.post("/<int:rule_id>/disable")
@requires(Permission.AUTOMATED_DISABLE)
def disable(rule_id: int) -> AnyResponse:
    """Nothing of it goes any more, from now on."""
    page = _page(rule_id)
    with work(current_practice_id()) as session:
        result = disable_rule(session, this_moment(), current_actor(), rule_id)
    if result is Switched.ALREADY:
        return see_other(url_for("automated.index"), f"{page.name} was off already.")
    undo = url_for("automated.undo_disable", rule_id=rule_id)
    return see_other(url_for("automated.index"), f"{page.name} is off. Nothing of it goes any more.", undo)


@blueprint.post("/<int:rule_id>/disable/undo")
@requires(Permission.AUTOMATED_DISABLE)
def undo_disable(rule_id: int) -> AnyResponse:
    """On again, as if it had never been off."""
    return _undo(rule_id, "disable", "It is on again, as before.")


@blueprint.post("/<int:rule_id>/delete")
@requires(Permission.AUTOMATED_DELETE)
def delete(rule_id: int) -> AnyResponse | str:
    """First what falls away; then, with the number seen, it is deleted."""
    page = _page(rule_id)
    if "reviewed" not in request.form:
        return _ask_to_delete(page)
    with work(current_practice_id()) as session:
        delete_rule(session, this_moment(), current_actor(), rule_id)
    undo = url_for("automated.undo_delete", rule_id=rule_id)
    return see_other(url_for("automated.index"), f"{page.name} is deleted.", undo)


@blueprint.post("/<int:rule_id>/delete/undo")
@requires(Permission.AUTOMATED_DELETE)
def undo_delete(rule_id: int) -> AnyResponse:
    """Back in the list, on or off as it was."""
    return _undo(rule_id, "delete", "It is back, as before.")


def _undo(rule_id: int, action: str, words: str) -> AnyResponse:
    with work(current_practice_id()) as session:
        result = undo_switch(session, this_moment(), current_actor(), rule_id, action)
    if result is Switched.UNKNOWN:
        abort(404)
    late = "It has been changed since, or too much time has passed: look at it in the list."
    return see_other(url_for("automated.index"), words if result is Switched.DONE else late)


def _ask_to_enable(page: RuleEditor, meanwhile: RuleChangedMeanwhile | None = None) -> str:
    now = this_moment()
    effect = foresee_change(now, current_practice_id(), replace(page.saved, enabled_at=now))
    return _ask("staff/automated/turn_on.html", page, effect, meanwhile=meanwhile)


def _ask_to_delete(page: RuleEditor) -> str:
    effect = None
    if page.saved.enabled_at:
        gone = replace(page.saved, enabled_at=None)
        effect = foresee_change(this_moment(), current_practice_id(), gone)
    with reading(current_practice_id()) as session:
        before = sent_before(session, page.saved.id)
    return _ask("staff/automated/delete.html", page, effect, before=before)


def _ask(template: str, page: RuleEditor, effect: RuleEffect | None, **more: Any) -> str:
    with reading(current_practice_id()) as session:
        names = rule_names_of(session)
    parts = effect_parts(effect, page.saved.enabled_at is not None, names)
    return render_template(template, page=page, **parts, **more)


def _page(rule_id: int) -> RuleEditor:
    with reading(current_practice_id()) as session:
        return saved_rule(session, this_moment(), rule_id, _longest_link()) or abort(404)


def _longest_link() -> str:
    link: str = current_app.extensions["deskbell.signer"].url(10**9)
    return link
