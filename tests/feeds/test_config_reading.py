"""The set-up document: read as people write it, every fault named with its place and a way out."""

from __future__ import annotations

from datetime import time

import pytest

from app.feeds.config.differences import differences
from app.feeds.config.reading import ConfigRefused, read_config, write_config

GOOD = """
deskbell: 1
practice:
  name: Willow Pediatrics
  short_name: Willow Peds
  timezone: America/New_York
  phone: (937) 555-0142
  address: 212 Oak Street
delivery_rules:
  window_from: 09:30
  window_to: 20:00
  days: [Mon, Tue]
  department: Front Desk
  deadline_hours: 2
locations:
  - {name: Main Street}
departments:
  - {name: Front Desk, email: front@willow.example}
providers:
  - {name: Dr. Anita Patel, name_es: Dra. Anita Patel}
holidays:
  - {day: 2026-12-25, name: Christmas}
automated_messages:
  - name: Reminder
    type: reminder
    state: enabled
    anchor: start
    amount: 1
    statuses: [scheduled, confirmed]
    providers: [Dr. Anita Patel]
templates:
  - {message: ask, channel: text, language: en, variant: one, body: "{practice}: coming {when}? {link}"}
"""


def faults_of(text: str) -> list[str]:
    with pytest.raises(ConfigRefused) as refused:
        read_config(text.encode())
    return refused.value.faults


def changed(before: str, after: str) -> list[str]:
    assert before in GOOD
    return faults_of(GOOD.replace(before, after, 1))


def test_times_are_read_as_times_and_numbers_are_made_one_way() -> None:
    document = read_config(GOOD.encode())
    assert (document.delivery_rules.window_from, document.delivery_rules.window_to) == (time(9, 30), time(20))
    assert document.practice.phone == "+19375550142"


def test_what_is_written_is_read_back_the_same() -> None:
    document = read_config(GOOD.encode())
    assert read_config(write_config(document).encode()) == document
    assert "window_to: '20:00'" in write_config(document)


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (
            "deadline_hours: 2",
            "deadline_hour: 2",
            "delivery_rules.deadline_hour: unknown name. Did you mean 'deadline_hours'?",
        ),
        ("holidays:", "holiday:", "holiday: unknown name. Did you mean 'holidays'?"),
        (
            "deadline_hours: 2",
            "deadline_hours: 25",
            "delivery_rules.deadline_hours: Input should be less than or equal to 24. For example 2.",
        ),
        ("timezone: America/New_York", "timezone: America/New_Yrok", "did you mean America/New_York?"),
        ("phone: (937) 555-0142", "phone: 555-12", "practice.phone: This "),
        ("window_from: 09:30", "window_from: 21:30", "delivery_rules: window_from is later than window_to."),
        ("window_from: 09:30", "window_from: half past", "For example 08:00."),
        ("days: [Mon, Tue]", "days: []", "delivery_rules.days: "),
        (
            "department: Front Desk",
            "department: Front Dsk",
            "delivery_rules.department: 'Front Dsk' is not in this document. Did you mean 'Front Desk'?",
        ),
        (
            "providers: [Dr. Anita Patel]",
            "providers: [Dr. Who]",
            "automated_messages.Reminder.providers: 'Dr. Who' is not in this document.",
        ),
        ("anchor: start", "anchor: change", "automated_messages.item 1: "),
        ("amount: 1", "amount: 0", "Say how long before the start"),
        ("[scheduled, confirmed]", "[cancelled]", "statuses: "),
        ("{when}", "{wen}", "There is no element {wen}"),
        ("variant: one", "variant: other", "'other' is no variant of text: one, siblings, counted, brief."),
        ("channel: text", "channel: fax", "own words are possible for these channels: text, email"),
        (
            '- {name: Main Street}',
            '- {name: Main Street}\n  - {name: Main Street}',
            "locations: 'Main Street' is there twice.",
        ),
        (
            "- {day: 2026-12-25, name: Christmas}",
            "- {day: 2026-12-25}\n  - {day: 2026-12-25}",
            "holidays: 2026-12-25 everywhere is there twice.",
        ),
        (
            "  address: 212 Oak Street",
            "  name: Other",
            "line 8, column 3: this is not YAML: 'name' stands here twice.",
        ),
        ("  short_name: Willow Peds", "  short_name: [", "this is not YAML"),
        ("email: front@willow.example", "email: front", "departments.item 1.email: "),
        (
            "- {name: Main Street}",
            "- {name: Main Street, own_hours: {window_from: 09:00, window_to: 08:00}}",
            "locations.item 1.own_hours: window_from is later than window_to.",
        ),
        (
            "- {name: Main Street}",
            "- {name: Main Street, own_hours: {window_from: 09:00, window_to: 10:00, day: []}}",
            "locations.item 1.own_hours.day: unknown name. Did you mean 'days'?",
        ),
        (
            "- {name: Main Street}",
            "- {name: Main Street, deadline_hours: 48}",
            "locations.item 1.deadline_hours: Input should be less than or equal to 24. For example 24.",
        ),
        (
            "email: front@willow.example}",
            "email: front@willow.example, opens_at: 08:00}",
            "departments.item 1: give both opens_at and closes_at, or neither.",
        ),
        (
            "automated_messages:",
            "routing: [{department: Frnt Desk}]\nautomated_messages:",
            "routing.1.department: 'Frnt Desk' is not in this document. Did you mean 'Front Desk'?",
        ),
        (
            "automated_messages:",
            "visit_types: [{name: Well visit}, {name: well visit}]\nautomated_messages:",
            "visit_types: 'well visit' is there twice.",
        ),
        (
            "    anchor: start\n",
            "    anchor: start\n    channel_mode: fixed\n",
            "channel belongs to channel_mode fixed, and only to it.",
        ),
        (
            "    anchor: start\n",
            "    anchor: start\n    tries: 2\n",
            "tries and try_every_days belong to a recall, and only to it.",
        ),
        (
            "    anchor: start\n",
            "    anchor: start\n    age_from: 9\n    age_to: 3\n",
            "age_from is above age_to.",
        ),
        (
            "{message: ask, ",
            "{template_set: Warm, message: ask, ",
            "templates.ask.template_set: 'Warm' is not in this document.",
        ),
    ],
)  # fmt: skip
def test_each_fault_says_where_what_and_what_would_do(before: str, after: str, fault: str) -> None:
    faults = changed(before, after)
    assert len(faults) == 1
    assert fault in faults[0]


