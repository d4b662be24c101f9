"""A clinic with its administrator signed in, for tests of the record pages. Moments are real ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.work import work, work_everywhere
from tests.builders.clinic import Clinic, make_clinic
from tests.builders.front_desk import Browser, FrontDesk


@dataclass
class RecordPages:
    """``add`` is a unit of work whose clinic makes rows; the rest is what a browser would do."""

    clinic: Clinic
    desk: FrontDesk

    @contextmanager
    def add(self) -> Iterator[Clinic]:
        with work(self.clinic.practice_id) as session:
            self.clinic.session = session
            yield self.clinic

    def read(self, url: str, htmx: bool = False) -> str:
        answer = self.desk.get(url, htmx=htmx)
        assert answer.status_code == 200, answer.status
        return answer.text

    def seen(self, page: str, action: str) -> str:
        """The state the form that posts to ``action`` was made from, as it stands on ``page``."""
        found = re.search(rf'action="{action}".*?name="seen" value="(\w+)"', self.read(page), re.DOTALL)
        assert found, f"no form for {action} on {page}"
        return found[1]

    def save(self, url: str, **fields: Any) -> str:
        """Post as a browser without script; the page one lands on."""
        answer = self.desk.post(url, **fields)
        assert answer.status_code == 303, answer.status
        return self.read(answer.headers["Location"])

    def refuse(self, url: str, htmx: bool = True, **fields: Any) -> str:
        answer = self.desk.post(url, htmx=htmx, **fields)
        assert answer.status_code == 422, answer.status
        return answer.text

    def post(self, url: str, **given: Any) -> TestResponse:
        return self.desk.post(url, **given)


def open_record_pages(
    app: Flask, slug: str = "willow", permissions: tuple[str, ...] | None = None
) -> RecordPages:
    """``permissions`` makes the signed-in person one of a group that holds only these."""
    with work_everywhere() as session:
        clinic = make_clinic(session, slug)
        staff = clinic.staff(f"dana@{slug}.example", permissions=permissions)
    return RecordPages(clinic, FrontDesk(Browser(app), staff))


def words(html: str) -> str:
    """What a reader sees: no tags, one space between words."""
    return (
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&#39;", "'").replace("&#34;", '"').strip()
    )
