"""What Vonage tells about texts: what became of ours, and what families write (product G5, I1)."""

from __future__ import annotations

from flask import Response, current_app, request

from app.actions.note_webhook import note_webhook
from app.actions.receive_text import receive_text
from app.actions.record_receipt import record_receipts
from app.domain.vendor_reports import Report, text_report
from app.providers.port import Receipt
from app.queries.practice_of_number import practice_of_number
from app.web.filters import this_moment
from app.web.hooks.bodies import InboundText, TextStatus, moment, read_json
from app.web.hooks.room import acknowledge, count, hook_room, not_ours, not_understood, signed_by_vonage
from app.web.hooks.signatures import Refusal
from app.work import work_everywhere

blueprint = hook_room("vonage_messages", "/hooks/vonage/messages")
STATUS, INBOUND = "vonage_status", "vonage_inbound"


@blueprint.post("/status")
@signed_by_vonage
def status() -> Response:
    """What became of a text."""
    try:
        told = TextStatus.model_validate(read_json(request.get_data()))
    except ValueError:
        return not_understood(STATUS, "body")
    report = text_report(told.status, told.error.number)
    if report is None:
        return not_understood(STATUS, "status")
    reference = current_app.extensions["deskbell.references"].read(told.client_ref) if told.client_ref else ""
    if reference is None:
        return not_ours(STATUS)
    now = this_moment()
    with work_everywhere() as session:
        new = record_receipts(session, now, [_receipt(told, report, reference)])
        note_webhook(session, now, STATUS)
    count(STATUS, "new" if new else "nothing_new")
    return acknowledge()


def _receipt(told: TextStatus, report: Report, reference: str) -> Receipt:
    return Receipt(
        practice_id=0,
        reference=reference,
        event_id=f"vm:{told.message_uuid}:{told.status}:{told.timestamp}",
        kind=report.kind,
        at=moment(told.timestamp, this_moment()),
        category=report.category,
        provider_ref=told.message_uuid,
        code=str(told.error.number or ""),
    )


@blueprint.post("/inbound")
@signed_by_vonage
def inbound() -> Response:
    """A text that somebody wrote to one of our numbers."""
    try:
        told = InboundText.model_validate(read_json(request.get_data()))
    except ValueError:
        return not_understood(INBOUND, "body")
    if not told.is_text:
        return not_understood(INBOUND, f"channel {told.channel}")
    now = this_moment()
    with work_everywhere() as session:
        practice_id = practice_of_number(session, told.to)
        if practice_id is None:
            raise Refusal(503, "Nobody's number", "No practice has this number under Channels yet.")
        note_webhook(session, now, INBOUND)
        reply = receive_text(
            session,
            now,
            practice_id,
            told.sender,
            told.said,
            f"vi:{told.message_uuid}",
            moment(told.timestamp, now),
            current_app.extensions["deskbell.signer"],
        )
    count(INBOUND, "new" if reply else "nothing_new")
    return acknowledge()
