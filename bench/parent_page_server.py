"""The product and, beside it under /static-answer, a bare Flask application: one server, one process."""

import os
from pathlib import Path

from flask import Flask, Response
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app.factory import create_app
from app.logs import configure_logging
from app.settings import Settings

PAGE = "x" * 10_800
"""As many bytes as the parent's page has."""

bare = Flask("bare")


@bare.get("/")
def page() -> Response:
    """The least a Flask application can do for a page of this size."""
    return Response(PAGE, mimetype="text/html")


@bare.post("/")
def accept() -> Response:
    """The least it can do for an answer."""
    return Response("", 303, {"Location": "/static-answer/"})


settings = Settings(_env_file=None, instance_dir=Path(os.environ["BENCH_INSTANCE"]))
configure_logging(settings.log_level, json=True)
product = create_app(settings, os.environ["BENCH_DATABASE"])
app = DispatcherMiddleware(product, {"/static-answer": bare})
