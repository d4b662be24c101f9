"""Two people at one thing at the same moment: the second one reads what happened, and nothing is half."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.models import StaffGroup
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages


@pytest.fixture
def pages(app: Flask, monkeypatch: pytest.MonkeyPatch) -> RecordPages:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return open_record_pages(app)


def test_a_name_that_was_taken_meanwhile_is_no_fault_of_ours(app: Flask, pages: RecordPages) -> None:
    token = pages.desk.token()
    with ThreadPoolExecutor(1) as threads:
        with pages.add() as clinic:
            clinic.add(StaffGroup(name="Billing"))
            second = threads.submit(
                pages.desk.client.post,
                "/settings/people/groups",
                data={"name": "Billing", "csrf_token": token},
            )
            sleep(0.5)
        answer = second.result(timeout=10)
    assert answer.status_code == 409
    assert "Somebody else changed this first" in answer.text
    with work(pages.clinic.practice_id) as session:
        same = select(func.count()).select_from(StaffGroup).where(StaffGroup.name == "Billing")
        assert session.scalar(same) == 1
