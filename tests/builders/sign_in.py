"""Somebody at the sign-in page: forms as a browser fills them in."""

from __future__ import annotations

import re
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "the cat sleeps at noon"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def fill_in(client: FlaskClient, page: str, action: str = "", **fields: str) -> TestResponse:
    """Open a page and send its form, with its token, to ``action`` (the page itself by default)."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert token, f"no form on {page}"
    return client.post(action or page, data={"csrf_token": token[1], **fields})


def enter(client: FlaskClient, email: str, password: str = PASSWORD, next_page: str = "") -> TestResponse:
    """Sign in with email and password."""
    return fill_in(client, "/login", email=email, password=password, next=next_page)


def code_at(secret: str, moment: datetime) -> str:
    """What the phone shows at a moment."""
    return pyotp.TOTP(secret).at(moment)
