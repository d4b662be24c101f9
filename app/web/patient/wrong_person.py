"""Not for you? A parent's link that reached somebody else (product H5).

Stands outside the check of a birth date: whoever it is not for does not know one. It shows no child.
"""

from __future__ import annotations

from flask import Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.hold_contact import WrongPerson, hold_contact_of_link
from app.queries.visit_page import DeadPage, visit_page
from app.web.filters import this_moment
from app.web.patient import failures, pages
from app.web.patient.answer_form import language_asked
from app.web.patient.door import parents_blueprint
from app.web.patient.signed import link_of
from app.work import looking, work_everywhere

blueprint = parents_blueprint("wrong_person", __name__, "/v")


@blueprint.get("/<token>/wrong-person")
def show(token: str) -> Response:
    """The question; changes nothing."""
    return _ask(token)


@blueprint.post("/<token>/wrong-person")
def tell(token: str) -> AnyResponse:
    """Hold the contact. A second tap ends on the same page as the first."""
    link_id, said = link_of(token), request.form.get("said", "")
    if said not in frozenset(WrongPerson):
        return _ask(token, 422)
    with work_everywhere() as session:
        known = hold_contact_of_link(session, this_moment(), link_id, WrongPerson(said))
    if not known:
        return _ask(token)
    return redirect(url_for("wrong_person.thank_you", l=language_asked(request.form)), 303)


@blueprint.get("/thank-you")
def thank_you() -> Response:
    """What is said afterwards. The link is dead by now, so the page is the same for everybody."""
    return failures.thank_you()


def _ask(token: str, status: int = 200) -> Response:
    with looking() as connection:
        page = visit_page(connection, this_moment(), link_of(token))
    if page is None:
        abort(404)
    if isinstance(page, DeadPage):
        return pages.dead_link(page, language_asked(request.values))
    return pages.wrong_person(page, language_asked(request.values) or page.language, token, status)
