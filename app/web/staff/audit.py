"""The audit log: who changed what and when, each field before and after (product A5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for

from app.actions.export_list import note_export
from app.domain.audit_words import ACTIONS, SUBJECTS
from app.domain.local_time import zone
from app.domain.permissions import Permission
from app.queries.audit_log import AuditAsked, AuditEntry, audit_log, every_entry, people_in_log
from app.web.access import current_actor, current_practice_id, current_staff, requires
from app.web.csv_file import csv_file
from app.web.filters import moment, this_moment
from app.web.report_address import day_of, mark_of, mark_words
from app.web.respond import fragment_or_page
from app.work import reading, work

blueprint = Blueprint("audit", __name__, url_prefix="/audit")
PAGE, FRAGMENT = "staff/audit/index.html", "staff/audit/_audit.html"
FILTERS = ("person", "action", "subject", "first", "last")
HEADER = ("When", "Who", "Action", "About", "Which", "Before", "After")
# Where a subject is shown: the endpoint, and the name of its number in the address.
_SHOWN_AT = {
    "appointment": ("appointments.show", "appointment_id"), "rule": ("automated_editor.show", "rule_id"),
    "template_set": ("templates.show", "set_id"), "feed_import": ("imports.show", "import_id"),
    "department": ("departments.index", ""), "routing_rule": ("departments.index", ""),
    "location": ("locations.index", ""), "practice": ("practice.show", ""),
    "provider": ("practice.show", ""), "visit_type": ("practice.show", ""),
    "delivery_rules": ("delivery_rules.show", ""), "holiday": ("delivery_rules.show", ""),
    "staff_user": ("people.index", ""), "staff_group": ("people.index", ""),
    "plan": ("plan.show", ""), "purchase": ("plan.show", ""), "ledger": ("ledger.index", ""),
    "notice": ("cancellations.index", ""), "setup_step": ("setup.show", ""),
}  # fmt: skip


@blueprint.get("")
@requires(Permission.AUDIT_VIEW)
def index() -> Response:
    """Newest first, fifty at a time; the filters stand in the address."""
    asked, place = _asked(request.args), zone(current_staff().timezone)
    with reading(current_practice_id()) as session:
        page = audit_log(session, asked, place, mark_of(request.args.get("older", "")))
        people = people_in_log(session)
    return fragment_or_page(
        PAGE,
        FRAGMENT,
        page=page,
        asked=asked,
        filters=_filters(request.args),
        older=mark_words(page.older),
        people=people,
        actions=sorted(set(ACTIONS.values())),
        subjects=sorted(set(SUBJECTS.values())),
        place_of=_place_of,
    )


@blueprint.post("/export")
@requires(Permission.EXPORT, Permission.AUDIT_VIEW)
def export() -> Response:
    """The same lines as a file; that somebody took them out is itself a line."""
    asked, now = _asked(request.form), this_moment()
    with work(current_practice_id()) as session:
        note_export(session, now, current_actor(), "audit_log", _filters(request.form))
    return csv_file(f"audit-log-{now:%Y-%m-%d}.csv", HEADER, _rows(asked))


def _rows(asked: AuditAsked) -> Iterator[list[str]]:
    with reading(current_practice_id()) as session:
        for entry in every_entry(session, asked, zone(current_staff().timezone)):
            yield [
                moment(entry.at),
                entry.who,
                entry.action,
                entry.subject,
                entry.thing.name if entry.thing else "",
                "; ".join(f"{each.field}: {each.old}" for each in entry.changes if each.old is not None),
                "; ".join(f"{each.field}: {each.new}" for each in entry.changes if each.new is not None),
            ]


def _filters(given: Any) -> dict[str, str]:
    return {name: given.get(name, "")[:60] for name in FILTERS}


def _asked(given: Any) -> AuditAsked:
    values = _filters(given)
    person = values["person"] if len(values["person"]) < 19 else ""
    return AuditAsked(
        person, values["action"], values["subject"], day_of(values["first"]), day_of(values["last"])
    )


def _place_of(entry: AuditEntry) -> str:
    """Where the row of a line is shown; empty where it is gone or this person may not look."""
    if entry.thing and entry.thing.family_id:
        if entry.kind == "appointment":
            return url_for("appointments.show", appointment_id=entry.subject_id)
        return url_for("families.show", family_id=entry.thing.family_id)
    endpoint, gap = _SHOWN_AT.get(entry.kind, ("", ""))
    if endpoint not in current_app.view_functions or (gap and entry.thing is None):
        return ""
    numbers: dict[str, Any] = {gap: entry.subject_id} if gap else {}
    return url_for(endpoint, **numbers)
