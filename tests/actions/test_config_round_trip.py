"""Whatever a practice sets up, its document brings it into another practice, whole."""

from __future__ import annotations

import json
from datetime import time
from itertools import count
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.actions.import_config import import_config
from app.actions.write_audit import COMMAND_LINE
from app.domain.preferences import Channel
from app.domain.rules import ANCHORS, STATUSES
from app.domain.timing import AT_ONCE, Anchor, RuleType
from app.feeds.config.differences import differences
from app.feeds.config.reading import read_config, write_config
from app.feeds.config.values import DAYS
from app.queries.export_config import export_config
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, make_clinic

_slugs = (f"clinic-{number}" for number in count(1))
PLACES = ["Harbor", "Main Street", "Øster Allé"]
PEOPLE = ["Dr. Anita Patel", "Dr. Sun Kim"]
DEPARTMENTS = ["Billing", "Front Desk", "Nursing: day"]
TYPES = ["Vaccine", "Well visit", "yes"]
SETS = {"Cold": RuleType.REMINDER, "Warm": RuleType.CONFIRMATION_REQUEST}

clock = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])).map(lambda at: at.isoformat("minutes"))
days = st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(lambda each: sorted(each, key=DAYS.index))
window = st.tuples(clock, clock).map(sorted)
hours = st.tuples(window, days).map(
    lambda it: {"window_from": it[0][0], "window_to": it[0][1], "days": it[1]}
)


def some(names: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), unique=True).map(sorted)


