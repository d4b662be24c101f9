"""Draw parents' pages: one response without script, cookie or anything fetched from elsewhere."""

from __future__ import annotations

import re
import secrets
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from flask import Response, current_app, request, url_for
from markupsafe import Markup

from app.domain.languages import Language
from app.queries.preference_page import PreferencePage
from app.queries.visit_page import DeadPage, VisitPage
from app.web.patient.compose import compose
from app.web.patient.headline import Groups
from app.web.patient.icons import ICONS
from app.web.patient.preference_sheet import preference_sheet
from app.web.patient.sheet import Headline
from app.web.patient.signed import proof
from app.web.patient.telephone import telephone
from app.web.patient.words import phrases, say

_POLICY = "default-src 'none'; style-src {style}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_OTHER = {Language.ENGLISH: Language.SPANISH, Language.SPANISH: Language.ENGLISH}


@lru_cache(maxsize=1)
def stylesheet(static_folder: str) -> Markup:
    """patient.css for inlining, without comments and line breaks; a file of ours, so nothing to escape."""
    css = Path(static_folder, "patient.css").read_text(encoding="utf-8")
    return Markup(re.sub(r"/\*.*?\*/|\n", "", css, flags=re.DOTALL))  # noqa: S704


def policy(style: str) -> str:
    """The page's content security policy; ``style`` is the one source of styles it allows."""
    return _POLICY.format(style=style)


def draw(template: str, **context: Any) -> str:
    """The template with this context and nothing else: who is signed in on this browser is no matter here."""
    return current_app.jinja_env.get_template(template).render(context)


def visit(groups: Groups, token: str, status: int = 200, top: Headline | None = None) -> Response:
    """The page of a live link; ``top`` replaces the headline when an answer was not taken."""
    sheet = compose(groups, top)
    return draw_page(
        "patient/visit.html",
        groups.language,
        status,
        sheet=sheet,
        practice_name=groups.page.practice_name,
        telephone=telephone(groups.page.office.phone),
        calendar_url=url_for("patient.calendar", token=token, k=proof()),
        wrong_url=url_for("wrong_person.show", token=token, **_along(groups.language)),
        reach_url=url_for("visit_preferences.show", token=token, **_along(groups.language)),
        seen=sheet.seen,
    )


def dead_link(page: DeadPage, language: Language | None, renewed: bool = False) -> Response:
    """The page of a link whose time is over: the practice's name and number only (H1)."""
    return draw_page(
        "patient/dead_link.html",
        language or page.language,
        410,
        practice_name=page.practice_name,
        telephone=telephone(page.phone),
        renewed=renewed,
    )


def birth_date(
    page: VisitPage,
    token: str,
    language: Language,
    status: int,
    fields: tuple[str, ...],
    fault: str = "",
    locked: str = "",
) -> Response:
    """The question in front of a link's pages: no child, no day, no place (H4). ``locked`` says till when."""
    return draw_page(
        "patient/birth_date.html",
        language,
        status,
        practice_name=page.practice_name,
        telephone=telephone(page.practice_phone),
        wrong_url=url_for("wrong_person.show", token=token, **_along(language)),
        fields=fields,
        fault=fault,
        locked=locked,
    )


def wrong_person(page: VisitPage, language: Language, token: str, status: int) -> Response:
    """Not for you? Shows no child and no visit, for whoever reads it should not know of them (H5)."""
    return draw_page(
        "patient/wrong_person.html",
        language,
        status,
        practice_name=page.practice_name,
        telephone=telephone(page.practice_phone),
        visit_url=url_for("patient.show", token=token, **_along(language)),
        refused=status == 422,
    )


def preferences(
    page: PreferencePage,
    language: Language,
    token: str = "",
    status: int = 200,
    done: str = "",
    at: str = "",
    contact_token: str = "",
) -> Response:
    """How the contact is reached (H6). Behind a visit's link ``token`` leads back to the visit; with
    ``contact_token`` it is the page of the stop buttons, which leads on to the rest."""
    stopping = bool(contact_token)
    return draw_page(
        "patient/preferences.html",
        language,
        status,
        sheet=preference_sheet(page, language, done, at, stopping, refused=status == 422),
        practice_name=page.practice_name,
        telephone=telephone(page.phone),
        visit_url=url_for("patient.show", token=token, **_along(language)) if token else "",
        reach_url=url_for("contact_preferences.show_own", contact_token=contact_token) if stopping else "",
    )


def draw_page(template: str, language: Language, status: int, **context: Any) -> Response:
    """A parents' page with its own policy; ``context`` names the practice and what the template draws."""
    nonce = secrets.token_urlsafe(16)
    kept = _kept(language)
    body = draw(
        template,
        language=language.value,
        other_language=_OTHER[language].value,
        words=phrases(language),
        icon=ICONS,
        say=partial(_say, language),
        nonce=nonce,
        patient_css=stylesheet(str(current_app.static_folder)),
        # What every form of the page sends: what was seen, and what the page's address carries.
        always=(*context.pop("seen", ()), *kept),
        kept_query="".join(f"&{name}={value}" for name, value in kept),
        proof_query=f"&k={proof()}" if proof() else "",
        **context,
    )
    response = Response(body, status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = policy(f"'nonce-{nonce}'")
    return response


def _along(language: Language) -> dict[str, Any]:
    """The same as part of the address of another page."""
    return dict(_kept(language))


def _kept(language: Language) -> tuple[tuple[str, str], ...]:
    """The language, if it was switched here, and the proof of a birth date: nothing else remembers them."""
    given = proof()
    switched = (("l", language.value),) if "l" in request.values else ()
    return (*switched, *((("k", given),) if given else ()))


def _say(language: Language, key: str, **elements: object) -> str:
    return say(key, language, **elements)
