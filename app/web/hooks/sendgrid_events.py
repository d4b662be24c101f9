"""What SendGrid tells about mails, up to a hundred events at a time (product G5, G6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Response, current_app, request
from pydantic import ValidationError

from app.actions.end_news import end_news
from app.actions.note_webhook import note_webhook
from app.actions.record_receipt import record_receipts
from app.domain.vendor_reports import OPENINGS, MailEvent, ReceiptNote, Report, mail_report
from app.providers.port import Receipt
from app.web.filters import this_moment
from app.web.hooks.bodies import MailEventBody, moment, read_json
from app.web.hooks.room import acknowledge, count, hook_room, not_ours, not_understood, signed_by_sendgrid
from app.work import work_everywhere

blueprint = hook_room("sendgrid_events", "/hooks/sendgrid")
HOOK = "sendgrid_events"


@blueprint.post("/events")
@signed_by_sendgrid
def events() -> Response:
    """What became of mails. One event that cannot be read keeps none of the others back."""
    try:
        told = read_json(request.get_data())
    except ValueError:
        return not_understood(HOOK, "body")
    receipts = list(_receipts(told if isinstance(told, list) else [told]))
    new = _record(this_moment(), receipts)
    count(HOOK, "new", new)
    count(HOOK, "nothing_new", len(receipts) - new)
    return acknowledge()


def _record(now: datetime, receipts: list[Receipt]) -> int:
    leaving = [each for each in receipts if each.note == ReceiptNote.UNSUBSCRIBED]
    with work_everywhere() as session:
        new = record_receipts(session, now, [each for each in receipts if each not in leaving])
        note_webhook(session, now, HOOK)
    for each in leaving:
        with work_everywhere() as session:
            new += end_news(session, now, each)
    return new


def _receipts(told: list[Any]) -> Iterator[Receipt]:
    references = current_app.extensions["deskbell.references"]
    for each in told:
        event = _event(each)
        if event is None or event.event in OPENINGS:
            continue
        report = _report(event)
        reference = references.read(event.deskbell_ref)
        if report is None:
            not_understood(HOOK, f"event {event.event}")
        elif reference is None:
            not_ours(HOOK)
        else:
            yield _receipt(event, report, reference)


def _event(told: Any) -> MailEventBody | None:
    try:
        return MailEventBody.model_validate(told)
    except ValidationError:
        not_understood(HOOK, "event")
        return None


def _report(event: MailEventBody) -> Report | None:
    said = event.reason or event.response
    return mail_report(MailEvent(event.event, event.type, event.status, said, event.bounce_classification))


def _receipt(event: MailEventBody, report: Report, reference: str) -> Receipt:
    # Without the vendor's own id, old "dropped" events are told apart by what they say and when.
    name = event.sg_event_id or f"{event.sg_message_id}:{reference}:{event.timestamp}"
    return Receipt(
        practice_id=0,
        reference=reference,
        event_id=f"sg:{name}:{event.event}",
        kind=report.kind,
        at=moment(event.timestamp, this_moment()),
        category=report.category,
        note=report.note or "",
        code=event.code,
    )
