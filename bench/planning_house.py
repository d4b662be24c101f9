"""A big practice in a database of its own, for bench/planning.py: the same days, more or fewer of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from app.extensions import db

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""A Monday, 1 PM in New York: the first tick comes after a day of outage."""

A_DAY = 8_333
"""Appointments a day, however many days are stored: so what is due stays the same."""

OUTAGE = timedelta(days=1)

_SET_UP = """
insert into practice (slug, name, short_name, timezone, phone, created_at)
  values ('big', 'Big Pediatrics', 'Big', 'America/New_York', '+19375550142', '2026-01-01Z');
insert into location (practice_id, name) select id, 'Main Street' from practice;
insert into provider (practice_id, name) select id, 'Dr. Anita Patel' from practice;
insert into department (practice_id, name, email) select id, 'Front Desk', 'front@big.example' from practice;
insert into delivery_rules (practice_id, department_id, changed_at)
  select practice_id, id, '2026-01-01Z' from department;
insert into rule (practice_id, type, name, state, enabled_at, anchor, amount, unit, statuses, changed_at)
  select id, v.type, v.name, 'enabled', '2026-01-01Z', 'start', v.amount, v.unit, v.statuses, '2026-01-01Z'
  from practice, (values
    ('confirmation_request', 'Request', 3, 'days', array['scheduled', 'out_of_reach']),
    ('reminder', 'Reminder', 1, 'days', array['scheduled', 'confirmed', 'out_of_reach']),
    ('reminder', 'Same day', 2, 'hours', array['scheduled', 'confirmed', 'out_of_reach'])
  ) as v (type, name, amount, unit, statuses);
"""

# Two children a family, one parent; one family in ten comes with both at the same time. The days lie around
# NOW, a tenth of them before it.
_FILL = """
insert into family (practice_id, created_at) select 1, '2026-01-01Z' from generate_series(1, :families);
insert into patient (practice_id, external_id, family_id, first_name, last_name)
  select 1, 'K' || n, (n + 1) / 2, 'Child ' || n, 'Ramos' from generate_series(1, :families * 2) n;
insert into address (practice_id, kind, value)
  select 1, 'phone', '+1937' || lpad(n::text, 7, '0') from generate_series(1, :families) n;
insert into contact (practice_id, name, language, cell_id, prefers_reminders, changed_at)
  select 1, 'Parent ' || n, case n % 5 when 0 then 'es' else 'en' end, n,
    case n % 20 when 0 then null else 'text' end, '2026-01-01Z'
  from generate_series(1, :families) n;
insert into patient_contact (practice_id, patient_id, contact_id, position, consents)
  select 1, n, (n + 1) / 2, 1, case n % 25 when 0 then '{}' else array['reminders:text'] end
  from generate_series(1, :families * 2) n;
insert into appointment (
    practice_id, external_id, patient_id, provider_id, location_id, starts_at, minutes, confirmation,
    version_at, created_at, changed_at, replan)
  select 1, 'A' || n,
    1 + (cast(n as bigint) * 7919) % (:families * 2),
    1, 1,
    cast(:first as timestamptz) + ((n - 1) / :a_day) * interval '1 day'
      + ((n - 1) % :a_day) * interval '28800 seconds' / :a_day,
    20, case n % 3 when 0 then 'confirmed' else 'none' end,
    '2026-06-01Z', '2026-06-01Z', '2026-06-01Z', false
  from generate_series(1, :appointments) n;
insert into appointment (
    practice_id, external_id, patient_id, provider_id, location_id, starts_at, minutes,
    version_at, created_at, changed_at, replan)
  select 1, 'B' || id, patient_id + case patient_id % 2 when 0 then -1 else 1 end, 1, 1, starts_at, 20,
    '2026-06-01Z', '2026-06-01Z', '2026-06-01Z', false
  from appointment where id % 10 = 0;
"""


def build(appointments: int) -> int:
    """Fill the empty database with about that many; how many there are."""
    days = -(-appointments // A_DAY)
    first = (NOW - timedelta(days=days // 10)).replace(hour=13)
    values = {
        "families": max(appointments // 8, 1000),
        "appointments": appointments * 10 // 11,
        "a_day": A_DAY,
        "first": first,
    }
    with db.engine.begin() as connection:
        for statement in (_SET_UP + _FILL).split(";\n"):
            if statement.strip():
                connection.execute(text(statement), values if ":" in statement else {})
        found: int = connection.scalar(text("select count(*) from appointment"))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    return found


def forget_messages() -> None:
    """As it was before the first tick, with the last planning a day ago."""
    with db.engine.begin() as connection:
        connection.execute(text("truncate message, message_line, message_event cascade"))
        connection.execute(text("update practice set planned_until = :since"), {"since": NOW - OUTAGE})
