"""Email broadcasts and mass mailings: write one, use an earlier one again, see what bounced (K2, K3)."""

from __future__ import annotations

from flask import Blueprint, Response, request

from app.domain.mailings import NEWS
from app.domain.permissions import Permission
from app.queries.mailing_list import mailing_list
from app.web.access import current_practice_id, requires
from app.web.filters import today
from app.web.mailing_labels import LABELS
from app.web.respond import fragment_or_page
from app.web.row_id import row_number
from app.work import reading

blueprint = Blueprint("broadcasts", __name__, url_prefix="/messages/broadcasts")
PAGE, FRAGMENT = "staff/mailings/broadcasts.html", "staff/mailings/_mailings.html"


@blueprint.get("")
@requires(Permission.BROADCASTS)
def index() -> Response:
    """Broadcasts and mass mailings, newest first."""
    archived = request.args.get("show") == "archive"
    before = request.args.get("before", type=row_number)
    with reading(current_practice_id()) as session:
        found = mailing_list(session, today(), NEWS, archived=archived, before=before)
    return fragment_or_page(
        PAGE,
        FRAGMENT,
        found=found,
        archived=archived,
        before=before,
        labels=LABELS,
        choices=("broadcast", "mass"),
        area="broadcasts.index",
    )