def perhaps(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


@st.composite
def messages(draw: st.DrawFn, name: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(RuleType))
    anchor = draw(st.sampled_from(sorted(ANCHORS[kind])))
    counted = anchor not in AT_ONCE
    statuses = sorted(STATUSES[kind])
    mode = draw(st.sampled_from(["preference", "fixed", "escalation"]))
    ages = sorted(draw(st.tuples(st.integers(0, 21), st.integers(0, 21))))
    return {
        "name": name,
        "type": kind.value,
        "state": draw(st.sampled_from(["draft", "enabled", "disabled"])),
        "anchor": anchor.value,
        "amount": draw(st.integers(1, 14)) if counted else 0,
        "at_time": draw(clock) if anchor in (Anchor.DATE, Anchor.DUE) else None,
        "statuses": sorted(draw(st.sets(st.sampled_from(statuses), min_size=1))) if statuses else [],
        "visit_types": draw(some(TYPES)),
        "providers": draw(some(PEOPLE)),
        "locations": draw(some(PLACES)),
        "age_from": draw(perhaps(st.just(ages[0]))),
        "age_to": draw(perhaps(st.just(ages[1]))),
        "new_patients": draw(st.sampled_from(["all", "first_visit", "later_visits"])),
        "last_useful_minutes": draw(perhaps(st.integers(0, 600))),
        "own_hours": draw(perhaps(hours)),
        "channel_mode": mode,
        "channel": draw(st.sampled_from(["text", "email", "voice"])) if mode == "fixed" else None,
        "escalate_after_minutes": draw(st.integers(15, 10080)) if mode == "escalation" else None,
        "tries": draw(st.integers(1, 5)) if kind is RuleType.RECALL else None,
        "try_every_days": draw(st.integers(1, 90)) if kind is RuleType.RECALL else None,
        "template_set": draw(perhaps(st.sampled_from(sorted(n for n, k in SETS.items() if k is kind))))
        if kind in SETS.values()
        else None,
    }


@st.composite
def locations(draw: st.DrawFn, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "timezone": draw(perhaps(st.sampled_from(["America/Chicago", "Pacific/Kiritimati"]))),
        "phone": draw(perhaps(st.just("+13125550101"))),
        "address": draw(perhaps(st.sampled_from(["40 North Avenue", "Straße 5: Hof"]))),
        "sender": draw(perhaps(st.just("+13125550199"))),
        "own_hours": draw(perhaps(hours)),
        "cancellation_mode": draw(perhaps(st.sampled_from(["automatic", "by_request"]))),
        "deadline_hours": draw(perhaps(st.integers(1, 24))),
    }


@st.composite
def departments(draw: st.DrawFn, name: str) -> dict[str, Any]:
    opens, closes = draw(window.filter(lambda each: each[0] < each[1]) | st.just((None, None)))
    return {
        "name": name,
        "email": draw(st.sampled_from(["", "desk@willow.example"])),
        "text_number": draw(st.sampled_from(["", "+19375550160"])),
        "second_email": draw(st.sampled_from(["", "boss@willow.example"])),
        "opens_at": opens,
        "closes_at": closes,
        "open_days": draw(days),
    }


@st.composite
def channels(draw: st.DrawFn, name: Channel) -> dict[str, Any]:
    letter, mails = name is Channel.LETTER, name in (Channel.EMAIL, Channel.FAX)
    sender = "40 North Avenue" if letter else "visits@willow.example" if mails else "+13125550177"
    return {
        "name": name.value,
        "sender": draw(st.sampled_from(["", sender])),
        "sender_name": draw(st.sampled_from(["", "Willow: visits"])) if mails else "",
        "reply_to": draw(st.sampled_from(["", "desk@willow.example"])) if name is Channel.EMAIL else "",
        "resends": 2 if letter else draw(st.integers(0, 5)),
        "resend_minutes": 15 if letter else draw(st.integers(1, 1440)),
        "stop_at": None if letter else draw(perhaps(clock.filter(lambda at: at != "00:00"))),
        "restart_unfinished": draw(st.booleans()),
    }


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    begins, ends = draw(window)
    names = draw(some(["Ask", "Greet", "Remind: once"]))
    routes = st.fixed_dictionaries(
        {
            "department": st.sampled_from(DEPARTMENTS),
            "automated_messages": some(names) if names else st.just([]),
            "visit_types": some(TYPES),
            "providers": some(PEOPLE),
            "locations": some(PLACES),
        }
    )
    text = {"message": "ask", "channel": "text", "language": "en", "variant": "one"}
    return {
        "practice": {
            "name": draw(st.sampled_from(["Willow", "Doctors & Sons: 2"])),
            "short_name": "Willow",
            "timezone": "America/New_York",
            "confidential_age": draw(st.integers(0, 21)),
            "ask_birth_date": draw(st.booleans()),
            "require_two_factor": draw(st.booleans()),
            "text_limit": draw(st.integers(133, 320)),
        },
        "delivery_rules": {
            "window_from": begins,
            "window_to": ends,
            "department": "Front Desk",
            "daily_cap": draw(perhaps(st.integers(1, 20))),
        },
        "waitlist": {
            "auto": draw(st.booleans()),
            "batch": draw(st.integers(1, 50)),
            "every_minutes": draw(st.integers(5, 240)),
            "order": draw(st.sampled_from(["longest_waiting", "latest_visit"])),
        },
        "visit_types": [
            {"name": name, "confidential": draw(st.booleans()), "well_visit": draw(st.booleans())}
            for name in TYPES
        ],
        "locations": [draw(locations(name)) for name in PLACES],
        "departments": [draw(departments(name)) for name in DEPARTMENTS],
        "channels": [draw(channels(name)) for name in draw(some(list(Channel)))],
        "providers": [
            {"name": name, "spoken_name": draw(st.sampled_from(["", "Doctor"]))} for name in PEOPLE
        ],
        "automated_messages": [draw(messages(name)) for name in names],
        "routing": draw(st.lists(routes, max_size=3)),
        "template_sets": [{"name": name, "type": kind.value} for name, kind in SETS.items()],
        "templates": draw(
            st.sampled_from([[], [{**text, "template_set": "Warm", "body": "{practice}: coming? {link}"}]])
        ),
    }


def bring_in(text: str) -> str:
    """``text`` into a new practice; what that practice's own document says then."""
    with work_everywhere() as session:
        practice_id = make_clinic(session, next(_slugs)).practice_id
    document = read_config(text.encode())
    with work(practice_id) as session:
        changes = differences(export_config(session, practice_id), document)
        import_config(session, NOW, COMMAND_LINE, practice_id, document, changes)
    with work(practice_id) as session:
        assert differences(export_config(session, practice_id), document) == []
        return write_config(export_config(session, practice_id))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(wanted=documents())
def test_every_set_up_goes_out_and_comes_in_whole(app: Flask, wanted: dict[str, Any]) -> None:
    document = read_config(write_config(read_config(_yaml(wanted))).encode())
    first = bring_in(write_config(document))
    assert bring_in(first) == first


def _yaml(wanted: dict[str, Any]) -> bytes:
    """JSON is YAML."""
    return json.dumps(wanted).encode()
