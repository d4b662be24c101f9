"""Somebody who walks through the house."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask.testing import FlaskClient

from tests.house.addresses import sign_in_page


@contextmanager
def without_csrf(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        yield
    finally:
        app.config["WTF_CSRF_ENABLED"] = True


def signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    who = {"email": "admin@willow.example", "password": "deskbell-demo"}
    with without_csrf(app):
        assert client.post(sign_in_page(app), data=who).status_code == 303
    return client
