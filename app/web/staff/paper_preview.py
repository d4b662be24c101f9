"""A standard letter or fax as it is printed, beside the texts of its type (product F4, F5)."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, current_app, request, send_file

from app.domain.languages import Language
from app.domain.permissions import Permission
from app.domain.preferences import Channel
from app.domain.timing import TO_FAMILIES, RuleType
from app.domain.wording.editable import occasions_of
from app.queries.paper_preview import paper_preview
from app.web.access import current_practice_id, requires
from app.web.filters import this_moment
from app.web.words_form import link_like_a_real_one
from app.work import reading

blueprint = Blueprint("paper_preview", __name__, url_prefix="/templates/standard")


@blueprint.get(f"/<any({', '.join(TO_FAMILIES)}):kind>/<any(letter, fax):channel>")
@requires(Permission.AUTOMATED_VIEW)
def show(kind: str, channel: str) -> Response:
    """The PDF, in the language ``show`` and on the occasion ``why`` of the type."""
    occasions = occasions_of(RuleType(kind))
    why = next((each for each in occasions if each == request.args.get("why")), occasions[0])
    language = Language.SPANISH if request.args.get("show") == Language.SPANISH else Language.ENGLISH
    link, now = link_like_a_real_one(), this_moment()
    with reading(current_practice_id()) as session:
        sheet = paper_preview(session, now, RuleType(kind), why, Channel(channel), language, link)
    document: bytes = current_app.extensions["deskbell.paper"]([sheet])
    return send_file(BytesIO(document), "application/pdf", download_name=f"{kind}-{channel}.pdf")
