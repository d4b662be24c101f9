"""The front door for any WSGI server: ``gunicorn wsgi:app``; ``flask`` finds it by itself."""

import sys

from app.factory import create_app
from app.logs import configure_logging
from app.settings import SettingsError, read_settings

try:
    settings = read_settings()
    configure_logging(settings.log_level, json=settings.production)
    app = create_app(settings)
    app.extensions["deskbell.openings"].by_itself = True
except SettingsError as error:
    sys.exit(f"Deskbell cannot start with these settings:\n{error}\nSee docs/settings.md.")
