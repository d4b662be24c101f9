"""Who answers for a child: order, authority, consent, who is added, who is taken off (product C1, C5, C7)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.add_contact import TypedNewcomer, add_known_contact, add_newcomer
from app.actions.change_consent import change_consent
from app.actions.change_contact import TypedContact
from app.actions.change_patient_contact import TypedTie, change_patient_contact
from app.actions.mark_contact import Mark, mark_contact
from app.actions.order_contacts import move_contact
from app.actions.release_contact import release_contact
from app.actions.remove_contact import remove_contact
from app.domain.consent import Consent
from app.domain.consent_words import Said, Source, read_said
from app.domain.permissions import Permission
from app.domain.preferences import Purpose
from app.queries.family_record import Child, FamilyRecord
from app.web.access import current_actor, current_practice_id, requires
from app.web.family_page import Wrong, answer, context, ticked_ways, typed, typed_addresses
from app.web.filters import this_moment, today
from app.web.respond import refused, see_other
from app.work import work

blueprint = Blueprint("family_contacts", __name__, url_prefix="/families")
NEW_PAGE, NEW_FRAGMENT = "staff/families/new_contact.html", "staff/families/_new_contact.html"
ONLY_ONE = "This is the only contact on file. Add another first, or mark No Contact."
_may_edit = requires(Permission.CONTACTS_EDIT)


@blueprint.post("/<int:family_id>/ties/<int:pair_id>")
@_may_edit
def change_tie(family_id: int, pair_id: int) -> Response | AnyResponse:
    """Relationship, authority, end date and home, for one child."""
    tie = TypedTie(
        relationship=typed("relationship"),
        authority=typed("authority"),
        authority_text=typed("authority_text"),
        resides_with=typed("resides_with"),
        end_date=typed("end_date"),
    )
    with work(current_practice_id()) as session:
        errors = change_patient_contact(session, this_moment(), current_actor(), pair_id, tie, typed("seen"))
    return answer(family_id, f"tie-{pair_id}", errors)


@blueprint.post("/<int:family_id>/ties/<int:pair_id>/<any(up,down):way>")
@_may_edit
def move(family_id: int, pair_id: int, way: str) -> Response | AnyResponse:
    """One place earlier or later among the child's contacts."""
    with work(current_practice_id()) as session:
        known = move_contact(
            session, this_moment(), current_actor(), pair_id, places={"up": -1, "down": 1}[way]
        )
    return answer(family_id, "", {} if known else None, "The order is saved.")


@blueprint.post("/<int:family_id>/ties/<int:pair_id>/remove")
@_may_edit
def remove(family_id: int, pair_id: int) -> Response | AnyResponse:
    """Take a contact off one child; the only one stays."""
    with work(current_practice_id()) as session:
        removed = remove_contact(session, this_moment(), current_actor(), pair_id)
    errors = {True: {}, False: {"remove": ONLY_ONE}, None: None}[removed]
    return answer(
        family_id, f"tie-{pair_id}", errors, "Taken off. What was sent and said is still on this page."
    )


@blueprint.post("/<int:family_id>/ties/<int:pair_id>/release")
@_may_edit
def release(family_id: int, pair_id: int) -> Response | AnyResponse:
    """Somebody who said "not my child" is the right person after all."""
    with work(current_practice_id()) as session:
        known = release_contact(session, this_moment(), current_actor(), pair_id)
    return answer(family_id, "", {} if known else None, "Allowed again. Coming visits are looked at again.")


