"""A browser in which somebody of the practice is signed in.

desk = FrontDesk(client, staff)
desk.get("/today")                       a page
desk.post("/today/5/confirm")            a form with its token, answered without following
desk.post("/today/5/confirm", htmx=True) what a part of a page would send
"""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import object_session
from werkzeug.test import TestResponse

from app import clock
from app.domain.permissions import Permission
from app.models import GroupPermission, StaffGroup, StaffSession, StaffUser
from app.work import work
from tests.builders.clinic import Clinic

HTMX = {"HX-Request": "true"}


class Browser(FlaskClient):
    """A client whose every request begins with nothing known of the one before, as on a real server."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*args, **kwargs)


class FrontDesk:
    """Signed in as ``staff``; ``at`` (UTC) is when, so that a test can let a session grow old."""

    def __init__(self, client: FlaskClient, staff: StaffUser, at: Any = None) -> None:
        self.client = client
        moment = at or clock.now()
        session_id = _begin(staff, moment)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = f"{session_id}.{staff.session_version}"
            cookie["since"] = cookie["seen"] = moment.timestamp()

    def get(self, url: str, htmx: bool = False, query: dict[str, str] | None = None) -> TestResponse:
        return self.client.get(url, query_string=query, headers=HTMX if htmx else {})

    def post(self, url: str, htmx: bool = False, token: bool = True, **fields: Any) -> TestResponse:
        given = {"csrf_token": self.token(), **fields} if token else fields
        return self.client.post(url, data=given, headers=HTMX if htmx else {})

    def token(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/me").text)
        assert found, "no form on the page of one's own account: is this person signed in?"
        return found[1]


def _begin(staff: StaffUser, moment: datetime) -> int:
    """A session of this person, in the test's own unit of work while that is open."""
    row = StaffSession(
        practice_id=staff.practice_id, staff_id=staff.id, device="Tests", started_at=moment, acted_at=moment
    )
    theirs = object_session(staff)
    if theirs is not None:
        theirs.add(row)
        theirs.flush()
        return row.id
    with work(staff.practice_id) as session:
        session.add(row)
    return row.id


def make_member(clinic: Clinic, *permissions: Permission, email: str = "pat@willow.example") -> StaffUser:
    """Somebody whose group holds just these permissions."""
    group = clinic.add(StaffGroup(name=f"Group of {email}"))
    for permission in permissions:
        clinic.add(GroupPermission(group_id=group.id, code=permission))
    return clinic.staff(email, group_id=group.id, name="Pat M.")


def link_of_live(page: str) -> str:
    """Where a page of Today asks what is new."""
    found = re.search(r'id="live"[^>]*hx-get="([^"]+)"', page)
    assert found
    return unescape(found[1])
