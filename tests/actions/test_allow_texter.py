"""A number that "cannot take texts" writes one: that block ends by itself, all others stand (C6, G6)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.note_failure import note_failure
from app.actions.suppress_address import suppress_address
from app.actions.write_audit import COMMAND_LINE
from app.models import Address, AddressEvent, AuditLine, FixTask, Message
from app.work import work
from tests.builders.texting import Texting, make_texting


@pytest.fixture
def family(app: Flask) -> Texting:
    return make_texting(app, "Mia")


def _fails(family: Texting, category: str, channel: str = "text") -> None:
    """The message that asked Ana comes back for good."""
    with work(family.practice_id) as session:
        asked = session.scalars(
            select(Message).where(Message.address == family.numbers["Ana"]).limit(1)
        ).one()
        asked.channel = channel
        note_failure(session, family.now, asked, category)


def _reason(family: Texting) -> str | None:
    with work(family.practice_id) as session:
        return session.scalar(select(Address.suppressed_reason).where(Address.value == family.numbers["Ana"]))


def test_who_texts_can_take_texts(family: Texting) -> None:
    _fails(family, "unreachable_number")
    assert _reason(family) == "unreachable_number"
    family.text("Can we come earlier?")
    with work(family.practice_id) as session:
        address = session.scalars(select(Address).where(Address.value == family.numbers["Ana"])).one()
        assert (address.suppressed_at, address.suppressed_reason) == (None, None)
        assert session.scalars(select(FixTask.done_at)).all() == [family.now]
        story = select(AddressEvent.kind).where(AddressEvent.address_id == address.id)
        assert session.scalars(story.order_by(AddressEvent.id)).all() == ["hard", "allowed"]
        lifted = session.scalars(select(AuditLine).where(AuditLine.action == "allow")).one()
        assert (lifted.actor, lifted.before) == ("parent", {"suppressed_reason": "unreachable_number"})


def test_a_stop_from_such_a_number_still_stops_its_texts(family: Texting) -> None:
    _fails(family, "unreachable_number")
    family.text("STOP")
    with work(family.practice_id) as session:
        address = session.scalars(select(Address).where(Address.value == family.numbers["Ana"])).one()
        assert (address.suppressed_reason, address.stopped) == (None, ["text"])


@pytest.mark.parametrize("category", ["complaint", "wrong_number", "number_blocked_us", "bad_number"])
def test_any_other_block_stands(family: Texting, category: str) -> None:
    _fails(family, category)
    family.text("yes")
    assert _reason(family) == category


def test_what_staff_blocked_stands(family: Texting) -> None:
    with work(family.practice_id) as session:
        address = session.scalars(select(Address.id).where(Address.value == family.numbers["Ana"])).one()
        suppress_address(session, family.now, COMMAND_LINE, address, "Asked by the family")
    family.text("yes")
    assert _reason(family) == "Asked by the family"


def test_a_fax_that_failed_says_nothing_of_texts(family: Texting) -> None:
    _fails(family, "unreachable_number", "fax")
    family.text("yes")
    assert _reason(family) == "unreachable_number"
