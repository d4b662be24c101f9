"""Birthday greetings: whether they go, and whose birthday comes next (product K5)."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.domain.permissions import Permission
from app.domain.timing import RuleType
from app.queries.birthday_list import birthday_list
from app.queries.greeting_rules import greeting_rule
from app.web.access import current_practice_id, requires
from app.web.filters import this_moment
from app.work import reading

blueprint = Blueprint("birthdays", __name__, url_prefix="/messages/auto/birthday")


@blueprint.get("")
@requires(Permission.AUTOMATED_VIEW)
def index() -> str:
    """The next seven days, with who is told and who is not and why."""
    now = this_moment()
    with reading(current_practice_id()) as session:
        greeting = greeting_rule(session, now, RuleType.BIRTHDAY)
        days = birthday_list(session, now, greeting.rule) if greeting else []
    return render_template("staff/birthdays/index.html", greeting=greeting, days=days)
