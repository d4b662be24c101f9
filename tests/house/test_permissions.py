"""What each permission opens: every address is tried as every group, against the table that docs/ shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import count

import pytest
from flask import Flask, session
from sqlalchemy import select
from werkzeug.exceptions import Forbidden

from app import clock
from app.actions.create_practice import NewPractice, create_practice
from app.actions.start_session import Welcome, start_session
from app.actions.write_audit import COMMAND_LINE
from app.domain.permission_words import PERMISSION_AREAS
from app.domain.permissions import Permission, permissions_of
from app.models import GroupPermission, Practice, StaffGroup, StaffUser
from app.web.permissions_table import Door, doors
from app.work import work_everywhere
from setup.pages import PERMISSIONS, permissions_page
from tests.builders.front_desk import Browser
from tests.house.addresses import address

pytestmark = pytest.mark.database
BASIC = Permission.BASIC_MESSAGING
_numbers = count(1)


@dataclass(frozen=True)
class Member:
    """Somebody signed in whose group holds these permissions."""

    group: str
    held: frozenset[Permission]
    welcome: Welcome

    def sit_down(self, cookie: object) -> None:
        now = clock.now().timestamp()
        identity = f"{self.welcome.session_id}.{self.welcome.session_version}"
        cookie.update({"_user_id": identity, "since": now, "seen": now})  # type: ignore[attr-defined]


def hire(group: StaffGroup, held: frozenset[Permission]) -> Member:
    with work_everywhere() as database:
        row = StaffUser(
            practice_id=group.practice_id,
            email=f"group{group.id}@willow.example",
            name=group.name,
            password_hash="kept",
            group_id=group.id,
            created_at=clock.now(),
        )
        database.add(row)
        database.flush()
        return Member(group.name, held, start_session(database, clock.now(), row.id, "Tests"))


@pytest.fixture
def house(app: Flask) -> Iterator[Flask]:
    """Without the CSRF check, which would answer a POST before the lock does."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def standard(house: Flask) -> list[Member]:
    """One of each group of a new practice."""
    with work_everywhere() as database:
        wanted = NewPractice("willow", "Willow Pediatrics", "America/New_York", email="front@willow.example")
        create_practice(database, clock.now(), COMMAND_LINE, wanted)
        groups = database.scalars(select(StaffGroup)).all()
        given = [(each.group_id, each.code) for each in database.scalars(select(GroupPermission))]
    codes = {group.id: [code for number, code in given if number == group.id] for group in groups}
    return [hire(group, permissions_of(group.administrators, codes[group.id])) for group in groups]


def hire_apart(held: frozenset[Permission]) -> Member:
    """Somebody whose group, made for them, was given just these permissions."""
    with work_everywhere() as database:
        practice_id = database.scalars(select(Practice.id)).one()
        group = StaffGroup(practice_id=practice_id, name=f"Narrow {next(_numbers)}")
        database.add(group)
        database.flush()
        database.add_all(
            GroupPermission(practice_id=practice_id, group_id=group.id, code=code) for code in held
        )
    return hire(group, permissions_of(False, held))


def locked(app: Flask) -> list[tuple[Door, str]]:
    """Every locked door with an address that leads to it."""
    rules = {(rule.rule, rule.endpoint): rule for rule in app.url_map.iter_rules()}
    return [(door, address(app, rules[door.route, door.endpoint])) for door in doors(app) if not door.public]


def guard_lets_in(app: Flask, member: Member, path: str, method: str) -> bool:
    """What the guard says before the page itself runs."""
    with app.app_context(), app.test_request_context(path, method=method):
        member.sit_down(session)
        try:
            stopped = app.preprocess_request()
        except Forbidden:
            return False
        assert stopped is None, f"{method} {path} as {member.group} was sent elsewhere"
        return True


def test_the_page_of_permissions_is_up_to_date(app: Flask) -> None:
    assert PERMISSIONS.read_text(encoding="utf-8") == permissions_page(app), "run `make docs`"


def test_every_permission_has_words_once(app: Flask) -> None:
    told = [line.permission for area in PERMISSION_AREAS for line in area.lines]
    assert sorted(told) == sorted(Permission)


def test_each_door_opens_with_its_permission_and_not_with_all_others(
    house: Flask, standard: list[Member]
) -> None:
    asked = locked(house)
    for asks in {door.permissions for door, _ in asked}:
        behind = [(door, path) for door, path in asked if door.permissions == asks]
        holder = hire_apart(frozenset({BASIC, *asks}) if asks else frozenset())
        assert [door for door, path in behind if not guard_lets_in(house, holder, path, door.method)] == []
        for permission in asks:
            others = hire_apart(frozenset(Permission) - {permission})
            assert [door for door, path in behind if guard_lets_in(house, others, path, door.method)] == []


def test_a_standard_group_is_refused_everything_it_may_not_open(house: Flask, standard: list[Member]) -> None:
    tried = 0
    for member in standard:
        client = Browser(house)
        with client.session_transaction() as cookie:
            member.sit_down(cookie)
        for door, path in locked(house):
            if door.opens_for(member.held):
                assert guard_lets_in(house, member, path, door.method)
                continue
            answer = client.open(path, method=door.method)
            assert answer.status_code == 403, f"{door.method} {path} as {member.group}"
            tried += 1
    assert tried


def test_what_a_group_may_not_open_is_hidden_and_all_the_rest_opens(
    house: Flask, standard: list[Member]
) -> None:
    narrow = [hire_apart(frozenset({BASIC, each})) for each in Permission] + [hire_apart(frozenset())]
    asks = {door.route: door for door in doors(house) if door.method == "GET"}
    for member in (*narrow, *standard):
        client = Browser(house)
        with client.session_transaction() as cookie:
            member.sit_down(cookie)
        nav = re.search(r'<nav class="rail".*?</nav>', client.get("/me").text, re.DOTALL)
        assert nav
        links = [unescape(each) for each in re.findall(r'class="n" href="([^"]+)"', nav[0])]
        assert all(asks[link].opens_for(member.held) for link in links), (member.held, links)
        assert [link for link in links if client.get(link).status_code != 200] == []
        assert bool(links) is bool(member.held)
