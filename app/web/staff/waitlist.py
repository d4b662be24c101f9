"""The waitlist: freed times, who waits for one, and how times are offered (product J3, J4)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.begin_offering import Begun, begin_offering, offer_to_one, stop_offering
from app.actions.change_waitlist_rules import change_waitlist_rules
from app.actions.claim_offer import Claim, claim_offer
from app.actions.write_changes import Refused
from app.domain.permissions import Permission
from app.domain.waitlist_form import TypedOffering
from app.queries.freed_times import freed_times
from app.queries.waitlist_entries import waitlist_entries
from app.queries.waitlist_rules import waitlist_rules
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment, today
from app.web.respond import fragment_or_page, refused, see_other
from app.web.row_id import row_number
from app.web.waitlist_words import begun_words, freed_words, offer_words
from app.work import reading, work

blueprint = Blueprint("waitlist", __name__, url_prefix="/waitlist")
PAGE, RULES = "staff/waitlist/index.html", "staff/waitlist/_offer_rules.html"
LONGEST = 20
_may_change = requires(Permission.ANSWER_CANCELLATIONS)
_CLAIMED = {
    Claim.YOURS: "The time is theirs. Book it in your schedule.",
    Claim.TAKEN: "Another family was quicker and has this time.",
    Claim.BUSY: "The child has another visit at that time. Cancel or move that one first.",
    Claim.OVER: "This time is not free any more.",
}


@blueprint.get("")
@requires(Permission.BASIC_MESSAGING)
def index() -> str:
    """Freed times at the top, then who waits, then the rules."""
    return render_template(PAGE, **_context())


@blueprint.get("/times")
@requires(Permission.BASIC_MESSAGING)
def times() -> Response:
    """The freed times as they stand now, asked each minute."""
    return fragment_or_page(PAGE, "staff/waitlist/_freed_times.html", **_context())


@blueprint.post("/slots/<int:appointment_id>/offer")
@_may_change
def offer(appointment_id: int) -> AnyResponse:
    """Offer the time of a cancelled visit to those it suits, a few at a time."""
    with work(current_practice_id()) as session:
        begun = begin_offering(session, this_moment(), current_actor(), appointment_id)
    return _said(begun, begun_words(begun))


@blueprint.post("/slots/<int:appointment_id>/offer-to")
@_may_change
def offer_to(appointment_id: int) -> AnyResponse:
    """Offer it to one family alone."""
    entry_id = request.form.get("entry_id", type=row_number) or abort(404)
    signer = current_app.extensions["deskbell.signer"]
    with work(current_practice_id()) as session:
        begun = offer_to_one(session, this_moment(), current_actor(), signer, appointment_id, entry_id)
    return _said(begun, "The family is told now." if begun is Begun.OFFERING else begun_words(begun))


@blueprint.post("/slots/<int:slot_id>/stop")
@_may_change
def stop(slot_id: int) -> AnyResponse:
    """Offer it to nobody any more; a family that was quicker keeps it."""
    with work(current_practice_id()) as session:
        begun = stop_offering(session, this_moment(), current_actor(), slot_id)
    words = "The time is not offered any more." if begun is Begun.NOT_FREE else begun_words(begun)
    return _said(begun, words)


@blueprint.post("/offers/<int:offer_id>/take")
@_may_change
def take(offer_id: int) -> AnyResponse:
    """The family says yes on the phone."""
    with work(current_practice_id()) as session:
        claim = claim_offer(session, this_moment(), offer_id, current_actor())
    if claim is Claim.UNKNOWN:
        abort(404)
    return see_other(url_for("waitlist.index"), _CLAIMED[claim])


@blueprint.post("/rules")
@_may_change
def save_rules() -> Response | AnyResponse:
    """How freed times are offered: all fields at once, or none."""
    form = request.form
    typed = TypedOffering(
        auto=form.get("auto") == "yes",
        batch=form.get("batch", "")[:LONGEST],
        every_minutes=form.get("every_minutes", "")[:LONGEST],
        order=form.get("order", "")[:LONGEST],
    )
    with work(current_practice_id()) as session:
        result = change_waitlist_rules(session, this_moment(), current_actor(), typed)
    if isinstance(result, Refused):
        return refused(PAGE, RULES, **_context(typed=typed, errors=result.faults))
    return see_other(url_for("waitlist.index"), "Saved." if result else "Nothing was changed.")


def _said(begun: Begun, words: str) -> AnyResponse:
    if begun is Begun.UNKNOWN:
        abort(404)
    return see_other(url_for("waitlist.index"), words)


def _context(typed: TypedOffering | None = None, errors: Any = None) -> dict[str, Any]:
    now = this_moment()
    with reading(current_practice_id()) as session:
        saved = waitlist_rules(session)
        return {
            "lines": freed_times(session, now),
            "entries": waitlist_entries(session, today()),
            "saved": saved,
            "typed": typed or saved.typed(),
            "errors": errors or {},
            "now": now,
            "freed_words": freed_words,
            "offer_words": offer_words,
        }
