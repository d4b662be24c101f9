"""Every room has a lock or is public on purpose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.web.access import PUBLIC, PUBLIC_ROOMS, mark_of
from tests.house.addresses import address, sign_in_page

pytestmark = pytest.mark.database


def is_public(rule: Rule) -> bool:
    return rule.endpoint in PUBLIC or rule.endpoint.rpartition(".")[0] in PUBLIC_ROOMS


def locked_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if not is_public(rule)]


@pytest.fixture
def app_without_csrf(app: Flask) -> Iterator[Flask]:
    """The application without the CSRF check, which would answer a POST before the lock does."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.config["WTF_CSRF_ENABLED"] = True


def test_every_view_is_marked_or_public(app: Flask) -> None:
    locked = locked_rules(app)
    assert locked
    assert [rule.endpoint for rule in locked if mark_of(app.view_functions[rule.endpoint]) is None] == []


def test_nothing_is_both_public_and_locked(app: Flask) -> None:
    public = [rule.endpoint for rule in app.url_map.iter_rules() if is_public(rule)]
    assert [name for name in public if mark_of(app.view_functions[name])] == []


def test_the_public_list_names_only_what_is_there(app: Flask) -> None:
    assert set(app.view_functions) >= PUBLIC
    assert set(app.blueprints) >= PUBLIC_ROOMS


def test_every_change_asks_for_a_permission(app: Flask) -> None:
    """Being signed in is enough to leave, to change how oneself signs in, and to write nothing else."""
    marks = {
        rule.endpoint: mark_of(app.view_functions[rule.endpoint])
        for rule in locked_rules(app)
        if "POST" in (rule.methods or ())
    }
    free = {name for name, mark in marks.items() if mark and not mark.permissions}
    own = {"me.change", "me.end", "me.end_all", "two_factor.begin", "two_factor.confirm", "two_factor.drop"}
    assert free <= {"sign_in.leave", *own}


def test_without_signing_in_no_locked_room_opens(app_without_csrf: Flask) -> None:
    client, entrance = app_without_csrf.test_client(), sign_in_page(app_without_csrf)
    opened = []
    for rule in locked_rules(app_without_csrf):
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            answer = client.open(address(app_without_csrf, rule), method=method)
            sent_away = answer.status_code in {302, 303} and answer.headers["Location"].startswith(entrance)
            if not (sent_away or answer.status_code == 401):
                opened.append(f"{method} {rule.rule}: {answer.status_code}")
    assert opened == []
