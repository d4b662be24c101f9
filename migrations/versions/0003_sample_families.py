"""Sample families of a new practice: marked, and the only records that may be taken away again."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REFUSE_CHANGE = """
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  -- A demo practice can be taken away as a whole, and so can sample families; the record of a real one stays.
  if tg_op = 'DELETE' and (exists (select from practice where id = old.practice_id and demo)
      or is_sample(tg_table_name, to_jsonb(old))) then
    return old;
  end if;
  raise exception '% is append-only: % refused', tg_table_name, tg_op;
end $$
"""

# Whether a line is about invented people only: every child it speaks of came with a sample source;
# a message that speaks of none is one of its contact's children.
IS_SAMPLE = """
create function is_sample(place text, line jsonb) returns boolean language sql stable as $$
  with invented as (
    select p.id, s.sample is true as sample
    from patient p left join feed_source s on s.id = p.source_id
    where p.practice_id = (line ->> 'practice_id')::bigint
  ),
  told as (
    select a.patient_id from message_line l join appointment a on a.id = l.appointment_id
    where place = 'message_event' and l.message_id = (line ->> 'message_id')::bigint
    union all
    select a.patient_id from message m
    join notice_line l on l.notice_id = m.notice_id join appointment a on a.id = l.appointment_id
    where place = 'message_event' and m.id = (line ->> 'message_id')::bigint
    union all
    select a.patient_id from message m
    join link_appointment l on l.link_id = m.link_id join appointment a on a.id = l.appointment_id
    where place = 'message_event' and m.id = (line ->> 'message_id')::bigint
    union all
    select l.patient_id from message_patient l
    where place = 'message_event' and l.message_id = (line ->> 'message_id')::bigint
  )
  select case place
    when 'appointment_event' then exists (
      select from appointment a join invented i on i.id = a.patient_id
      where a.id = (line ->> 'appointment_id')::bigint and i.sample)
    when 'consent_event' then exists (
      select from invented i where i.id = (line ->> 'patient_id')::bigint and i.sample)
    when 'message_event' then coalesce(
      (select bool_and(i.sample) from told join invented i on i.id = told.patient_id),
      (select bool_and(i.sample) from message m
        join patient_contact t on t.contact_id = m.contact_id join invented i on i.id = t.patient_id
        where m.id = (line ->> 'message_id')::bigint),
      false)
    else false end
$$
"""

FORMER_REFUSE_CHANGE = """
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  -- A demo practice can be taken away as a whole; the record of a real one stays.
  if tg_op = 'DELETE' and exists (select from practice where id = old.practice_id and demo) then
    return old;
  end if;
  raise exception '% is append-only: % refused', tg_table_name, tg_op;
end $$
"""


def _run_sql(script: str) -> None:
    """Hand a script to the driver as it is: its % signs are not parameters."""
    op.get_bind().connection.driver_connection.execute(script)


def upgrade() -> None:
    op.add_column(
        "feed_source", sa.Column("sample", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    _run_sql(IS_SAMPLE)
    _run_sql(REFUSE_CHANGE)


def downgrade() -> None:
    _run_sql(FORMER_REFUSE_CHANGE)
    _run_sql("drop function is_sample(text, jsonb)")
    op.drop_column("feed_source", "sample")