def test_a_message_uses_texts_of_its_own_type_only() -> None:
    sets = "template_sets: [{name: Warm, type: recall}]\ntemplates:"
    text = GOOD.replace("templates:", sets).replace("amount: 1", "amount: 1\n    template_set: Warm")
    (fault,) = faults_of(text)
    assert fault.startswith("automated_messages.Reminder.template_set: 'Warm' holds texts for recall")


def test_texts_of_the_first_release_become_a_set_that_the_messages_of_their_type_use() -> None:
    request = "    statuses: [scheduled, confirmed]\n    providers: [Dr. Anita Patel]\n"
    asks = "  - {name: Ask, type: confirmation_request, anchor: start, amount: 3, statuses: [scheduled]}\n"
    document = read_config(GOOD.replace(request, request + asks).encode())
    assert [(part.name, part.type) for part in document.template_sets] == [
        ("Our own: confirmation request", "confirmation_request")
    ]
    assert document.templates[0].template_set == "Our own: confirmation request"
    assert {rule.name: rule.template_set for rule in document.automated_messages} == {
        "Reminder": None,
        "Ask": "Our own: confirmation request",
    }


def test_all_faults_are_said_at_once() -> None:
    text = GOOD.replace("deadline_hours: 2", "deadline_hours: 0").replace("type: reminder", "type: remind")
    assert len(faults_of(text)) == 2


def test_the_briefest_text_must_fit_whatever_the_names_are() -> None:
    long = 'variant: brief, body: "{practice}: ' + "many words " * 14 + '{link}"}'
    (fault,) = changed('variant: one, body: "{practice}: coming {when}? {link}"}', long)
    assert "text_limit is 160" in fault


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b"])
def test_a_file_that_holds_no_set_up_is_told_so(text: str) -> None:
    assert faults_of(text) == ["The file holds no set-up. Start from: flask config export SLUG > set-up.yaml"]


def test_another_encoding_is_named() -> None:
    with pytest.raises(ConfigRefused, match="not UTF-8"):
        read_config("name: Peña".encode("latin-1"))


def test_the_difference_is_said_thing_by_thing() -> None:
    before = read_config(GOOD.encode())
    after = read_config(
        GOOD.replace("deadline_hours: 2", "deadline_hours: 3").replace("amount: 1", "amount: 2").encode()
    )
    assert [str(each) for each in differences(before, after)] == [
        "delivery_rules.deadline_hours: 2 -> 3",
        "automated_messages.Reminder.amount: 1 -> 2",
    ]


def test_what_may_have_a_history_is_not_taken_away_but_holidays_are() -> None:
    before = read_config(GOOD.encode())
    after = read_config(
        GOOD.replace("  - {name: Main Street}\n", "  []\n")
        .replace("  - {day: 2026-12-25, name: Christmas}\n", "  []\n")
        .encode()
    )
    assert [each.place for each in differences(before, after)] == ["holidays.2026-12-25"]
