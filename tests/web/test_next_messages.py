"""Today's card of what goes out next, in each of its states."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.domain.calendar_words import text_time
from app.domain.local_time import local_time, zone
from app.models import AuditLine, NextMessage, Practice, RuleRow
from app.work import work, work_everywhere
from tests.builders.clinic import make_clinic
from tests.builders.front_desk import FrontDesk

NEW_YORK = zone("America/New_York")
HOUR = timedelta(hours=1)


class Card:
    """The card on the page of somebody signed in; what the clock counted is put there by hand."""

    def __init__(self, client: FlaskClient) -> None:
        with work_everywhere() as session:
            self.clinic = make_clinic(session)
            self.desk = FrontDesk(client, self.clinic.staff())
        self.practice_id = self.clinic.practice_id

    def coming(self, at: datetime, type: str, channel: str, messages: int, families: int = 0) -> None:
        with work(self.practice_id) as session:
            rule_id = session.scalar(select(RuleRow.id).where(RuleRow.type == type)) or self.add_rule(type)
            session.add(
                NextMessage(
                    at=at, rule_id=rule_id, type=type, channel=channel, messages=messages, families=families
                )
            )

    def add_rule(self, type: str) -> int:
        with work_everywhere() as session:
            return replace(self.clinic, session=session).rule(type).id

    def practice(self, **values: datetime) -> None:
        with work_everywhere() as session:
            row = session.get_one(Practice, self.practice_id)
            for name, value in values.items():
                setattr(row, name, value)

    def words(self, address: str = "/today") -> str:
        found = re.search(
            r'<section [^>]*id="next-messages".*?</section>', self.desk.get(address).text, re.DOTALL
        )
        assert found, f"no card on {address}"
        return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


@pytest.fixture
def card(app: Flask, client: FlaskClient) -> Card:
    return Card(client)


def this_minute() -> datetime:
    return clock.now().replace(second=0, microsecond=0)


def told(at: datetime) -> str:
    """A moment as the card says it: "4:00 PM today"."""
    ahead = (local_time(at, NEW_YORK).date() - local_time(clock.now(), NEW_YORK).date()).days
    return f"{text_time(local_time(at, NEW_YORK))} {('today', 'tomorrow')[ahead]}"


def test_it_says_the_next_moment_by_kind_and_channel_and_what_siblings_spare(card: Card) -> None:
    next_moment = this_minute() + HOUR
    card.practice(looked_ahead_at=this_minute())
    card.coming(next_moment, "reminder", "text", 47, families=11)
    card.coming(next_moment, "reminder", "voice", 4)
    card.coming(next_moment, "reminder", "email", 9, families=1)
    card.coming(next_moment, "confirmation_request", "text", 1)
    words = card.words()
    assert f"{told(next_moment)} · 60 reminders, 1 confirmation request" in words
    assert "48 texts, 9 emails, 4 calls. 12 families with 2 or more children get 1 message." in words
    looked = text_time(local_time(this_minute(), NEW_YORK))
    assert f"61 messages in the next 24 hours, as of {looked}" in words
    assert " to " not in words  # hours are only told when there are several


def test_one_of_each_is_said_in_the_singular(card: Card) -> None:
    card.practice(looked_ahead_at=this_minute())
    card.coming(this_minute() + HOUR, "moved", "voice", 1, families=1)
    words = card.words()
    assert "1 notice of a moved visit 1 call. 1 family with 2 or more children gets 1 message." in words
    assert "1 message in the next 24 hours" in words


def test_it_shows_the_first_four_hours_in_which_something_goes(card: Card) -> None:
    first = this_minute().replace(minute=20) + HOUR
    card.practice(looked_ahead_at=this_minute())
    for hours, minutes, number in ((0, 0, 2), (0, 25, 3), (1, 0, 4), (3, 0, 6), (4, 0, 7), (5, 0, 8)):
        card.coming(first + hours * HOUR + timedelta(minutes=minutes), "reminder", "text", number)
    words = card.words()
    assert f"{told(first)} · 2 reminders" in words
    shown = re.findall(r"to \d+:00 [AP]M(?: tomorrow)? (\d+) messages?", words)
    assert shown == ["5", "4", "6", "7"]
    start = local_time(first, NEW_YORK).replace(minute=0)
    assert f"{text_time(start)} to {text_time(start + HOUR)}" in words
    assert "30 messages in the next 24 hours" in words


def test_what_has_gone_since_is_no_longer_next(card: Card) -> None:
    card.practice(looked_ahead_at=this_minute() - HOUR)
    card.coming(this_minute() - timedelta(minutes=30), "reminder", "text", 5)
    card.coming(this_minute() + HOUR, "reminder", "text", 2)
    words = card.words()
    assert "2 reminders" in words
    assert "5 reminders" not in words
    assert "2 messages in the next 24 hours" in words


def test_when_nothing_goes_it_says_so_and_when_it_looked(card: Card) -> None:
    card.practice(looked_ahead_at=this_minute())
    words = card.words()
    looked = text_time(local_time(this_minute(), NEW_YORK))
    assert words == f"Next messages Pause Nothing goes out in the next 24 hours. As of {looked}"


def test_before_the_first_look_it_promises_nothing(card: Card) -> None:
    assert card.words() == "Next messages Pause Being worked out. It shows here in about a minute."


def test_a_paused_practice_says_so_and_counts_nothing(card: Card) -> None:
    card.practice(looked_ahead_at=this_minute(), paused_at=this_minute())
    card.coming(this_minute() + HOUR, "reminder", "text", 5)
    words = card.words()
    assert "Messages are paused. Nothing goes out to families" in words
    assert "5" not in words


def test_the_open_page_asks_for_the_card_alone_and_sees_its_own_practice_only(card: Card) -> None:
    with work_everywhere() as session:
        other = make_clinic(session, "maple")
        at = this_minute() + HOUR
        row = {"type": "reminder", "channel": "text", "messages": 9, "families": 0}
        other.add(NextMessage(at=at, rule_id=other.rule().id, **row))
    card.practice(looked_ahead_at=this_minute())
    assert 'hx-get="/today/next"' in card.desk.get("/today").text
    page = card.desk.get("/today/next").text
    assert "<html" not in page
    assert card.words("/today/next") == card.words()
    assert "Nothing goes out" in page


def test_turning_the_clock_by_hand_fills_the_card(app: Flask, card: Card) -> None:
    done = app.test_cli_runner().invoke(args=["tick", "--dry-run"])
    assert done.exit_code == 0, done.output
    assert "Being worked out" in card.words()
    assert app.test_cli_runner().invoke(args=["tick"]).exit_code == 0
    assert "Nothing goes out in the next 24 hours." in card.words()


def test_an_administrator_pauses_all_messages_and_starts_them_again(card: Card) -> None:
    card.practice(looked_ahead_at=this_minute())
    assert "Pause" in card.words()
    assert card.desk.post("/today/next/pause").status_code == 303
    assert "Messages are paused." in card.words()
    assert "Send again" in card.words()
    assert card.desk.post("/today/next/pause").status_code == 303  # a second press changes nothing
    assert card.desk.post("/today/next/resume").status_code == 303
    assert "Nothing goes out in the next 24 hours" in card.words()
    with work(card.practice_id) as session:
        lines = session.scalars(select(AuditLine.action).where(AuditLine.action.like("% sending"))).all()
    assert sorted(lines) == ["pause sending", "resume sending"]
