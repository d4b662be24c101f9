"""A year of a big practice's messages in a database of its own, for bench/messages.py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from app import private_postgres
from app.extensions import db
from app.factory import create_app
from app.settings import Settings

INSTANCE = Path(__file__).parent.parent / "instance" / "bench"
DATABASE = "bench_messages"
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
PRACTICE = 1

_SET_UP = """
insert into practice (slug, name, short_name, timezone, phone, created_at)
  values ('big', 'Big Pediatrics', 'Big', 'America/New_York', '+19375550142', '2025-01-01Z'),
    ('small', 'Small Pediatrics', 'Small', 'America/Chicago', '+19375550143', '2025-01-01Z');
insert into location (practice_id, name) select 1, 'Office ' || n from generate_series(1, 3) n;
insert into provider (practice_id, name) select 1, 'Dr. Number ' || n from generate_series(1, 12) n;
insert into rule (
    practice_id, type, name, state, enabled_at, anchor, amount, unit, statuses, changed_at)
  select 1, v.type, v.name, 'enabled', '2025-01-01Z', 'start', v.amount, v.unit, array['scheduled'],
    '2025-01-01Z'
  from (values
    ('initial_confirmation', 'When it is booked', 14, 'days'),
    ('confirmation_request', 'Three days before', 3, 'days'),
    ('reminder', 'The day before', 1, 'days'),
    ('reminder', 'Two hours before', 2, 'hours'),
    ('missed_appointment', 'Missed', 1, 'days')
  ) as v (type, name, amount, unit);
insert into family (practice_id, created_at) select 1, '2025-01-01Z' from generate_series(1, :families);
insert into patient (practice_id, external_id, family_id, first_name, last_name)
  select 1, 'K' || n, (n + 1) / 2, 'Child ' || n, 'Ramos'  from generate_series(1, :families * 2) n;
insert into address (practice_id, kind, value)
  select 1, 'phone', '+1937' || lpad(n::text, 7, '0') from generate_series(1, :families) n;
insert into contact (practice_id, name, language, cell_id, prefers_reminders, changed_at)
  select 1, 'Parent ' || n, case n % 5 when 0 then 'es' else 'en' end, n, 'text', '2025-01-01Z'
  from generate_series(1, :families) n;
insert into patient_contact (practice_id, patient_id, contact_id, position)
  select 1, n, (n + 1) / 2, 1 from generate_series(1, :families * 2) n;
insert into appointment (
    practice_id, external_id, patient_id, provider_id, location_id, starts_at, minutes,
    version_at, created_at, changed_at, replan)
  select 1, 'A' || n, 1 + (cast(n as bigint) * 7919) % (:families * 2), 1 + n % 12, 1 + n % 3,
    cast(:now as timestamptz) - interval '365 days' + n * interval '365 days' / :appointments, 20,
    '2025-01-01Z', '2025-01-01Z', '2025-01-01Z', false
  from generate_series(1, :appointments) n;
"""

# Three messages an appointment, in the order of time, as a year leaves them behind: four in five arrived.
_MESSAGES = """
insert into message (
    practice_id, key, type, rule_id, contact_id, channel, mode, address, language, status, reason,
    due_at, expires_at, created_at, claimed_at, sent_at, settled_at, body, segments, cost, provider,
    provider_ref)
  select 1, 'r' || r.id || '-' || a.id, r.type, r.id, (a.patient_id + 1) / 2,
    w.channel, w.mode, '+1937' || lpad(((a.patient_id + 1) / 2)::text, 7, '0'),
    case a.patient_id / 2 % 5 when 0 then 'es' else 'en' end,
    case when n.n % 10 < 8 then 'delivered' when n.n % 10 = 8 then 'sent'
      when n.n % 20 = 9 then 'failed' else 'bounced' end,
    case when n.n % 10 = 9 then 'number_not_in_service' end,
    s.at, a.starts_at, s.at, s.at, s.at + interval '1 second', s.at + interval '4 seconds',
    'Hi! Child ' || a.patient_id || ' has a visit on ' || to_char(a.starts_at, 'Mon DD')
      || '. Confirm or change it: https://deskbell.example/v/4fQ.Xw0m7bq2hZ1kLr9T or call 937-555-0142',
    1, case w.channel when 'email' then 1 when 'text' then 3 else 5 end, 'vonage',
    'ref-' || a.id || '-' || r.id
  from appointment a
  cross join generate_series(2, 4) as r_id
  join rule r on r.id = r_id
  cross join lateral (select a.id * 3 + r_id as n) n
  cross join lateral (select a.starts_at - (5 - r_id) * interval '1 day' as at) s
  cross join lateral (
    select (array['text', 'text', 'text', 'email', 'email', 'voice', 'voice'])[1 + n.n % 7] as channel,
      (array['text', 'text', 'text', 'email', 'work_email', 'phone', 'work_phone'])[1 + n.n % 7] as mode
  ) w
  order by s.at, a.id;
insert into message_line (practice_id, message_id, rule_id, appointment_id, version, contact_id, channel)
  select 1, id, rule_id, split_part(key, '-', 2)::bigint, 1, contact_id, channel from message;
insert into message_line (practice_id, message_id, rule_id, appointment_id, version, contact_id, channel)
  select 1, l.message_id, l.rule_id, l.appointment_id % :appointments + 1, 1, l.contact_id, l.channel
  from message_line l where l.id % 10 = 0
  on conflict do nothing;
"""


@contextmanager
def house(messages: int) -> Iterator[Flask]:
    """The application, inside its context, with so many messages; the database is dropped at the end."""
    url = private_postgres.ensure(INSTANCE, name=DATABASE)
    app = create_app(Settings(_env_file=None, instance_dir=INSTANCE), url)
    with app.app_context():
        _empty()
        upgrade()
        fill(messages)
        yield app
        _empty()
        db.engine.dispose()


def fill(messages: int) -> None:
    """Two practices, the first with about so many messages of the last year."""
    values = {"now": NOW, "appointments": messages // 3, "families": max(messages // 20, 50)}
    with db.engine.begin() as connection:
        for statement in (_SET_UP + _MESSAGES).strip().removesuffix(";").split(";\n"):
            needed = {name: value for name, value in values.items() if f":{name}" in statement}
            connection.execute(text(statement), needed)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))


def _empty() -> None:
    _run("drop schema public cascade")
    _run("create schema public")


def _run(statement: str, **values: Any) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement), values)
