"""Recordings that a call plays in place of a practice's own words (product F4)."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_recording import remove_recording, save_recording
from app.domain.audio_file import UnusableAudio
from app.domain.languages import Language
from app.domain.permissions import Permission
from app.domain.wording.recordings import RecordingKey, variant_beside
from app.queries.recordings import recordings_beside
from app.queries.template_sets import SetLine, template_set
from app.queries.words_editor import WordsAsked
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import refused, see_other
from app.web.words_form import address_of, frame, words_asked
from app.work import reading, work

blueprint = Blueprint("recordings", __name__, url_prefix="/templates")
PAGE = "staff/templates/recording.html"
_edit = requires(Permission.TEMPLATES_EDIT)


@blueprint.post("/<int:set_id>/recording")
@_edit
def upload(set_id: int) -> Response | AnyResponse:
    """Play this file from now on."""
    line, asked, key = _asked(set_id)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _again(line, asked, key, "Choose an MP3 or WAV file first.")
    try:
        with work(current_practice_id()) as session:
            content = file.read()
            saved = save_recording(
                session, this_moment(), current_actor(), set_id, key, file.filename, content
            )
    except UnusableAudio as refusal:
        return _again(line, asked, key, str(refusal))
    return (
        see_other(address_of(asked), "Saved. Calls play the recording from now on.") if saved else abort(404)
    )


@blueprint.post("/<int:set_id>/recording/remove")
@_edit
def remove(set_id: int) -> AnyResponse:
    """Speak the words again."""
    _, asked, key = _asked(set_id)
    with work(current_practice_id()) as session:
        removed = remove_recording(session, this_moment(), current_actor(), set_id, key)
    words = "The recording is removed. Calls speak the words again."
    return see_other(address_of(asked), words if removed else "There was no recording.")


def _asked(set_id: int) -> tuple[SetLine, WordsAsked, RecordingKey]:
    with reading(current_practice_id()) as session:
        line = template_set(session, set_id)
    language = next((each for each in Language if each == request.form.get("language")), None)
    if line is None or language is None:
        abort(404)
    asked = words_asked(line.kind, set_id, request.form)
    return line, asked, RecordingKey(asked.occasion, language, variant_beside(asked.variant))


def _again(line: SetLine, asked: WordsAsked, key: RecordingKey, words: str) -> Response:
    with reading(current_practice_id()) as session:
        recordings = recordings_beside(session, asked)
    errors = {f"file_{key.language}": words}
    context = {**frame(line, "recording", asked), "recordings": recordings, "locked": False}
    return refused(PAGE, PAGE, **context, errors=errors)
