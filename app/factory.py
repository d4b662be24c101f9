"""create_app: the only place that knows every room of the house and picks the providers."""

from __future__ import annotations

from flask import Flask

from app import models
from app.extensions import babel, csrf, db, htmx, limiter, login, migrate
from app.settings import Settings

__all__ = ["create_app", "models"]


def create_app(settings: Settings, database_url: str = "") -> Flask:
    """The whole application for these settings.

    ``database_url`` overrides the setting: tests and ``serve`` pass the private server's.
    """
    app = Flask(__name__, instance_path=str(settings.instance_dir.absolute()))
    app.config.update(
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        SQLALCHEMY_DATABASE_URI=database_url or settings.database_url,
    )
    app.extensions["deskbell.settings"] = settings
    for extension in (db, login, csrf, htmx, babel, limiter):
        extension.init_app(app)
    migrate.init_app(app, db, directory="migrations")
    return app
