"""Pages that belong to no link: an unknown one, too many tries, a fault of ours, thanks for a dead one.

They name no practice. All but the fault are drawn once in each language and then always the same bytes,
so that an unknown, a bent and a revoked link cannot be told apart (H1); the fault is a file that needs
neither database nor template.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException

from app.domain.languages import Bilingual, Language
from app.web.patient.answer_form import language_asked
from app.web.patient.pages import draw, policy, stylesheet
from app.web.patient.words import WORDS

_NOT_FOUND = (
    Bilingual("We can't find this link.", "No encontramos este enlace."),
    Bilingual("Open the newest message from us, or call.", "Abra el mensaje más nuevo o llame."),
)
_TOO_MANY = (
    Bilingual("Please wait 1 minute and try again.", "Espere 1 minuto y pruebe otra vez."),
    Bilingual("If you are in a hurry, call us.", "Si tiene prisa, llámenos."),
)
_THANKS = (
    WORDS["wrong_thanks"],
    WORDS["lead_wrong_thanks"],
)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_LANGUAGES = tuple(Language)


def not_found(_: HTTPException) -> Response:
    """404: the same for a link that never was, was bent or was taken back."""
    return _fixed(_drawn(_NOT_FOUND, _language(), str(current_app.static_folder)), 404)


def thank_you() -> Response:
    """200: somebody said that a link was not for them; whose it was is not told again (H5)."""
    return _fixed(_drawn(_THANKS, _language(), str(current_app.static_folder)), 200)


def too_many_tries(_: HTTPException) -> Response:
    """429."""
    response = _fixed(_drawn(_TOO_MANY, _language(), str(current_app.static_folder)), 429)
    response.headers["Retry-After"] = "60"
    return response


def our_fault(_: HTTPException) -> Response:
    """500: from a file, whatever is broken."""
    return _fixed(_file(str(current_app.static_folder)), 500)


@lru_cache(maxsize=8)
def _drawn(words: tuple[Bilingual, Bilingual], first: Language, static_folder: str) -> str:
    sections = [
        (language.value, [each.words(language) for each in words])
        for language in sorted(_LANGUAGES, key=lambda language: language is not first)
    ]
    return draw("patient/failure.html", sections=sections, patient_css=stylesheet(static_folder))


@lru_cache(maxsize=1)
def _file(static_folder: str) -> str:
    return Path(static_folder, "patient-failed.html").read_text(encoding="utf-8")


def _fixed(body: str, status: int) -> Response:
    response = Response(body, status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = policy(f"'sha256-{_style_hash(body)}'")
    return response


@lru_cache(maxsize=8)
def _style_hash(body: str) -> str:
    style = _STYLE.search(body)
    return b64encode(sha256(style[1].encode() if style else b"").digest()).decode()


def _language() -> Language:
    """Nothing is known about the reader, so the browser is asked."""
    spoken = request.accept_languages.best_match([each.value for each in _LANGUAGES])
    return language_asked(request.args) or Language(spoken or Language.ENGLISH)
