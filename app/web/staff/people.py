"""The people of the practice: invite them, change their account, close it (product A3, A4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_staff import TypedAccount, change_account, disable_staff, enable_staff
from app.actions.change_two_factor import require_two_factor, reset_two_factor
from app.actions.create_staff import UnusableStaff
from app.actions.end_sessions import sign_out_everywhere
from app.actions.invite_staff import TypedInvitation, invite_again, invite_staff, withdraw_invitation
from app.actions.keep_administrators import LastAdministrator, NotForYou
from app.actions.write_changes import ChangedMeanwhile
from app.domain.permissions import Permission
from app.queries.people_page import PeoplePage, StaffLine, invitation_outcome, people_page, staff_line
from app.queries.staff_sessions import staff_sessions
from app.web.access import ABSOLUTE_LIMIT, current_actor, current_practice_id, requires
from app.web.filters import telephone, this_moment
from app.web.respond import changed_meanwhile, fragment_or_page, refused, see_other
from app.web.row_id import row_number
from app.work import PracticeSession, reading, work

blueprint = Blueprint("people", __name__, url_prefix="/settings/people")
PAGE, FRAGMENT = "staff/people/index.html", "staff/people/_people.html"
PERSON_PAGE, PERSON_FRAGMENT = "staff/people/person.html", "staff/people/_person.html"
LONGEST = 254
_may = requires(Permission.STAFF_MANAGE)
_Refusals = (UnusableStaff, LastAdministrator, NotForYou)


@blueprint.get("")
@_may
def index() -> Response:
    """Everybody, and the form that invites one more."""
    return fragment_or_page(PAGE, FRAGMENT, **_everybody())


@blueprint.post("/invite")
@_may
def invite() -> Response | AnyResponse:
    """Make the account and send the mail."""
    form = request.form
    typed = TypedInvitation(
        form.get("email", "")[:LONGEST],
        form.get("name", "")[:LONGEST],
        form.get("group_id", type=row_number),
        form.get("department_id", type=row_number),
    )
    try:
        with work(current_practice_id()) as session:
            invite_staff(session, this_moment(), current_actor(), typed)
    except _Refusals as error:
        return refused(PAGE, FRAGMENT, **_everybody({getattr(error, "field", ""): str(error)}, form))
    return see_other(url_for("people.index"), f"The invitation to {typed.email.strip()} is on its way.")


@blueprint.post("/two-factor")
@_may
def require() -> Response | AnyResponse:
    """Want two-factor sign-in of everybody, or leave it to each."""
    required = request.form.get("required") == "yes"
    try:
        with work(current_practice_id()) as session:
            changed = require_two_factor(session, this_moment(), current_actor(), required=required)
    except NotForYou as error:
        return refused(PAGE, FRAGMENT, **_everybody({"": str(error)}))
    words = "Everybody sets up two-factor sign-in." if required else "Two-factor sign-in is up to each."
    return see_other(url_for("people.index"), words if changed else "Nothing was changed.")


@blueprint.get("/<int:user_id>")
@_may
def person(user_id: int) -> Response:
    """One account: what it may do, how it signs in, where it is signed in."""
    return fragment_or_page(PERSON_PAGE, PERSON_FRAGMENT, **_one(user_id))


@blueprint.post("/<int:user_id>")
@_may
def change(user_id: int) -> Response | AnyResponse:
    """Name, group, department and phone, all or nothing."""
    form = request.form
    typed = TypedAccount(
        form.get("name", "")[:LONGEST],
        form.get("group_id", type=row_number),
        form.get("department_id", type=row_number),
        form.get("phone", "")[:LONGEST],
    )

    def act(session: PracticeSession) -> bool | ChangedMeanwhile:
        seen = form.get("seen", "")
        return change_account(session, this_moment(), current_actor(), user_id, typed, seen)

    return _answer(user_id, act, "Saved.", "Nothing was changed.")


@blueprint.post("/<int:user_id>/disable")
@_may
def disable(user_id: int) -> Response | AnyResponse:
    """Close the account; every session of it ends."""

    def act(session: PracticeSession) -> bool:
        disable_staff(session, this_moment(), current_actor(), user_id)
        return True

    return _answer(user_id, act, "The account is disabled and signed out everywhere.")


@blueprint.post("/<int:user_id>/enable")
@_may
def enable(user_id: int) -> Response | AnyResponse:
    """Open a closed account again."""

    def act(session: PracticeSession) -> bool:
        enable_staff(session, this_moment(), current_actor(), user_id)
        return True

    return _answer(user_id, act, "The account can sign in again.")


@blueprint.post("/<int:user_id>/invite")
@_may
def again(user_id: int) -> Response | AnyResponse:
    """Another mail; the link of the one before is dead."""

    def act(session: PracticeSession) -> bool:
        return invite_again(session, this_moment(), current_actor(), user_id)

    return _answer(user_id, act, "Another invitation is on its way.", "They have joined already.")


@blueprint.post("/<int:user_id>/withdraw")
@_may
def withdraw(user_id: int) -> Response | AnyResponse:
    """Take an invitation back."""

    def act(session: PracticeSession) -> bool:
        return withdraw_invitation(session, this_moment(), current_actor(), user_id)

    return _answer(user_id, act, "The invitation is withdrawn.", "They have joined already.")


@blueprint.post("/<int:user_id>/sign-out")
@_may
def sign_out(user_id: int) -> Response | AnyResponse:
    """End every session of somebody."""

    def act(session: PracticeSession) -> bool:
        sign_out_everywhere(session, this_moment(), current_actor(), user_id)
        return True

    return _answer(user_id, act, "Signed out everywhere.")


@blueprint.post("/<int:user_id>/two-factor/reset")
@_may
def reset(user_id: int) -> Response | AnyResponse:
    """For somebody who lost phone and recovery codes."""

    def act(session: PracticeSession) -> bool:
        return reset_two_factor(session, this_moment(), current_actor(), user_id)

    return _answer(user_id, act, "Two-factor sign-in is off for this person.", "It was off already.")


def _answer(
    user_id: int,
    act: Callable[[PracticeSession], bool | ChangedMeanwhile],
    done: str,
    nothing: str = "",
) -> Response | AnyResponse:
    """Do it to somebody of this practice, and show them again."""
    try:
        with work(current_practice_id()) as session:
            if staff_line(session, user_id) is None:
                abort(404)
            changed = act(session)
    except _Refusals as error:
        return refused(
            PERSON_PAGE, PERSON_FRAGMENT, **_one(user_id, {getattr(error, "field", ""): str(error)})
        )
    if isinstance(changed, ChangedMeanwhile):
        return changed_meanwhile(PERSON_PAGE, PERSON_FRAGMENT, **_one(user_id, meanwhile=changed))
    return see_other(url_for("people.person", user_id=user_id), done if changed else nothing)


def _everybody(
    errors: Mapping[str, str] | None = None, typed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        page = people_page(session)
    return {"page": page, "errors": errors or {}, "typed": typed or {}}


def _one(
    user_id: int, errors: Mapping[str, str] | None = None, meanwhile: ChangedMeanwhile | None = None
) -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        page = people_page(session)
        outcome = invitation_outcome(session, user_id, this_moment())
        sessions = staff_sessions(session, user_id, this_moment() - ABSOLUTE_LIMIT)
    line = next((each for each in page.people if each.id == user_id), None)
    if line is None:
        abort(404)
    typed = request.form if errors and "name" in request.form else {}
    return {
        "page": page,
        "person": line,
        "sessions": sessions,
        "outcome": outcome,
        "errors": errors or {},
        "typed": typed,
        "meanwhile": meanwhile,
        "lost": _lost(page, line) if meanwhile else {},
    }


def _lost(page: PeoplePage, line: StaffLine) -> dict[str, str]:
    """What somebody had typed or chosen and now stands otherwise, so that it need not be remembered."""
    form = request.form
    yours = {
        "name": (form.get("name", "")[:LONGEST], line.name),
        "phone": (form.get("phone", "")[:LONGEST], telephone(line.phone)),
        "group": (page.groups.get(form.get("group_id", 0, type=row_number), ""), line.group),
        "department": (
            page.departments.get(form.get("department_id", 0, type=row_number), "None"),
            line.department or "None",
        ),
    }
    return {field: typed for field, (typed, stands) in yours.items() if typed not in ("", stands)}