@blueprint.post("/<int:family_id>/ties/<int:pair_id>/consent")
@_may_edit
def record_consent(family_id: int, pair_id: int) -> Response | AnyResponse:
    """Consent given or withdrawn for the ticked ways, as told to staff."""
    form, ways = f"consent-{pair_id}", ticked_ways()
    said = read_said(typed("source"), typed("said_on"), today())
    if not ways or isinstance(said, dict):
        errors = {} if ways else {"pairs": "Tick what the person agreed to, or what was taken back."}
        return answer(family_id, form, errors | (said if isinstance(said, dict) else {}))
    state = Consent.WITHDRAWN if typed("state") == Consent.WITHDRAWN else Consent.GIVEN
    with work(current_practice_id()) as session:
        known = change_consent(session, this_moment(), current_actor(), pair_id, ways, state, said)
    return answer(family_id, form, {} if known else None, f"Recorded: consent {state.value}.")


@blueprint.post("/<int:family_id>/children/<int:patient_id>/<any(own,alternative):mark>")
@_may_edit
def mark_one(family_id: int, patient_id: int, mark: str) -> Response | AnyResponse:
    """Which contact is the patient, or gets the child's messages instead of the family; none ends it."""
    with work(current_practice_id()) as session:
        known = mark_contact(
            session, this_moment(), current_actor(), patient_id, Mark(mark), _number(typed("pair"))
        )
    return answer(family_id, "", {} if known else None)


@blueprint.get("/<int:family_id>/children/<int:patient_id>/contacts/new")
@_may_edit
def new(family_id: int, patient_id: int) -> str:
    """The form for one more contact of a child."""
    return render_template(NEW_PAGE, **_new_context(family_id, patient_id), wrong=Wrong())


@blueprint.post("/<int:family_id>/children/<int:patient_id>/contacts")
@_may_edit
def add(family_id: int, patient_id: int) -> Response | AnyResponse:
    """Somebody new at the end of the order."""
    given = _new_context(family_id, patient_id)
    newcomer = _newcomer()
    errors = newcomer if isinstance(newcomer, dict) else {}
    if isinstance(newcomer, TypedNewcomer):
        with work(current_practice_id()) as session:
            errors = add_newcomer(session, this_moment(), current_actor(), patient_id, newcomer) or {}
    if errors:
        wrong = Wrong("new", errors, request.form.to_dict())
        return refused(NEW_PAGE, NEW_FRAGMENT, **given, wrong=wrong)
    return see_other(url_for("families.show", family_id=family_id), f"{typed('name')} is on file.")


@blueprint.post("/<int:family_id>/children/<int:patient_id>/contacts/known")
@_may_edit
def add_known(family_id: int, patient_id: int) -> Response | AnyResponse:
    """Somebody of this family, for this child too."""
    contact_id = _number(typed("contact")) or 0
    with work(current_practice_id()) as session:
        known = add_known_contact(
            session, this_moment(), current_actor(), patient_id, contact_id, typed("relationship")
        )
    return answer(family_id, "", {} if known else None, "Added. Ask for consent: it is given for each child.")


def _number(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdecimal() else None


def _newcomer() -> TypedNewcomer | dict[str, str]:
    """The form as typed, or what is wrong with how consent was told."""
    ways = ticked_ways()
    said = read_said(typed("source"), typed("said_on"), today()) if ways else Said(Source.IN_PERSON)
    if isinstance(said, dict):
        return said
    person = TypedContact(
        language=typed("language"),
        preferences=dict.fromkeys(Purpose, typed("prefers")),
        addresses=typed_addresses(),
    )
    marks = [each for each in Mark if typed(each.value)]
    return TypedNewcomer(typed("name"), typed("relationship"), person, ways, said, marks)


def _new_context(family_id: int, patient_id: int) -> dict[str, Any]:
    given = context(family_id)
    record: FamilyRecord = given["family"]
    child = next((each for each in record.children if each.id == patient_id), None)
    if child is None:
        abort(404)
    return {**given, "child": child, "others": _others(record, child)}


def _others(record: FamilyRecord, child: Child) -> dict[int, str]:
    """Contacts of the family whom this child does not have, among them those taken off it."""
    own = {tie.contact_id for tie in child.ties}
    former = {each.contact_id: each.name for each in child.former}
    return {each.id: each.name for each in record.people if each.id not in own} | former
