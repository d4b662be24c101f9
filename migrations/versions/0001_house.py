"""The house: every table of the first release, the append-only logs, and the job queue's own tables."""

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# What is written here is never changed: the database itself says no (product A5, C5, E9).
APPEND_ONLY = ("audit_line", "consent_event", "appointment_event", "message_event")

REFUSE_CHANGE = """
create function refuse_change() returns trigger language plpgsql as $$
begin
  -- A demo practice can be taken away as a whole; the record of a real one stays.
  if tg_op = 'DELETE' and exists (select from practice where id = old.practice_id and demo) then
    return old;
  end if;
  raise exception '% is append-only: % refused', tg_table_name, tg_op;
end $$
"""


def _run_sql(script: str) -> None:
    """Hand a script of several statements to the driver as it is: its % signs are not parameters."""
    op.get_bind().connection.driver_connection.execute(script)


def upgrade() -> None:
    _create_tables()
    _run_sql(REFUSE_CHANGE)
    for table in APPEND_ONLY:
        op.execute(
            f"create trigger {table}_append_only before update or delete on {table} "
            "for each row execute function refuse_change()"
        )
    _run_sql(SchemaManager.get_schema())


def _create_tables() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("role", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "practice",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("languages", sa.ARRAY(sa.Text()), server_default=sa.text("'{en,es}'"), nullable=False),
        sa.Column("fallback_language", sa.Text(), server_default="en", nullable=False),
        sa.Column("text_limit", sa.SmallInteger(), server_default=sa.text("160"), nullable=False),
        sa.Column("keep_accents", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("opens_at", sa.Time(), server_default=sa.text("'08:00'"), nullable=False),
        sa.Column("closes_at", sa.Time(), server_default=sa.text("'17:00'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_ahead_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("setting_up", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
        sa.UniqueConstraint("slug", name=op.f("uq_practice_slug")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("email_digest", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_email", "sign_in_attempt", ["email_digest", "at"], unique=False)
    op.create_table(
        "address",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("suppressed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suppressed_reason", sa.Text(), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("kind in ('phone', 'email')", name=op.f("ck_address_kind_word")),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_address_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_address_practice_id_id")),
        sa.UniqueConstraint("practice_id", "kind", "value", name=op.f("uq_address_practice_id_kind_value")),
    )
    op.create_table(
        "department",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_department_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_department_practice_id_id")),
        sa.UniqueConstraint("practice_id", "name", name=op.f("uq_department_practice_id_name")),
    )
    op.create_table(
        "family",
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_family_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_family_practice_id_id")),
    )
    op.create_table(
        "feed_source",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column(
            "status_map",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("settle_minutes", sa.BigInteger(), server_default=sa.text("5"), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_feed_source_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_source")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_feed_source_practice_id_id")),
        sa.UniqueConstraint("practice_id", "name", name=op.f("uq_feed_source_practice_id_name")),
    )
    op.create_table(
        "location",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_location_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_location_practice_id_id")),
        sa.UniqueConstraint("practice_id", "name", name=op.f("uq_location_practice_id_name")),
    )
    op.create_table(
        "next_message",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("families", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "channel in ('text', 'email', 'voice', 'fax', 'letter')",
            name=op.f("ck_next_message_channel_word"),
        ),
        sa.CheckConstraint(
            "type in ('initial_confirmation', 'confirmation_request', 'reminder', 'moved', 'cancelled_by_practice')",
            name=op.f("ck_next_message_type_word"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_next_message_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_message")),
        sa.UniqueConstraint(
            "practice_id", "at", "type", "channel", name=op.f("uq_next_message_practice_id_at_type_channel")
        ),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_next_message_practice_id_id")),
    )
    op.create_table(
        "rule",
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("enabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("amount", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("unit", sa.Text(), server_default="days", nullable=False),
        sa.Column("purpose", sa.Text(), server_default="reminders", nullable=False),
        sa.Column("statuses", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("visit_types", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("provider_ids", sa.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("location_ids", sa.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("last_useful_minutes", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "(state = 'enabled') = (enabled_at is not null)", name=op.f("ck_rule_enabled_when")
        ),
        sa.CheckConstraint("anchor <> 'start' or amount > 0", name=op.f("ck_rule_before_start")),
        sa.CheckConstraint(
            "anchor in ('creation', 'change', 'cancellation', 'start')", name=op.f("ck_rule_anchor_word")
        ),
        sa.CheckConstraint(
            "purpose in ('recalls', 'notices', 'portal', 'reminders')", name=op.f("ck_rule_purpose_word")
        ),
        sa.CheckConstraint("state in ('draft', 'enabled', 'disabled')", name=op.f("ck_rule_state_word")),
        sa.CheckConstraint(
            "statuses <@ array['scheduled', 'confirmed', 'cancel_requested', 'out_of_reach', 'arrived', 'completed', 'cancelled', 'no_show', 'rescheduled', 'entered_in_error']::text[]",
            name=op.f("ck_rule_statuses_words"),
        ),
        sa.CheckConstraint(
            "type in ('initial_confirmation', 'confirmation_request', 'reminder', 'moved', 'cancelled_by_practice')",
            name=op.f("ck_rule_type_word"),
        ),
        sa.CheckConstraint("unit in ('minutes', 'hours', 'days', 'weeks')", name=op.f("ck_rule_unit_word")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_rule_amount")),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_rule_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_rule_practice_id_id")),
        sa.UniqueConstraint("practice_id", "name", name=op.f("uq_rule_practice_id_name")),
    )
    op.create_table(
        "sandbox_delivery",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), server_default="", nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("outcome", sa.Text(), server_default="delivered", nullable=False),
        sa.Column("receipt_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_sandbox_delivery_practice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_delivery")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_sandbox_delivery_practice_id_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_sandbox_delivery_reference")),
    )
    op.create_index(
        "ix_sandbox_delivery_receipt",
        "sandbox_delivery",
        ["receipt_due_at"],
        unique=False,
        postgresql_where=sa.text("receipt_due_at is not null"),
    )
    op.create_index(
        "ix_sandbox_delivery_recent", "sandbox_delivery", ["practice_id", "arrived_at"], unique=False
    )
    op.create_table(
        "sandbox_outcome",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_sandbox_outcome_practice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_outcome")),
        sa.UniqueConstraint("practice_id", "address", name=op.f("uq_sandbox_outcome_practice_id_address")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_sandbox_outcome_practice_id_id")),
    )
    op.create_table(
        "staff_group",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("administrators", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_staff_group_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_group")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_staff_group_practice_id_id")),
        sa.UniqueConstraint("practice_id", "name", name=op.f("uq_staff_group_practice_id_name")),
    )
    op.create_table(
        "template",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("current", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "channel in ('text', 'email', 'voice', 'fax', 'letter')", name=op.f("ck_template_channel_word")
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_template_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_template_practice_id_id")),
        sa.UniqueConstraint(
            "practice_id",
            "kind",
            "channel",
            "language",
            "variant",
            "version",
            name=op.f("uq_template_practice_id_kind_channel_language_variant_version"),
        ),
    )
    op.create_index(
        "uq_template_current",
        "template",
        ["practice_id", "kind", "channel", "language", "variant"],
        unique=True,
        postgresql_where=sa.text("current"),
    )
    op.create_table(
        "contact",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("cell_id", sa.BigInteger(), nullable=True),
        sa.Column("home_id", sa.BigInteger(), nullable=True),
        sa.Column("work_phone_id", sa.BigInteger(), nullable=True),
        sa.Column("email_id", sa.BigInteger(), nullable=True),
        sa.Column("work_email_id", sa.BigInteger(), nullable=True),
        sa.Column("prefers_reminders", sa.Text(), nullable=True),
        sa.Column("prefers_recalls", sa.Text(), nullable=True),
        sa.Column("prefers_notices", sa.Text(), nullable=True),
        sa.Column("prefers_portal", sa.Text(), nullable=True),
        sa.Column("staff_fields", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "prefers_notices in ('email', 'text', 'cell_phone', 'home_phone', 'work_email', 'work_phone', 'fax', 'mail', 'no_contact')",
            name=op.f("ck_contact_prefers_notices_word"),
        ),
        sa.CheckConstraint(
            "prefers_portal in ('email', 'text', 'cell_phone', 'home_phone', 'work_email', 'work_phone', 'fax', 'mail', 'no_contact')",
            name=op.f("ck_contact_prefers_portal_word"),
        ),
        sa.CheckConstraint(
            "prefers_recalls in ('email', 'text', 'cell_phone', 'home_phone', 'work_email', 'work_phone', 'fax', 'mail', 'no_contact')",
            name=op.f("ck_contact_prefers_recalls_word"),
        ),
        sa.CheckConstraint(
            "prefers_reminders in ('email', 'text', 'cell_phone', 'home_phone', 'work_email', 'work_phone', 'fax', 'mail', 'no_contact')",
            name=op.f("ck_contact_prefers_reminders_word"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "cell_id"],
            ["address.practice_id", "address.id"],
            name=op.f("fk_contact_practice_id_cell_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "email_id"],
            ["address.practice_id", "address.id"],
            name=op.f("fk_contact_practice_id_email_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "home_id"],
            ["address.practice_id", "address.id"],
            name=op.f("fk_contact_practice_id_home_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "work_email_id"],
            ["address.practice_id", "address.id"],
            name=op.f("fk_contact_practice_id_work_email_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "work_phone_id"],
            ["address.practice_id", "address.id"],
            name=op.f("fk_contact_practice_id_work_phone_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_contact_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_contact_practice_id_id")),
    )
    op.create_index("ix_contact_cell", "contact", ["cell_id"], unique=False)
    op.create_index("ix_contact_email", "contact", ["email_id"], unique=False)
    op.create_table(
        "delivery_rules",
        sa.Column("window_from", sa.Time(), server_default=sa.text("'08:00'"), nullable=False),
        sa.Column("window_to", sa.Time(), server_default=sa.text("'20:00'"), nullable=False),
        sa.Column(
            "days", sa.ARRAY(sa.SmallInteger()), server_default=sa.text("'{0,1,2,3,4,5,6}'"), nullable=False
        ),
        sa.Column("cancellation_mode", sa.Text(), server_default="automatic", nullable=False),
        sa.Column("track_cancellations", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("deadline_hours", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("sibling_mode", sa.Text(), server_default="same_time", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "cancellation_mode in ('automatic', 'by_request')",
            name=op.f("ck_delivery_rules_cancellation_mode_word"),
        ),
        sa.CheckConstraint("days <@ '{0,1,2,3,4,5,6}'::smallint[]", name=op.f("ck_delivery_rules_week_days")),
        sa.CheckConstraint(
            "sibling_mode in ('off', 'same_time', 'within_60_minutes', 'same_day')",
            name=op.f("ck_delivery_rules_sibling_mode_word"),
        ),
        sa.CheckConstraint("cardinality(days) between 1 and 7", name=op.f("ck_delivery_rules_some_day")),
        sa.CheckConstraint("deadline_hours between 1 and 24", name=op.f("ck_delivery_rules_deadline")),
        sa.CheckConstraint("window_from <= window_to", name=op.f("ck_delivery_rules_window_forward")),
        sa.ForeignKeyConstraint(
            ["practice_id", "department_id"],
            ["department.practice_id", "department.id"],
            name=op.f("fk_delivery_rules_practice_id_department_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_delivery_rules_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_rules")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_delivery_rules_practice_id_id")),
        sa.UniqueConstraint("practice_id", name=op.f("uq_delivery_rules_practice_id")),
    )
    op.create_table(
        "feed_profile",
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "options", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "source_id"],
            ["feed_source.practice_id", "feed_source.id"],
            name=op.f("fk_feed_profile_practice_id_source_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_feed_profile_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_profile")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_feed_profile_practice_id_id")),
        sa.UniqueConstraint(
            "practice_id", "source_id", "name", name=op.f("uq_feed_profile_practice_id_source_id_name")
        ),
    )
    op.create_table(
        "group_permission",
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "group_id"],
            ["staff_group.practice_id", "staff_group.id"],
            name=op.f("fk_group_permission_practice_id_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_group_permission_practice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_permission")),
        sa.UniqueConstraint("group_id", "code", name=op.f("uq_group_permission_group_id_code")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_group_permission_practice_id_id")),
    )
    op.create_table(
        "holiday",
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "location_id"],
            ["location.practice_id", "location.id"],
            name=op.f("fk_holiday_practice_id_location_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_holiday_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_holiday_practice_id_id")),
        sa.UniqueConstraint(
            "practice_id",
            "location_id",
            "day",
            name=op.f("uq_holiday_practice_id_location_id_day"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "patient",
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("family_id", sa.BigInteger(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("deceased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "family_id"],
            ["family.practice_id", "family.id"],
            name=op.f("fk_patient_practice_id_family_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "source_id"],
            ["feed_source.practice_id", "feed_source.id"],
            name=op.f("fk_patient_practice_id_source_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_patient_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_patient_practice_id_id")),
        sa.UniqueConstraint(
            "practice_id",
            "source_id",
            "external_id",
            name=op.f("uq_patient_practice_id_source_id_external_id"),
        ),
    )
    op.create_index("ix_patient_family", "patient", ["family_id"], unique=False)
    op.create_table(
        "provider",
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spoken_name", sa.Text(), server_default="", nullable=False),
        sa.Column("name_es", sa.Text(), server_default="", nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "source_id"],
            ["feed_source.practice_id", "feed_source.id"],
            name=op.f("fk_provider_practice_id_source_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_provider_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_provider_practice_id_id")),
        sa.UniqueConstraint(
            "practice_id",
            "source_id",
            "external_id",
            name=op.f("uq_provider_practice_id_source_id_external_id"),
        ),
    )
    op.create_index(
        "ix_provider_name", "provider", ["practice_id", sa.literal_column("lower(name)")], unique=False
    )
    op.create_table(
        "staff_user",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("session_version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "department_id"],
            ["department.practice_id", "department.id"],
            name=op.f("fk_staff_user_practice_id_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "group_id"],
            ["staff_group.practice_id", "staff_group.id"],
            name=op.f("fk_staff_user_practice_id_group_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_staff_user_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_user")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_staff_user_practice_id_id")),
    )
    op.create_index("uq_staff_user_email", "staff_user", [sa.literal_column("lower(email)")], unique=True)
    op.create_table(
        "appointment",
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("visit_type", sa.Text(), server_default="", nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("lifecycle", sa.Text(), server_default="scheduled", nullable=False),
        sa.Column("confirmation", sa.Text(), server_default="none", nullable=False),
        sa.Column("status_text", sa.Text(), server_default="", nullable=False),
        sa.Column("blocked", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("version_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Text(), nullable=True),
        sa.Column("quiet", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("replan", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "(lifecycle = 'cancelled') = (cancelled_at is not null)",
            name=op.f("ck_appointment_cancelled_when"),
        ),
        sa.CheckConstraint(
            "cancelled_by in ('parent', 'staff', 'feed')", name=op.f("ck_appointment_cancelled_by_word")
        ),
        sa.CheckConstraint(
            "confirmation in ('none', 'confirmed', 'cancel_requested', 'out_of_reach')",
            name=op.f("ck_appointment_confirmation_word"),
        ),
        sa.CheckConstraint(
            "lifecycle in ('scheduled', 'arrived', 'completed', 'cancelled', 'no_show', 'rescheduled', 'entered_in_error')",
            name=op.f("ck_appointment_lifecycle_word"),
        ),
        sa.CheckConstraint("minutes between 1 and 1440", name=op.f("ck_appointment_minutes")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_appointment_version")),
        sa.ForeignKeyConstraint(
            ["practice_id", "department_id"],
            ["department.practice_id", "department.id"],
            name=op.f("fk_appointment_practice_id_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "location_id"],
            ["location.practice_id", "location.id"],
            name=op.f("fk_appointment_practice_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_appointment_practice_id_patient_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "provider_id"],
            ["provider.practice_id", "provider.id"],
            name=op.f("fk_appointment_practice_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "source_id"],
            ["feed_source.practice_id", "feed_source.id"],
            name=op.f("fk_appointment_practice_id_source_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_appointment_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_appointment_practice_id_id")),
        sa.UniqueConstraint(
            "practice_id",
            "source_id",
            "external_id",
            name=op.f("uq_appointment_practice_id_source_id_external_id"),
        ),
    )
    op.create_index("ix_appointment_changed", "appointment", ["practice_id", "version_at"], unique=False)
    op.create_index(
        "ix_appointment_cancelled",
        "appointment",
        ["practice_id", "cancelled_at"],
        unique=False,
        postgresql_where=sa.text("cancelled_at is not null"),
    )
    op.create_index("ix_appointment_patient", "appointment", ["patient_id", "starts_at"], unique=False)
    op.create_index(
        "ix_appointment_replan",
        "appointment",
        ["practice_id", "id"],
        unique=False,
        postgresql_where=sa.text("replan"),
    )
    op.create_index("ix_appointment_starts", "appointment", ["practice_id", "starts_at"], unique=False)
    op.create_table(
        "audit_line",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_audit_line_practice_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_audit_line_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_line")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_audit_line_practice_id_id")),
    )
    op.create_index("ix_audit_line_recent", "audit_line", ["practice_id", "at"], unique=False)
    op.create_table(
        "feed_import",
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("profile_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column(
            "mapping", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column(
            "options", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("state", sa.Text(), server_default="uploaded", nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("dry_run", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("first", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("rows_total", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_done", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("created", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("updated", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("unchanged", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("stale", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("held", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("rejected", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "state in ('uploaded', 'queued', 'running', 'done', 'failed')",
            name=op.f("ck_feed_import_state_word"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "profile_id"],
            ["feed_profile.practice_id", "feed_profile.id"],
            name=op.f("fk_feed_import_practice_id_profile_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "source_id"],
            ["feed_source.practice_id", "feed_source.id"],
            name=op.f("fk_feed_import_practice_id_source_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_feed_import_practice_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_feed_import_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_import")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_feed_import_practice_id_id")),
    )
    op.create_index("ix_feed_import_recent", "feed_import", ["practice_id", "created_at"], unique=False)
    op.create_table(
        "patient_contact",
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("relationship", sa.Text(), server_default="", nullable=False),
        sa.Column("authority", sa.Text(), server_default="blank", nullable=False),
        sa.Column("authority_text", sa.Text(), server_default="", nullable=False),
        sa.Column("resides_with", sa.Boolean(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("consents", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("withdrawn", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("staff_fields", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "authority in ('blank', 'joint', 'exclusive', 'other')",
            name=op.f("ck_patient_contact_authority_word"),
        ),
        sa.CheckConstraint("not (consents && withdrawn)", name=op.f("ck_patient_contact_consent_one_way")),
        sa.CheckConstraint("position >= 1", name=op.f("ck_patient_contact_position")),
        sa.ForeignKeyConstraint(
            ["practice_id", "contact_id"],
            ["contact.practice_id", "contact.id"],
            name=op.f("fk_patient_contact_practice_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_patient_contact_practice_id_patient_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_patient_contact_practice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_contact")),
        sa.UniqueConstraint(
            "patient_id", "contact_id", name=op.f("uq_patient_contact_patient_id_contact_id")
        ),
        sa.UniqueConstraint(
            "patient_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_patient_contact_patient_id_position"),
        ),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_patient_contact_practice_id_id")),
    )
    op.create_index("ix_patient_contact_contact", "patient_contact", ["contact_id"], unique=False)
    op.create_table(
        "appointment_event",
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "detail", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "appointment_id"],
            ["appointment.practice_id", "appointment.id"],
            name=op.f("fk_appointment_event_practice_id_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "contact_id"],
            ["contact.practice_id", "contact.id"],
            name=op.f("fk_appointment_event_practice_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_appointment_event_practice_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_appointment_event_practice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_event")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_appointment_event_practice_id_id")),
    )
    op.create_index(
        "ix_appointment_event_appointment", "appointment_event", ["appointment_id", "at"], unique=False
    )
    op.create_table(
        "consent_event",
        sa.Column("patient_contact_id", sa.BigInteger(), nullable=False),
        sa.Column("pairs", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("state in ('given', 'withdrawn')", name=op.f("ck_consent_event_state_word")),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_contact_id"],
            ["patient_contact.practice_id", "patient_contact.id"],
            name=op.f("fk_consent_event_practice_id_patient_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_consent_event_practice_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_consent_event_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_event")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_consent_event_practice_id_id")),
    )
    op.create_index("ix_consent_event_link", "consent_event", ["patient_contact_id"], unique=False)
    op.create_table(
        "feed_row_issue",
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=True),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("column", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "cells", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False
        ),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "outcome in ('rejected', 'held', 'warned')", name=op.f("ck_feed_row_issue_outcome_word")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "appointment_id"],
            ["appointment.practice_id", "appointment.id"],
            name=op.f("fk_feed_row_issue_practice_id_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "import_id"],
            ["feed_import.practice_id", "feed_import.id"],
            name=op.f("fk_feed_row_issue_practice_id_import_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_feed_row_issue_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_row_issue")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_feed_row_issue_practice_id_id")),
    )
    op.create_index("ix_feed_row_issue_import", "feed_row_issue", ["import_id", "line"], unique=False)
    op.create_table(
        "link",
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("visit_key", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "contact_id"],
            ["contact.practice_id", "contact.id"],
            name=op.f("fk_link_practice_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "visit_key"],
            ["appointment.practice_id", "appointment.id"],
            name=op.f("fk_link_practice_id_visit_key"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_link_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_link_practice_id_id")),
    )
    op.create_index(
        "uq_link_live",
        "link",
        ["contact_id", "visit_key"],
        unique=True,
        postgresql_where=sa.text("revoked_at is null"),
    )
    op.create_table(
        "answer",
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("link_id", sa.BigInteger(), nullable=True),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("via", sa.Text(), server_default="link", nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("choice in ('coming', 'cant', 'move')", name=op.f("ck_answer_choice_word")),
        sa.ForeignKeyConstraint(
            ["practice_id", "appointment_id"],
            ["appointment.practice_id", "appointment.id"],
            name=op.f("fk_answer_practice_id_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "contact_id"],
            ["contact.practice_id", "contact.id"],
            name=op.f("fk_answer_practice_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "link_id"],
            ["link.practice_id", "link.id"],
            name=op.f("fk_answer_practice_id_link_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_answer_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_answer_practice_id_id")),
    )
    op.create_index("ix_answer_appointment", "answer", ["appointment_id", "received_at"], unique=False)
    op.create_table(
        "link_appointment",
        sa.Column("link_id", sa.BigInteger(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "appointment_id"],
            ["appointment.practice_id", "appointment.id"],
            name=op.f("fk_link_appointment_practice_id_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "link_id"],
            ["link.practice_id", "link.id"],
            name=op.f("fk_link_appointment_practice_id_link_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_link_appointment_practice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_appointment")),
        sa.UniqueConstraint(
            "link_id", "appointment_id", name=op.f("uq_link_appointment_link_id_appointment_id")
        ),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_link_appointment_practice_id_id")),
    )
    op.create_index("ix_link_appointment_appointment", "link_appointment", ["appointment_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("department_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("link_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="new", nullable=False),
        sa.Column("via", sa.Text(), server_default="link", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "kind in ('cancelled', 'cancel_requested', 'late', 'move_requested', 'conflict')",
            name=op.f("ck_notice_kind_word"),
        ),
        sa.CheckConstraint("state in ('new', 'seen', 'done')", name=op.f("ck_notice_state_word")),
        sa.ForeignKeyConstraint(
            ["practice_id", "contact_id"],
            ["contact.practice_id", "contact.id"],
            name=op.f("fk_notice_practice_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "department_id"],
            ["department.practice_id", "department.id"],
            name=op.f("fk_notice_practice_id_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "done_by"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_notice_practice_id_done_by"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "link_id"],
            ["link.practice_id", "link.id"],
            name=op.f("fk_notice_practice_id_link_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "seen_by"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_notice_practice_id_seen_by"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_notice_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_notice_practice_id_id")),
    )
    op.create_index(
        "ix_notice_open",
        "notice",
        ["practice_id", "created_at"],
        unique=False,
        postgresql_where=sa.text("state <> 'done'"),
    )
    op.create_table(
        "message",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("notice_id", sa.BigInteger(), nullable=True),
        sa.Column("link_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), server_default="queued", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("html", sa.Text(), server_default="", nullable=False),
        sa.Column("variant", sa.Text(), server_default="", nullable=False),
        sa.Column("template_version", sa.Text(), server_default="", nullable=False),
        sa.Column("segments", sa.SmallInteger(), nullable=True),
        sa.Column("provider", sa.Text(), server_default="", nullable=False),
        sa.Column("provider_ref", sa.Text(), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "(status in ('queued', 'sending')) <= (channel is not null)",
            name=op.f("ck_message_channel_known"),
        ),
        sa.CheckConstraint(
            "channel in ('text', 'email', 'voice', 'fax', 'letter')", name=op.f("ck_message_channel_word")
        ),
        sa.CheckConstraint(
            "status in ('planned', 'queued', 'sending', 'unknown', 'sent', 'delivered', 'failed', 'bounced', 'suppressed', 'expired', 'cancelled', 'skipped', 'held', 'no_credit')",
            name=op.f("ck_message_status_word"),
        ),
        sa.CheckConstraint(
            "contact_id is not null or department_id is not null", name=op.f("ck_message_someone")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "contact_id"],
            ["contact.practice_id", "contact.id"],
            name=op.f("fk_message_practice_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "department_id"],
            ["department.practice_id", "department.id"],
            name=op.f("fk_message_practice_id_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "link_id"],
            ["link.practice_id", "link.id"],
            name=op.f("fk_message_practice_id_link_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "notice_id"],
            ["notice.practice_id", "notice.id"],
            name=op.f("fk_message_practice_id_notice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "rule_id"],
            ["rule.practice_id", "rule.id"],
            name=op.f("fk_message_practice_id_rule_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_message_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_message_practice_id_id")),
        sa.UniqueConstraint("practice_id", "key", name=op.f("uq_message_practice_id_key")),
    )
    op.create_index("ix_message_contact", "message", ["contact_id", "id"], unique=False)
    op.create_index(
        "ix_message_due",
        "message",
        ["due_at", "id"],
        unique=False,
        postgresql_where=sa.text("status in ('planned', 'queued')"),
    )
    op.create_index(
        "ix_message_open",
        "message",
        ["status", "claimed_at"],
        unique=False,
        postgresql_where=sa.text("status in ('sending', 'unknown')"),
    )
    op.create_index("ix_message_recent", "message", ["practice_id", "id"], unique=False)
    op.create_table(
        "notice_line",
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("answer_id", sa.BigInteger(), nullable=True),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "change in ('cancelled', 'cancel_requested', 'late', 'move_requested', 'conflict')",
            name=op.f("ck_notice_line_change_word"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "answer_id"],
            ["answer.practice_id", "answer.id"],
            name=op.f("fk_notice_line_practice_id_answer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "appointment_id"],
            ["appointment.practice_id", "appointment.id"],
            name=op.f("fk_notice_line_practice_id_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "notice_id"],
            ["notice.practice_id", "notice.id"],
            name=op.f("fk_notice_line_practice_id_notice_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_notice_line_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_line")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_notice_line_practice_id_id")),
    )
    op.create_index("ix_notice_line_appointment", "notice_line", ["appointment_id"], unique=False)
    op.create_index("ix_notice_line_notice", "notice_line", ["notice_id"], unique=False)
    op.create_table(
        "message_event",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("provider_event_id", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "detail", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "message_id"],
            ["message.practice_id", "message.id"],
            name=op.f("fk_message_event_practice_id_message_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_message_event_practice_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_message_event_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_event")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_message_event_practice_id_id")),
    )
    op.create_index("ix_message_event_message", "message_event", ["message_id", "at"], unique=False)
    op.create_index(
        "uq_message_event_receipt",
        "message_event",
        ["provider_event_id"],
        unique=True,
        postgresql_where=sa.text("provider_event_id is not null"),
    )
    op.create_table(
        "message_line",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("rule_id", sa.BigInteger(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "appointment_id"],
            ["appointment.practice_id", "appointment.id"],
            name=op.f("fk_message_line_practice_id_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "contact_id"],
            ["contact.practice_id", "contact.id"],
            name=op.f("fk_message_line_practice_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "message_id"],
            ["message.practice_id", "message.id"],
            name=op.f("fk_message_line_practice_id_message_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "rule_id"],
            ["rule.practice_id", "rule.id"],
            name=op.f("fk_message_line_practice_id_rule_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_message_line_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_line")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_message_line_practice_id_id")),
        sa.UniqueConstraint(
            "rule_id",
            "appointment_id",
            "version",
            "contact_id",
            "channel",
            name="uq_message_line_once",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_message_line_appointment", "message_line", ["appointment_id"], unique=False)
    op.create_index("ix_message_line_message", "message_line", ["message_id"], unique=False)


def downgrade() -> None:
    _drop_job_queue()
    _drop_tables()
    op.execute("drop function refuse_change()")


def _drop_job_queue() -> None:
    """Everything whose name begins with procrastinate_: tables, functions, then types."""
    _run_sql("""
        do $$ declare thing record; begin
          for thing in select tablename from pg_tables
              where schemaname = current_schema() and tablename like 'procrastinate\\_%' loop
            execute format('drop table if exists %I cascade', thing.tablename);
          end loop;
          for thing in select oid::regprocedure as name from pg_proc
              where pronamespace = current_schema()::regnamespace and proname like 'procrastinate\\_%' loop
            execute format('drop routine if exists %s cascade', thing.name);
          end loop;
          for thing in select typname from pg_type
              where typnamespace = current_schema()::regnamespace and typname like 'procrastinate\\_%' loop
            execute format('drop type if exists %I cascade', thing.typname);
          end loop;
        end $$
    """)


def _drop_tables() -> None:
    op.drop_index("ix_message_line_message", table_name="message_line")
    op.drop_index("ix_message_line_appointment", table_name="message_line")
    op.drop_table("message_line")
    op.drop_index(
        "uq_message_event_receipt",
        table_name="message_event",
        postgresql_where=sa.text("provider_event_id is not null"),
    )
    op.drop_index("ix_message_event_message", table_name="message_event")
    op.drop_table("message_event")
    op.drop_index("ix_notice_line_notice", table_name="notice_line")
    op.drop_index("ix_notice_line_appointment", table_name="notice_line")
    op.drop_table("notice_line")
    op.drop_index("ix_message_recent", table_name="message")
    op.drop_index(
        "ix_message_open", table_name="message", postgresql_where=sa.text("status in ('sending', 'unknown')")
    )
    op.drop_index(
        "ix_message_due", table_name="message", postgresql_where=sa.text("status in ('planned', 'queued')")
    )
    op.drop_index("ix_message_contact", table_name="message")
    op.drop_table("message")
    op.drop_index("ix_notice_open", table_name="notice", postgresql_where=sa.text("state <> 'done'"))
    op.drop_table("notice")
    op.drop_index("ix_link_appointment_appointment", table_name="link_appointment")
    op.drop_table("link_appointment")
    op.drop_index("ix_answer_appointment", table_name="answer")
    op.drop_table("answer")
    op.drop_index("uq_link_live", table_name="link", postgresql_where=sa.text("revoked_at is null"))
    op.drop_table("link")
    op.drop_index("ix_feed_row_issue_import", table_name="feed_row_issue")
    op.drop_table("feed_row_issue")
    op.drop_index("ix_consent_event_link", table_name="consent_event")
    op.drop_table("consent_event")
    op.drop_index("ix_appointment_event_appointment", table_name="appointment_event")
    op.drop_table("appointment_event")
    op.drop_index("ix_patient_contact_contact", table_name="patient_contact")
    op.drop_table("patient_contact")
    op.drop_index("ix_feed_import_recent", table_name="feed_import")
    op.drop_table("feed_import")
    op.drop_index("ix_audit_line_recent", table_name="audit_line")
    op.drop_table("audit_line")
    op.drop_index("ix_appointment_starts", table_name="appointment")
    op.drop_index("ix_appointment_replan", table_name="appointment", postgresql_where=sa.text("replan"))
    op.drop_index("ix_appointment_patient", table_name="appointment")
    op.drop_index(
        "ix_appointment_cancelled",
        table_name="appointment",
        postgresql_where=sa.text("cancelled_at is not null"),
    )
    op.drop_index("ix_appointment_changed", table_name="appointment")
    op.drop_table("appointment")
    op.drop_index("uq_staff_user_email", table_name="staff_user")
    op.drop_table("staff_user")
    op.drop_index("ix_provider_name", table_name="provider")
    op.drop_table("provider")
    op.drop_index("ix_patient_family", table_name="patient")
    op.drop_table("patient")
    op.drop_table("holiday")
    op.drop_table("group_permission")
    op.drop_table("feed_profile")
    op.drop_table("delivery_rules")
    op.drop_index("ix_contact_email", table_name="contact")
    op.drop_index("ix_contact_cell", table_name="contact")
    op.drop_table("contact")
    op.drop_index("uq_template_current", table_name="template", postgresql_where=sa.text("current"))
    op.drop_table("template")
    op.drop_table("staff_group")
    op.drop_table("sandbox_outcome")
    op.drop_index("ix_sandbox_delivery_recent", table_name="sandbox_delivery")
    op.drop_index(
        "ix_sandbox_delivery_receipt",
        table_name="sandbox_delivery",
        postgresql_where=sa.text("receipt_due_at is not null"),
    )
    op.drop_table("sandbox_delivery")
    op.drop_table("rule")
    op.drop_table("next_message")
    op.drop_table("location")
    op.drop_table("feed_source")
    op.drop_table("family")
    op.drop_table("department")
    op.drop_table("address")
    op.drop_index("ix_sign_in_attempt_email", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_table("practice")
    op.drop_table("heartbeat")
