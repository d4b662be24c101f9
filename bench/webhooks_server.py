"""The product and, beside it under /floor, a bare Flask application: one server, one process."""

import os
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app.factory import create_app
from app.logs import configure_logging
from app.settings import Settings

bare = Flask("bare")


@bare.post("/")
def take() -> Response:
    """The least a Flask application can do with a webhook: read it and say yes."""
    request.get_data()
    return Response(status=204)


settings = Settings(_env_file=None, instance_dir=Path(os.environ["BENCH_INSTANCE"]))
keys = {
    "vonage_signature_secret": os.environ["BENCH_SECRET"],
    "sendgrid_webhook_public_key": os.environ["BENCH_PUBLIC_KEY"],
}
configure_logging(settings.log_level, json=True)
product = create_app(settings.model_copy(update=keys), os.environ["BENCH_DATABASE"])
app = DispatcherMiddleware(product, {"/floor": bare})
