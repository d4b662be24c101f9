"""GET shows, POST acts: the demo practice is looked at, page by page, while nothing can be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import InternalError
from werkzeug.routing import Rule

from app.extensions import db
from app.work import work_everywhere

pytestmark = pytest.mark.database

READ_ONLY = "25006"  # SQLSTATE of a write in a read-only transaction
FILES = {"static", "vendor.static"}  # no database behind them
UNREADY = {"health.readyz"}  # says 503 while no clock runs, and that is its job


@contextmanager
def nothing_can_be_written(app: Flask) -> Iterator[list[str]]:
    """Every transaction is read-only meanwhile; yields the statements that tried to write."""
    refused: list[str] = []

    def note(context: Any) -> None:
        if getattr(context.original_exception, "sqlstate", "") == READ_ONLY:
            refused.append(context.statement)

    event.listen(Engine, "handle_error", note)
    _make_read_only("on")
    try:
        yield refused
    finally:
        _make_read_only("off")
        event.remove(Engine, "handle_error", note)


def _make_read_only(value: str) -> None:
    control = create_engine(db.engine.url, connect_args={"options": "-c default_transaction_read_only=off"})
    name = db.engine.url.database
    with control.begin() as connection:
        connection.execute(text(f'alter database "{name}" set default_transaction_read_only = {value}'))
    control.dispose()
    db.engine.dispose()  # new connections begin with the new setting


@pytest.fixture
def demo(app: Flask) -> Flask:
    """The application with the demo practice in it."""
    loaded = app.test_cli_runner().invoke(args=["demo", "load"])
    assert loaded.exit_code == 0, loaded.output
    return app


def signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        answer = client.post("/sign-in", data={"email": "admin@willow.example", "password": "deskbell-demo"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert answer.status_code == 303
    return client


def address(app: Flask, rule: Rule) -> str:
    """The rule's address for something of the demo practice: `<int:notice_id>` is some row of `notice`."""
    gaps = {name: a_link(app) if name == "token" else an_id(name) for name in rule.arguments}
    return str(app.url_map.bind("deskbell.test").build(rule.endpoint, gaps))


def a_link(app: Flask) -> str:
    with work_everywhere() as session:
        link = session.execute(
            text("select id from link where revoked_at is null order by id limit 1")
        ).scalar_one()
    return str(app.extensions["deskbell.signer"].token(link))


def an_id(gap: str) -> int:
    table = gap.removesuffix("_id")
    assert table in db.metadata.tables, f"teach this test how to fill <{gap}>"
    found = text(
        f"select t.id from {table} t join practice p on p.id = t.practice_id where p.slug = 'willow' limit 1"
    )
    with work_everywhere() as session:
        number: int = session.execute(found).scalar_one()
    return number


def test_looking_at_any_page_writes_nothing(demo: Flask) -> None:
    client = signed_in(demo)
    rules = [
        rule
        for rule in demo.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in FILES
    ]
    pages = {address(demo, rule): rule.endpoint for rule in rules}
    unseen = []
    with nothing_can_be_written(demo) as refused:
        for page, endpoint in pages.items():
            status = client.get(page).status_code
            if status >= 400 and not (refused or endpoint in UNREADY):
                unseen.append(f"{page}: {status}")
    assert refused == []
    assert unseen == [], "a page that does not open proves nothing"


def test_a_write_would_be_noticed(app: Flask) -> None:
    change = text("update practice set name = 'written by looking'")
    with nothing_can_be_written(app) as refused, pytest.raises(InternalError), work_everywhere() as session:
        session.execute(change)
    assert refused == [str(change)]
