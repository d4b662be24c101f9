"""create_app: the only place that knows every room of the house and picks the providers."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, request

from app import models
from app.actions.check_password import ARGON2
from app.actions.seal_secret import Seal
from app.cli import COMMANDS
from app.database import engine_options
from app.domain.call_turns import CallTurn
from app.extensions import babel, csrf, db, htmx, limiter, login, migrate
from app.links import LinkSigner, ReferenceSigner
from app.providers.port import Exits
from app.providers.sandbox import SandboxProvider
from app.settings import Settings
from app.web import health, recording_file, vendor
from app.web.entrance import open_house
from app.web.hooks import sendgrid_events, voice, vonage_messages
from app.web.patient import openings, wrong_person
from app.web.patient import preferences as parents_preferences
from app.web.patient.offers import offers
from app.web.patient.visit import patient
from app.web.staff import (
    appointments,
    audit,
    automated,
    automated_editor,
    birthdays,
    broadcasts,
    cancellations,
    channels,
    compose,
    contact_merge,
    contact_story,
    conversation,
    conversations,
    delivery_rules,
    departments,
    do_not_send,
    drafts,
    families,
    family_contacts,
    fix_contacts,
    groups,
    history,
    imports,
    jobs,
    ledger,
    letters,
    locations,
    me,
    next_messages,
    notice,
    paper_preview,
    password_reset,
    people,
    personalized,
    plan,
    practice,
    preferences,
    problems,
    recalls,
    recordings,
    renewals,
    reports,
    routing,
    sandbox,
    sandbox_call,
    sandbox_device,
    schedule,
    search,
    second_step,
    sent,
    setup,
    sign_in,
    skipped,
    start,
    templates,
    today,
    two_factor,
    usage,
    waitlist,
    waitlist_entries,
)

__all__ = ["create_app", "models"]

# One a line: every page of the house.
BLUEPRINTS = (
    health.blueprint,
    vendor.blueprint,
    patient,
    offers,
    wrong_person.blueprint,
    parents_preferences.of_visit,
    parents_preferences.of_contact,
    sign_in.blueprint,
    second_step.blueprint,
    password_reset.blueprint,
    me.blueprint,
    two_factor.blueprint,
    people.blueprint,
    groups.blueprint,
    renewals.blueprint,
    today.blueprint,
    schedule.blueprint,
    next_messages.blueprint,
    cancellations.blueprint,
    waitlist.blueprint,
    waitlist_entries.blueprint,
    notice.blueprint,
    conversations.blueprint,
    conversation.blueprint,
    search.blueprint,
    families.blueprint,
    preferences.blueprint,
    family_contacts.blueprint,
    contact_merge.blueprint,
    appointments.blueprint,
    problems.blueprint,
    fix_contacts.blueprint,
    do_not_send.blueprint,
    letters.blueprint,
    ledger.blueprint,
    plan.blueprint,
    delivery_rules.blueprint,
    automated.blueprint,
    automated_editor.blueprint,
    personalized.blueprint,
    broadcasts.blueprint,
    drafts.blueprint,
    compose.blueprint,
    birthdays.blueprint,
    recalls.blueprint,
    templates.blueprint,
    paper_preview.blueprint,
    recordings.blueprint,
    recording_file.blueprint,
    practice.blueprint,
    locations.blueprint,
    departments.blueprint,
    channels.blueprint,
    routing.blueprint,
    sandbox.blueprint,
    sandbox_device.blueprint,
    sandbox_call.blueprint,
    imports.blueprint,
    start.blueprint,
    setup.blueprint,
    audit.blueprint,
    sent.blueprint,
    history.blueprint,
    skipped.blueprint,
    jobs.blueprint,
    reports.blueprint,
    usage.blueprint,
    contact_story.blueprint,
    vonage_messages.blueprint,
    voice.blueprint,
    sendgrid_events.blueprint,
)

log = structlog.get_logger(__name__)


class Deskbell(Flask):
    """Flask, except that a failure is logged by its route: the path of a parent's page is its key."""

    def log_exception(self, exc_info: Any) -> None:
        """One line with the route's pattern and the trace, see app/logs.py."""
        route = request.url_rule.rule if request.url_rule else "unknown"
        log.error("request failed", route=route, method=request.method, exc_info=exc_info)


def create_app(settings: Settings, database_url: str = "") -> Flask:
    """The whole application for these settings.

    ``database_url`` overrides the setting: tests pass the database made for them. With neither, the
    private server is started by the first connection, so that ``flask --help`` starts nothing.
    """
    app = Deskbell(__name__, instance_path=str(settings.instance_dir.absolute()))
    app.config.update(
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        SQLALCHEMY_DATABASE_URI=database_url or settings.database_url or "postgresql+psycopg://",
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings, database_url or settings.database_url),
        SESSION_COOKIE_NAME="deskbell",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        # A form lives as long as its session: nobody loses text because a page stood open over lunch.
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=11 * 1024 * 1024,
    )
    app.extensions["deskbell.settings"] = settings
    app.extensions["deskbell.signer"] = LinkSigner(settings.secret_keys, settings.base_url)
    app.extensions["deskbell.references"] = ReferenceSigner(settings.secret_keys)
    app.extensions["deskbell.calls"] = app.extensions["deskbell.signer"].calls
    app.extensions["deskbell.exits"] = _providers(settings, app.extensions["deskbell.references"])
    app.extensions["deskbell.ncco"] = _ncco
    app.extensions["deskbell.paper"] = _paper
    app.extensions["deskbell.hasher"] = ARGON2
    app.extensions["deskbell.seal"] = Seal(settings.secret_keys)
    app.extensions[openings.NAME] = openings.Openings(app)
    for extension in (db, login, csrf, htmx, babel, limiter):
        extension.init_app(app)
    migrate.init_app(app, db, directory=str(Path(__file__).parent.parent / "migrations"))
    health.watch_requests(app)
    open_house(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for register in COMMANDS:
        register(app.cli)
    return app


def _providers(settings: Settings, references: ReferenceSigner) -> Exits:
    """Every channel's way out. Raises SettingsError for a vendor that could never send.

    What the vendors need takes a second to load: only an installation that really sends pays for it.
    """
    sandbox = SandboxProvider()
    if settings.all_sandbox:
        return Exits(sandbox)
    page = import_module("app.paper").page
    return Exits(sandbox, import_module("app.providers.vendors").vendors(settings, references.sign, page))


def _ncco(turn: CallTurn) -> list[dict[str, Any]]:
    """A call's turn as the vendor of calls reads it."""
    actions: list[dict[str, Any]] = import_module("app.providers.vonage_voice").ncco(turn)
    return actions


def _paper(messages: Iterable[Any]) -> bytes:
    """Messages as one PDF. What draws it is loaded by the first letter that is looked at."""
    document: bytes = import_module("app.paper").pages(messages)
    return document
