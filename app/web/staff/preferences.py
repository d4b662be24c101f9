"""Contact preferences for everybody who has not said (product C4): count first, then set."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app.actions.set_default_preferences import Defaults, set_default_preferences
from app.domain import staff_words
from app.domain.default_preferences import Method
from app.domain.languages import Language
from app.domain.permissions import Permission
from app.domain.preferences import Purpose
from app.queries.preference_defaults import preference_defaults
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import counted, this_moment
from app.web.respond import changed_meanwhile, fragment_or_page, see_other
from app.work import reading, work

blueprint = Blueprint("preferences", __name__, url_prefix="/messages/preferences")
PAGE, FRAGMENT = "staff/preferences/show.html", "staff/preferences/_preferences.html"
METHODS = {Method.EMAIL: "Email", Method.TEXT: "Text", Method.PHONE: "Phone call"}
_may = requires(Permission.PREFERENCES_BULK)


@blueprint.get("")
@_may
def show() -> Response:
    """The form, and what it would set as it stands."""
    return fragment_or_page(PAGE, FRAGMENT, **_context(_typed(request.args)))


@blueprint.post("")
@_may
def save() -> Response | AnyResponse:
    """Set what was counted; if the count is another by now, show the new one first."""
    defaults = _typed(request.form)
    with work(current_practice_id()) as session:
        counts = preference_defaults(session, defaults.ticked, defaults.language)
        as_seen = request.form.get("seen", "") == str(counts.changes)
        done = set_default_preferences(session, this_moment(), current_actor(), defaults) if as_seen else 0
    if not as_seen:
        return changed_meanwhile(PAGE, FRAGMENT, **_context(defaults), meanwhile=True)
    words = f"{counted(done, 'field')} set." if done else "0 blank. Nothing to do."
    return see_other(url_for("preferences.show"), words)


def _typed(form: MultiDict[str, str]) -> Defaults:
    """What is ticked and means something."""
    offered = {method.value: method for method in Method}
    ticked = {
        purpose: [offered[word] for word in form.getlist(purpose.value) if word in offered]
        for purpose in Purpose
    }
    language = form.get("language", "")
    return Defaults(
        {purpose: methods for purpose, methods in ticked.items() if methods},
        language if language in set(Language) else "",
    )


def _context(defaults: Defaults) -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        counts = preference_defaults(session, defaults.ticked, defaults.language)
    return {"defaults": defaults, "counts": counts, "words": staff_words, "methods": METHODS}
