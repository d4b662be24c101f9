"""Two-factor sign-in of one's own account: set up with the phone, or turned off (product A4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyotp
from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_two_factor import (
    Proof,
    WrongCode,
    begin_two_factor,
    confirm_two_factor,
    drop_two_factor,
)
from app.actions.seal_secret import Seal
from app.actions.sign_in import Locked
from app.actions.start_session import Welcome
from app.queries.two_factor import two_factor
from app.web.access import begin_session, current_actor, current_practice_id, current_staff, signed_in
from app.web.filters import this_moment
from app.web.half_way import locked_words
from app.web.qr_code import qr_code
from app.web.respond import fragment_or_page, refused, see_other
from app.work import reading, work

blueprint = Blueprint("two_factor", __name__, url_prefix="/me/two-factor")
PAGE, FRAGMENT = "staff/two_factor/page.html", "staff/two_factor/_two_factor.html"
CODES = "staff/two_factor/codes.html"
ISSUER = "Deskbell"
NOT_RIGHT = "Password or code is not right. Two-factor sign-in stays on."


@blueprint.get("")
@signed_in
def show() -> Response:
    """On, off, or half set up with the QR code to scan."""
    return fragment_or_page(PAGE, FRAGMENT, **_context())


@blueprint.post("/begin")
@signed_in
def begin() -> AnyResponse:
    """Make a new secret for the phone."""
    with work(current_practice_id()) as session:
        begin_two_factor(session, current_staff().id, _seal())
    return see_other(url_for("two_factor.show"))


@blueprint.post("/confirm")
@signed_in
def confirm() -> Response:
    """The first code turns it on; the recovery codes are in this answer and nowhere else."""
    typed = request.form.get("code", "")[:100]
    try:
        with work(current_practice_id()) as session:
            codes = confirm_two_factor(
                session, this_moment(), current_actor(), current_staff().id, typed, _seal()
            )
    except WrongCode as error:
        return refused(PAGE, FRAGMENT, **_context({"code": str(error)}))
    kept = "\n".join(["Deskbell recovery codes of " + current_staff().email, *codes]) + "\n"
    return make_response(render_template(CODES, codes=codes, kept=kept))


@blueprint.post("/drop")
@signed_in
def drop() -> Response | AnyResponse:
    """Turn it off with password and code; every other session ends."""
    given, staff = request.form, current_staff()
    hasher = current_app.extensions["deskbell.hasher"]
    proof = Proof(given.get("password", "")[:1000], given.get("code", "")[:100], hasher, _seal())
    with work(staff.practice_id) as session:
        result = drop_two_factor(session, this_moment(), current_actor(), staff.id, proof, staff.session_id)
    if result is None or isinstance(result, Locked):
        words = locked_words(result.until) if result else NOT_RIGHT
        return refused(PAGE, FRAGMENT, **_context({"password": words}))
    begin_session(Welcome(staff.session_id, result))
    return see_other(url_for("two_factor.show"), "Two-factor sign-in is off.")


def _seal() -> Seal:
    seal: Seal = current_app.extensions["deskbell.seal"]
    return seal


def _context(errors: Mapping[str, str] | None = None) -> dict[str, Any]:
    staff = current_staff()
    with reading(staff.practice_id) as session:
        state = two_factor(session, staff.id)
    secret = _seal().open(state.sealed) if state.sealed else None
    return {
        "state": state,
        "secret": secret,
        "code": qr_code(_address(secret)) if secret else None,
        "errors": errors or {},
    }


def _address(secret: str) -> str:
    staff = current_staff()
    return pyotp.TOTP(secret).provisioning_uri(
        name=staff.email, issuer_name=f"{ISSUER} {staff.practice_name}"
    )
