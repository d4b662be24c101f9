"""One family: who is reached how, why somebody gets nothing, and everything staff may put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_consent import change_consent
from app.actions.change_contact import TypedContact, change_contact
from app.actions.change_patient_contact import TypedTie, change_patient_contact
from app.actions.mark_deceased import mark_deceased
from app.actions.suppress_address import allow_address, suppress_address
from app.domain import staff_words
from app.domain.consent import Consent
from app.domain.permissions import Permission
from app.domain.preferences import OFFERED, Channel, Purpose
from app.queries.family_record import family_record
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import fragment_or_page, refused, see_other
from app.work import reading, work

blueprint = Blueprint("families", __name__, url_prefix="/families")
PAGE, FRAGMENT = "staff/families/show.html", "staff/families/_family_record.html"
LONGEST = 200
_may_edit = requires(Permission.CONTACTS_EDIT)


@dataclass(frozen=True)
class Wrong:
    """The form that came back: its name on the page, what is wrong with it, what was typed."""

    form: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_id(self) -> dict[str, str]:
        """Each error under the id its field has on the page."""
        return {f"{self.form}-{name}": words for name, words in self.errors.items()}


@blueprint.get("/<int:family_id>")
@requires(Permission.BASIC_MESSAGING)
def show(family_id: int) -> Response:
    """The record, with the reason wherever somebody gets nothing."""
    return fragment_or_page(PAGE, FRAGMENT, **_context(family_id), wrong=Wrong())


@blueprint.post("/<int:family_id>/contacts/<int:contact_id>")
@_may_edit
def change_person(family_id: int, contact_id: int) -> Response | AnyResponse:
    """Language, preferences and addresses: the same for all children of the contact."""
    typed = TypedContact(
        language=_typed("language"),
        preferences={purpose: _typed(f"prefers_{purpose}") for purpose in Purpose},
        addresses={kind: _typed(kind) for kind in staff_words.ADDRESSES},
    )
    with work(current_practice_id()) as session:
        errors = change_contact(session, this_moment(), current_actor(), contact_id, typed)
    return _answer(family_id, f"contact-{contact_id}", errors, "Saved. Coming visits are looked at again.")


@blueprint.post("/<int:family_id>/ties/<int:pair_id>")
@_may_edit
def change_tie(family_id: int, pair_id: int) -> Response | AnyResponse:
    """Authority, end date, resides with and order, for one child."""
    typed = TypedTie(
        position=_typed("position"),
        authority=_typed("authority"),
        authority_text=_typed("authority_text"),
        resides_with=_typed("resides_with"),
        end_date=_typed("end_date"),
    )
    with work(current_practice_id()) as session:
        errors = change_patient_contact(session, this_moment(), current_actor(), pair_id, typed)
    return _answer(family_id, f"tie-{pair_id}", errors, "Saved. Coming visits are looked at again.")


@blueprint.post("/<int:family_id>/ties/<int:pair_id>/consent")
@_may_edit
def record_consent(family_id: int, pair_id: int) -> Response | AnyResponse:
    """Consent given or withdrawn for the ticked ways, as told to staff."""
    ticked = _ticked()
    form = f"consent-{pair_id}"
    if not ticked:
        return _answer(
            family_id, form, {"pairs": "Tick what the person agreed to, or what was taken back."}, ""
        )
    state = Consent.WITHDRAWN if _typed("state") == Consent.WITHDRAWN else Consent.GIVEN
    with work(current_practice_id()) as session:
        known = change_consent(session, this_moment(), current_actor(), pair_id, ticked, state)
    return _answer(family_id, form, {} if known else None, f"Recorded: consent {state.value}.")


@blueprint.post("/<int:family_id>/children/<int:patient_id>/deceased")
@_may_edit
def set_deceased(family_id: int, patient_id: int) -> Response | AnyResponse:
    """Silence everything about a child at once, or take that back."""
    deceased = _typed("deceased") == "yes"
    with work(current_practice_id()) as session:
        known = mark_deceased(session, this_moment(), current_actor(), patient_id, deceased)
    words = (
        "Nothing is sent about this child any more."
        if deceased
        else "Messages about this child may go again."
    )
    return _answer(family_id, "", {} if known else None, words)


@blueprint.post("/<int:family_id>/addresses/<int:address_id>/suppress")
@_may_edit
def suppress(family_id: int, address_id: int) -> Response | AnyResponse:
    """Nothing goes to this number or address any more, whoever has it."""
    with work(current_practice_id()) as session:
        known = suppress_address(session, this_moment(), current_actor(), address_id, _typed("reason"))
    return _answer(family_id, "", {} if known else None, "On the do-not-send list.")


@blueprint.post("/<int:family_id>/addresses/<int:address_id>/allow")
@_may_edit
def allow(family_id: int, address_id: int) -> Response | AnyResponse:
    """It may be used again."""
    with work(current_practice_id()) as session:
        known = allow_address(session, this_moment(), current_actor(), address_id)
    return _answer(family_id, "", {} if known else None, "Taken off the do-not-send list.")


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()[:LONGEST]


def _ticked() -> list[tuple[Purpose, Channel]]:
    """The ticked pairs that mean something; anything else a browser may send is not consent to anything."""
    ways = {f"{purpose}:{channel}": (purpose, channel) for purpose in Purpose for channel in OFFERED}
    return [ways[pair] for pair in request.form.getlist("pairs") if pair in ways]


def _answer(
    family_id: int, form: str, errors: Mapping[str, str] | None, words: str
) -> Response | AnyResponse:
    if errors is None:
        abort(404)
    if not errors:
        return see_other(url_for("families.show", family_id=family_id), words)
    wrong = Wrong(form, errors, request.form.to_dict())
    return refused(PAGE, FRAGMENT, **_context(family_id), wrong=wrong)


def _context(family_id: int) -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        record = family_record(session, this_moment(), family_id)
    return {
        "family": record or abort(404),
        "words": staff_words,
        "offered": [channel for channel in Channel if channel in OFFERED],
    }
