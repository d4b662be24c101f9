"""A practice with a full schedule for bench/forecast.py: every coming appointment within 60 days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from app.extensions import db

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""A Monday, 1 PM in New York."""

DAYS = 60

_SET_UP = """
insert into practice (slug, name, short_name, timezone, phone, created_at, planned_until)
  values ('big', 'Big Pediatrics', 'Big', 'America/New_York', '+19375550142', '2026-01-01Z', :now);
insert into location (practice_id, name) select id, 'Main Street' from practice;
insert into provider (practice_id, name) select id, 'Dr. Anita Patel' from practice;
insert into department (practice_id, name, email) select id, 'Front Desk', 'front@big.example' from practice;
insert into delivery_rules (practice_id, department_id, changed_at)
  select practice_id, id, '2026-01-01Z' from department;
insert into rule (practice_id, type, name, state, enabled_at, anchor, amount, unit, statuses, changed_at)
  select id, v.type, v.name, 'enabled', '2026-01-01Z', v.anchor, v.amount, v.unit, v.statuses, '2026-01-01Z'
  from practice, (values
    ('initial_confirmation', 'Booked', 'creation', 0, 'minutes', array['scheduled', 'out_of_reach']),
    ('confirmation_request', 'Request', 'start', 3, 'days', array['scheduled', 'out_of_reach']),
    ('reminder', 'Reminder', 'start', 1, 'days', array['scheduled', 'confirmed', 'out_of_reach']),
    ('reminder', 'Same day', 'start', 2, 'hours', array['scheduled', 'confirmed', 'out_of_reach'])
  ) as v (type, name, anchor, amount, unit, statuses);
"""

# Two children a family; every family has one parent and every second one another.
_FILL = """
insert into family (practice_id, created_at) select 1, '2026-01-01Z' from generate_series(1, :families);
insert into patient (practice_id, external_id, family_id, first_name, last_name)
  select 1, 'K' || n, (n + 1) / 2, 'Child ' || n, 'Ramos' from generate_series(1, :families * 2) n;
insert into address (practice_id, kind, value)
  select 1, 'phone', '+1937' || lpad(n::text, 7, '0') from generate_series(1, :families * 3 / 2) n;
insert into contact (practice_id, name, language, cell_id, prefers_reminders, changed_at)
  select 1, 'Parent ' || n, 'en', n, case n % 20 when 0 then null else 'text' end, '2026-01-01Z'
  from generate_series(1, :families * 3 / 2) n;
insert into patient_contact (practice_id, patient_id, contact_id, position, consents)
  select 1, n, (n + 1) / 2, 1, case n % 25 when 0 then '{}' else array['reminders:text'] end
  from generate_series(1, :families * 2) n;
insert into patient_contact (practice_id, patient_id, contact_id, position, consents)
  select 1, n, :families + (n + 1) / 4, 2, array['reminders:text']
  from generate_series(1, :families * 2) n where ((n + 1) / 2) % 2 = 0;
insert into appointment (
    practice_id, external_id, patient_id, provider_id, location_id, starts_at, minutes, confirmation,
    version_at, created_at, changed_at, replan)
  select 1, 'A' || n, 1 + (cast(n as bigint) * 7919) % (:families * 2), 1, 1,
    cast(:first as timestamptz) + (n % :days) * interval '1 day' + (n % 97) * interval '5 minutes', 20,
    case n % 3 when 0 then 'confirmed' else 'none' end, '2026-06-01Z', '2026-06-01Z', '2026-06-01Z', false
  from generate_series(1, :coming) n;
"""


def build(coming: int) -> int:
    """Fill the empty database; how many appointments are to come."""
    values = {
        "now": NOW,
        "families": max(coming // 4 // 2 * 2, 100),
        "coming": coming,
        "days": DAYS,
        "first": NOW + timedelta(hours=19),
    }
    with db.engine.begin() as connection:
        for statement in (_SET_UP + _FILL).split(";\n"):
            if statement.strip():
                connection.execute(text(statement), values)
        found: int = connection.scalar(text("select count(*) from appointment"))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    return found
