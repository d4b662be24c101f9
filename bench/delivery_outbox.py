"""django-post_office in bench/delivery.py: an outbox in the same database server, sent to the same gateway.

Its ``send_queued`` runs in one process with the number of threads asked for. The mails are made before,
by its own ``send_many``; a backend of ours posts them. Reads what to do as JSON from
standard input, and writes what it did as JSON to standard output.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from importlib import import_module
from types import ModuleType
from typing import Any

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from sqlalchemy import make_url
from vonage_jwt import JwtClient

DATABASE = "bench_post_office"
WARM_UP = 100


def main() -> None:
    logging.disable(logging.INFO)
    order = json.loads(sys.stdin.read())
    _configure(order)
    call_command("migrate", verbosity=0)
    mail = import_module("post_office.mail")  # wants Django's settings, which come with the order
    apps.get_model("post_office", "Email").objects.all().delete()
    _fill(mail, WARM_UP)
    mail.send_queued()
    _fill(mail, order["messages"])
    began, sent = time.perf_counter(), 0
    while batch := mail.send_queued()[0]:
        sent += batch
    sys.stdout.write(json.dumps({"sent": sent, "seconds": time.perf_counter() - began}))


def _fill(mail: ModuleType, messages: int) -> None:
    said = "Mia has a visit tomorrow, Tue Nov 24, 2:30 PM at Big. Confirm or change: call 937-555-0142. " * 2
    rows = [
        {"sender": "a@b.example", "recipients": [f"1937{n:07}@x.example"], "subject": f"m{n}",
         "message": said[:160]}
        for n in range(messages)
    ]  # fmt: skip
    mail.send_many(rows)


def _configure(order: dict[str, Any]) -> None:
    gateway, url = order["gateway"], make_url(order["database"])
    client = JwtClient(gateway["vonage_application_id"], gateway["vonage_private_key"])
    with psycopg.connect(order["database"].replace("+psycopg", ""), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            connection.execute(f"create database {DATABASE}")
    settings.configure(
        SECRET_KEY="a benchmark keeps no secret",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": DATABASE,
                "USER": url.username,
                "HOST": url.query.get("host") or url.host,
                "PORT": url.query.get("port") or url.port or "",
            }
        },
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        POST_OFFICE={
            "BACKENDS": {"default": "bench.delivery_backend.Gateway"},
            "THREADS_PER_PROCESS": order["threads"],
            "BATCH_SIZE": order["batch"],
        },
        LOGGING_CONFIG=None,
        GATEWAY_URL=f"https://{gateway['vonage_api_host']}/v1/messages",
        GATEWAY_TOKEN=client.generate_application_jwt().decode(),
        GATEWAY_TRUSTED=gateway["requests_ca_bundle"],
    )
    django.setup()


if __name__ == "__main__":
    main()
