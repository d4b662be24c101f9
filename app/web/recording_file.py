"""A recording as a phone call fetches it: a signed address that tells nothing else (product F4)."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, abort, current_app, send_file

from app.queries.recordings import recorded_file
from app.work import reading_everywhere

blueprint = Blueprint("recording_file", __name__, url_prefix="/recordings")
# What an address leads to never changes: another recording has another address.
YEAR = 365 * 24 * 60 * 60


@blueprint.get("/<recording_token>")
def play(recording_token: str) -> Response:
    """The sound. Unknown, removed and tampered look the same."""
    recording_id = current_app.extensions["deskbell.calls"].read_recording(recording_token)
    if recording_id is None:
        abort(404)
    with reading_everywhere() as session:
        found = recorded_file(session, recording_id)
    if found is None:
        abort(404)
    response = send_file(
        BytesIO(found.audio), mimetype=found.media_type, conditional=True, etag=recording_token, max_age=YEAR
    )
    response.cache_control.public, response.cache_control.immutable = True, True
    return response
