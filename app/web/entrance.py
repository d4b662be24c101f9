"""What holds for every page: guarded doors, words for templates, error pages, headers."""

from __future__ import annotations

from flask import Flask

from app.web.access import guard_every_view
from app.web.errors import explain_errors
from app.web.filters import teach
from app.web.first_practice import offer_start
from app.web.notice_words import teach_notices
from app.web.rail import lay_rail
from app.web.respond import keep_private
from app.web.row_id import limit_row_ids
from app.web.storable import refuse_unstorable
from app.web.way_signs import lay_signs


def open_house(app: Flask) -> None:
    """Called once by the factory, whatever pages follow."""
    limit_row_ids(app)
    refuse_unstorable(app)
    guard_every_view(app)
    teach(app)
    teach_notices(app)
    lay_rail(app)
    lay_signs(app)
    offer_start(app)
    explain_errors(app)
    app.after_request(keep_private)
