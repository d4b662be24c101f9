"""Set-up: people and sessions, places and routing, own delivery times, sets of own texts, messages on a date."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Own texts were one to a practice; now they belong to a set, which an automated message names.
MOVE_TEXTS_INTO_SETS = """
create temp table text_set on commit drop as
select practice_id, id as template_id, case
        when kind = 'booked' then 'initial_confirmation' when kind = 'ask' then 'confirmation_request'
        when kind in ('reminder', 'confirmed') then 'reminder' when kind in ('moved', 'changed') then 'moved'
        else 'cancelled_by_practice' end as type
from template;
insert into template_set (practice_id, type, name, created_at)
select practice_id, type, 'Our own: ' || replace(type, '_', ' '), now()
from (select distinct practice_id, type from text_set) wanted;
update template t set set_id = s.id
from text_set x join template_set s using (practice_id, type) where x.template_id = t.id;
update rule r set template_set_id = s.id
from template_set s where s.practice_id = r.practice_id and s.type = r.type;
"""


def upgrade() -> None:
    _create_tables()
    # Worked out anew within a minute.
    op.execute("delete from next_message")
    _add_columns()
    _let_consents_outlive_ties()
    _move_texts()
    for table, name, condition in CHANGED_CHECKS:
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, condition)
    for table, name, condition in NEW_CHECKS:
        op.create_check_constraint(op.f(name), table, condition)


def downgrade() -> None:
    for table, name, _ in NEW_CHECKS:
        op.drop_constraint(op.f(name), table, type_="check")
    _forget_what_the_first_release_does_not_know()
    for table, name, condition in FORMER_CHECKS:
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, condition)
    _tie_consents_again()
    _drop_columns()


def _forget_what_the_first_release_does_not_know() -> None:
    op.execute("delete from next_message")
    op.execute("delete from template where not current")
    op.execute("""
        delete from template t using template s
        where s.id < t.id and s.practice_id = t.practice_id
          and (s.kind, s.channel, s.language, s.variant) = (t.kind, t.channel, t.language, t.variant)
    """)


def _create_tables() -> None:
    op.create_table(
        "template_set",
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "type in ('initial_confirmation', 'confirmation_request', 'reminder', 'moved', 'cancelled_by_practice', 'missed_appointment', 'post_appointment', 'telehealth_first', 'telehealth_second', 'birthday_greeting', 'recall')",
            name=op.f("ck_template_set_type_word"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_template_set_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_set")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_template_set_practice_id_id")),
    )
    op.create_index(
        "uq_template_set_name",
        "template_set",
        ["practice_id", sa.literal_column("lower(name)")],
        unique=True,
        postgresql_where=sa.text("archived_at is null"),
    )
    op.create_table(
        "visit_type",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("confidential", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("well_visit", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_visit_type_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_type")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_visit_type_practice_id_id")),
    )
    op.create_index(
        "uq_visit_type_name", "visit_type", ["practice_id", sa.literal_column("lower(name)")], unique=True
    )
    op.create_table(
        "routing_rule",
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=False),
        sa.Column("rule_ids", sa.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("visit_types", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("provider_ids", sa.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("location_ids", sa.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "department_id"],
            ["department.practice_id", "department.id"],
            name=op.f("fk_routing_rule_practice_id_department_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_routing_rule_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rule")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_routing_rule_practice_id_id")),
        sa.UniqueConstraint(
            "practice_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_routing_rule_practice_id_position"),
        ),
    )
    op.create_table(
        "recovery_code",
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_recovery_code_practice_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_recovery_code_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_recovery_code_practice_id_id")),
        sa.UniqueConstraint("staff_id", "digest", name=op.f("uq_recovery_code_staff_id_digest")),
    )
    op.create_table(
        "staff_session",
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.Text(), server_default="", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_staff_session_practice_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_staff_session_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_staff_session_practice_id_id")),
    )
    op.create_index("ix_staff_session_staff", "staff_session", ["staff_id", "started_at"], unique=False)
    op.create_table(
        "staff_token",
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("kind in ('invitation', 'password_reset')", name=op.f("ck_staff_token_kind_word")),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_staff_token_practice_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_staff_token_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_staff_token_digest")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_staff_token_practice_id_id")),
    )
    op.create_index("ix_staff_token_staff", "staff_token", ["staff_id"], unique=False)
    op.create_table(
        "message_patient",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("rule_id", sa.BigInteger(), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("occasion_on", sa.Date(), nullable=False),
        sa.Column("try_number", sa.SmallInteger(), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "contact_id"],
            ["contact.practice_id", "contact.id"],
            name=op.f("fk_message_patient_practice_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "message_id"],
            ["message.practice_id", "message.id"],
            name=op.f("fk_message_patient_practice_id_message_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_message_patient_practice_id_patient_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "rule_id"],
            ["rule.practice_id", "rule.id"],
            name=op.f("fk_message_patient_practice_id_rule_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_message_patient_practice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_patient")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_message_patient_practice_id_id")),
        sa.UniqueConstraint(
            "rule_id", "patient_id", "contact_id", "occasion_on", "try_number", name="uq_message_patient_once"
        ),
    )
    op.create_index("ix_message_patient_message", "message_patient", ["message_id"], unique=False)
    op.create_index("ix_message_patient_patient", "message_patient", ["patient_id"], unique=False)
    op.create_table(
        "former_contact",
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "contact_id"],
            ["contact.practice_id", "contact.id"],
            name=op.f("fk_former_contact_practice_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "patient_id"],
            ["patient.practice_id", "patient.id"],
            name=op.f("fk_former_contact_practice_id_patient_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_former_contact_practice_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_former_contact_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_contact")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_former_contact_practice_id_id")),
        sa.UniqueConstraint("patient_id", "contact_id", name=op.f("uq_former_contact_patient_id_contact_id")),
    )
    op.create_index("ix_former_contact_contact", "former_contact", ["contact_id"], unique=False)


def _add_columns() -> None:
    op.add_column("contact", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_contact_merged",
        "contact",
        ["merged_into_id"],
        unique=False,
        postgresql_where=sa.text("merged_into_id is not null"),
    )
    op.create_foreign_key(
        op.f("fk_contact_practice_id_merged_into_id"),
        "contact",
        "contact",
        ["practice_id", "merged_into_id"],
        ["practice_id", "id"],
    )
    op.add_column("department", sa.Column("second_email", sa.Text(), server_default="", nullable=False))
    op.add_column("department", sa.Column("opens_at", sa.Time(), nullable=True))
    op.add_column("department", sa.Column("closes_at", sa.Time(), nullable=True))
    op.add_column(
        "department",
        sa.Column(
            "open_days", sa.ARRAY(sa.SmallInteger()), server_default=sa.text("'{0,1,2,3,4}'"), nullable=False
        ),
    )
    op.add_column("location", sa.Column("sender", sa.Text(), nullable=True))
    op.add_column("location", sa.Column("window_from", sa.Time(), nullable=True))
    op.add_column("location", sa.Column("window_to", sa.Time(), nullable=True))
    op.add_column("location", sa.Column("days", sa.ARRAY(sa.SmallInteger()), nullable=True))
    op.add_column("location", sa.Column("cancellation_mode", sa.Text(), nullable=True))
    op.add_column("location", sa.Column("deadline_hours", sa.SmallInteger(), nullable=True))
    op.add_column("message", sa.Column("staff_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "message", sa.Column("step", sa.SmallInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.create_foreign_key(
        op.f("fk_message_practice_id_staff_id"),
        "message",
        "staff_user",
        ["practice_id", "staff_id"],
        ["practice_id", "id"],
    )
    op.add_column("next_message", sa.Column("rule_id", sa.BigInteger(), nullable=False))
    op.drop_constraint(op.f("uq_next_message_practice_id_at_type_channel"), "next_message", type_="unique")
    op.create_unique_constraint(
        op.f("uq_next_message_practice_id_at_rule_id_channel"),
        "next_message",
        ["practice_id", "at", "rule_id", "channel"],
    )
    op.create_foreign_key(
        op.f("fk_next_message_practice_id_rule_id"),
        "next_message",
        "rule",
        ["practice_id", "rule_id"],
        ["practice_id", "id"],
    )
    op.add_column(
        "patient_contact", sa.Column("own", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column(
        "patient_contact",
        sa.Column("alternative", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_index(
        "uq_patient_contact_alternative",
        "patient_contact",
        ["patient_id"],
        unique=True,
        postgresql_where=sa.text("alternative"),
    )
    op.create_index(
        "uq_patient_contact_own",
        "patient_contact",
        ["patient_id"],
        unique=True,
        postgresql_where=sa.text("own"),
    )
    op.create_index("ix_patient_birth_date", "patient", ["practice_id", "birth_date"], unique=False)
    op.create_index("ix_message_rule", "message", ["rule_id", "expires_at"], unique=False)
    op.add_column(
        "practice",
        sa.Column("confidential_age", sa.SmallInteger(), server_default=sa.text("13"), nullable=False),
    )
    op.add_column(
        "practice",
        sa.Column("require_two_factor", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        "practice",
        sa.Column("setup_steps", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column("rule", sa.Column("age_from", sa.SmallInteger(), nullable=True))
    op.add_column("rule", sa.Column("age_to", sa.SmallInteger(), nullable=True))
    op.add_column("rule", sa.Column("new_patients", sa.Text(), server_default="all", nullable=False))
    op.add_column("rule", sa.Column("window_from", sa.Time(), nullable=True))
    op.add_column("rule", sa.Column("window_to", sa.Time(), nullable=True))
    op.add_column("rule", sa.Column("days", sa.ARRAY(sa.SmallInteger()), nullable=True))
    op.add_column("rule", sa.Column("channel_mode", sa.Text(), server_default="preference", nullable=False))
    op.add_column("rule", sa.Column("channel", sa.Text(), nullable=True))
    op.add_column("rule", sa.Column("escalate_after_minutes", sa.BigInteger(), nullable=True))
    op.add_column("rule", sa.Column("at_time", sa.Time(), nullable=True))
    op.add_column("rule", sa.Column("tries", sa.SmallInteger(), nullable=True))
    op.add_column("rule", sa.Column("try_every_days", sa.SmallInteger(), nullable=True))
    op.add_column("rule", sa.Column("template_set_id", sa.BigInteger(), nullable=True))
    op.add_column("rule", sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("uq_rule_practice_id_name"), "rule", type_="unique")
    op.create_index(
        "uq_rule_name",
        "rule",
        ["practice_id", sa.literal_column("lower(name)")],
        unique=True,
        postgresql_where=sa.text("deleted_at is null"),
    )
    op.create_foreign_key(
        op.f("fk_rule_practice_id_template_set_id"),
        "rule",
        "template_set",
        ["practice_id", "template_set_id"],
        ["practice_id", "id"],
    )
    op.add_column("staff_user", sa.Column("phone", sa.Text(), server_default="", nullable=False))
    op.add_column("staff_user", sa.Column("totp_secret", sa.Text(), nullable=True))
    op.add_column("staff_user", sa.Column("totp_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("staff_user", sa.Column("totp_last_step", sa.BigInteger(), nullable=True))
    op.add_column("staff_user", sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("staff_user", sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))


def _let_consents_outlive_ties() -> None:
    for column in ("patient_id", "contact_id"):
        op.add_column("consent_event", sa.Column(column, sa.BigInteger(), nullable=True))
    op.add_column("consent_event", sa.Column("said_on", sa.Date(), nullable=True))
    # Append-only for everybody but this: each line keeps saying whose consent it was.
    op.execute("alter table consent_event disable trigger consent_event_append_only")
    op.execute("""
        update consent_event e set patient_id = t.patient_id, contact_id = t.contact_id
        from patient_contact t where t.id = e.patient_contact_id
    """)
    op.execute("alter table consent_event enable trigger consent_event_append_only")
    op.drop_column("consent_event", "patient_contact_id")
    for column, table in (("patient_id", "patient"), ("contact_id", "contact")):
        op.alter_column("consent_event", column, nullable=False)
        op.create_foreign_key(
            op.f(f"fk_consent_event_practice_id_{column}"),
            "consent_event",
            table,
            ["practice_id", column],
            ["practice_id", "id"],
        )
    op.create_index("ix_consent_event_patient", "consent_event", ["patient_id", "contact_id"], unique=False)


def _tie_consents_again() -> None:
    """The first release knows consent only of those who are still tied to the child."""
    op.add_column("consent_event", sa.Column("patient_contact_id", sa.BigInteger(), nullable=True))
    op.execute("alter table consent_event disable trigger consent_event_append_only")
    op.execute("""
        update consent_event e set patient_contact_id = t.id
        from patient_contact t where (t.patient_id, t.contact_id) = (e.patient_id, e.contact_id)
    """)
    op.execute("delete from consent_event where patient_contact_id is null")
    op.execute("alter table consent_event enable trigger consent_event_append_only")
    op.alter_column("consent_event", "patient_contact_id", nullable=False)
    op.create_foreign_key(
        op.f("fk_consent_event_practice_id_patient_contact_id"),
        "consent_event",
        "patient_contact",
        ["practice_id", "patient_contact_id"],
        ["practice_id", "id"],
    )
    op.create_index("ix_consent_event_link", "consent_event", ["patient_contact_id"], unique=False)
    for column in ("said_on", "contact_id", "patient_id"):
        op.drop_column("consent_event", column)


def _move_texts() -> None:
    op.add_column("template", sa.Column("set_id", sa.BigInteger(), nullable=True))
    op.add_column("template", sa.Column("staff_id", sa.BigInteger(), nullable=True))
    for statement in MOVE_TEXTS_INTO_SETS.split(";")[:-1]:
        op.execute(statement)
    op.alter_column("template", "set_id", nullable=False)
    op.drop_constraint(
        op.f("uq_template_practice_id_kind_channel_language_variant_version"), "template", type_="unique"
    )
    op.drop_index(op.f("uq_template_current"), table_name="template", postgresql_where=sa.text("current"))
    op.create_index(
        "uq_template_current",
        "template",
        ["set_id", "kind", "channel", "language", "variant"],
        unique=True,
        postgresql_where=sa.text("current"),
    )
    op.create_unique_constraint(
        op.f("uq_template_set_id_kind_channel_language_variant_version"),
        "template",
        ["set_id", "kind", "channel", "language", "variant", "version"],
    )
    op.create_foreign_key(
        op.f("fk_template_practice_id_set_id"),
        "template",
        "template_set",
        ["practice_id", "set_id"],
        ["practice_id", "id"],
    )
    op.create_foreign_key(
        op.f("fk_template_practice_id_staff_id"),
        "template",
        "staff_user",
        ["practice_id", "staff_id"],
        ["practice_id", "id"],
    )


def _drop_columns() -> None:
    op.drop_constraint(op.f("fk_template_practice_id_staff_id"), "template", type_="foreignkey")
    op.drop_constraint(op.f("fk_template_practice_id_set_id"), "template", type_="foreignkey")
    op.drop_constraint(
        op.f("uq_template_set_id_kind_channel_language_variant_version"), "template", type_="unique"
    )
    op.drop_index("uq_template_current", table_name="template", postgresql_where=sa.text("current"))
    op.create_index(
        op.f("uq_template_current"),
        "template",
        ["practice_id", "kind", "channel", "language", "variant"],
        unique=True,
        postgresql_where=sa.text("current"),
    )
    op.create_unique_constraint(
        op.f("uq_template_practice_id_kind_channel_language_variant_version"),
        "template",
        ["practice_id", "kind", "channel", "language", "variant", "version"],
    )
    op.drop_column("template", "staff_id")
    op.drop_column("template", "set_id")
    op.drop_column("staff_user", "signed_in_at")
    op.drop_column("staff_user", "invited_at")
    op.drop_column("staff_user", "totp_last_step")
    op.drop_column("staff_user", "totp_since")
    op.drop_column("staff_user", "totp_secret")
    op.drop_column("staff_user", "phone")
    op.drop_constraint(op.f("fk_rule_practice_id_template_set_id"), "rule", type_="foreignkey")
    op.drop_index("uq_rule_name", table_name="rule", postgresql_where=sa.text("deleted_at is null"))
    op.create_unique_constraint(op.f("uq_rule_practice_id_name"), "rule", ["practice_id", "name"])
    op.drop_column("rule", "deleted_at")
    op.drop_column("rule", "template_set_id")
    op.drop_column("rule", "try_every_days")
    op.drop_column("rule", "tries")
    op.drop_column("rule", "at_time")
    op.drop_column("rule", "escalate_after_minutes")
    op.drop_column("rule", "channel")
    op.drop_column("rule", "channel_mode")
    op.drop_column("rule", "days")
    op.drop_column("rule", "window_to")
    op.drop_column("rule", "window_from")
    op.drop_column("rule", "new_patients")
    op.drop_column("rule", "age_to")
    op.drop_column("rule", "age_from")
    op.drop_column("practice", "setup_steps")
    op.drop_column("practice", "require_two_factor")
    op.drop_column("practice", "confidential_age")
    op.drop_index("ix_message_rule", table_name="message")
    op.drop_index("ix_patient_birth_date", table_name="patient")
    op.drop_index("uq_patient_contact_own", table_name="patient_contact", postgresql_where=sa.text("own"))
    op.drop_index(
        "uq_patient_contact_alternative",
        table_name="patient_contact",
        postgresql_where=sa.text("alternative"),
    )
    op.drop_column("patient_contact", "alternative")
    op.drop_column("patient_contact", "own")
    op.drop_constraint(op.f("fk_next_message_practice_id_rule_id"), "next_message", type_="foreignkey")
    op.drop_constraint(op.f("uq_next_message_practice_id_at_rule_id_channel"), "next_message", type_="unique")
    op.create_unique_constraint(
        op.f("uq_next_message_practice_id_at_type_channel"),
        "next_message",
        ["practice_id", "at", "type", "channel"],
    )
    op.drop_column("next_message", "rule_id")
    op.drop_constraint(op.f("fk_message_practice_id_staff_id"), "message", type_="foreignkey")
    op.drop_column("message", "step")
    op.drop_column("message", "staff_id")
    op.drop_column("location", "deadline_hours")
    op.drop_column("location", "cancellation_mode")
    op.drop_column("location", "days")
    op.drop_column("location", "window_to")
    op.drop_column("location", "window_from")
    op.drop_column("location", "sender")
    op.drop_column("department", "open_days")
    op.drop_column("department", "closes_at")
    op.drop_column("department", "opens_at")
    op.drop_column("department", "second_email")
    op.drop_constraint(op.f("fk_contact_practice_id_merged_into_id"), "contact", type_="foreignkey")
    op.drop_column("contact", "merged_into_id")
    op.drop_index("ix_former_contact_contact", table_name="former_contact")
    op.drop_table("former_contact")
    op.drop_index("ix_message_patient_patient", table_name="message_patient")
    op.drop_index("ix_message_patient_message", table_name="message_patient")
    op.drop_table("message_patient")
    op.drop_index("ix_staff_token_staff", table_name="staff_token")
    op.drop_table("staff_token")
    op.drop_index("ix_staff_session_staff", table_name="staff_session")
    op.drop_table("staff_session")
    op.drop_table("recovery_code")
    op.drop_table("routing_rule")
    op.drop_index("uq_visit_type_name", table_name="visit_type")
    op.drop_table("visit_type")
    op.drop_index(
        "uq_template_set_name", table_name="template_set", postgresql_where=sa.text("archived_at is null")
    )
    op.drop_table("template_set")


CHANGED_CHECKS = (
    ("message", "ck_message_someone", "(num_nonnulls(contact_id, department_id, staff_id) >= 1)"),
    (
        "next_message",
        "ck_next_message_type_word",
        "(type = ANY (ARRAY['initial_confirmation'::text, 'confirmation_request'::text, 'reminder'::text, 'moved'::text, 'cancelled_by_practice'::text, 'missed_appointment'::text, 'post_appointment'::text, 'telehealth_first'::text, 'telehealth_second'::text, 'birthday_greeting'::text, 'recall'::text]))",
    ),
    (
        "rule",
        "ck_rule_anchor_word",
        "(anchor = ANY (ARRAY['creation'::text, 'change'::text, 'cancellation'::text, 'start'::text, 'after_start'::text, 'end'::text, 'date'::text]))",
    ),
    (
        "rule",
        "ck_rule_type_word",
        "(type = ANY (ARRAY['initial_confirmation'::text, 'confirmation_request'::text, 'reminder'::text, 'moved'::text, 'cancelled_by_practice'::text, 'missed_appointment'::text, 'post_appointment'::text, 'telehealth_first'::text, 'telehealth_second'::text, 'birthday_greeting'::text, 'recall'::text]))",
    ),
)
FORMER_CHECKS = (
    ("message", "ck_message_someone", "((contact_id IS NOT NULL) OR (department_id IS NOT NULL))"),
    (
        "next_message",
        "ck_next_message_type_word",
        "(type = ANY (ARRAY['initial_confirmation'::text, 'confirmation_request'::text, 'reminder'::text, 'moved'::text, 'cancelled_by_practice'::text]))",
    ),
    (
        "rule",
        "ck_rule_anchor_word",
        "(anchor = ANY (ARRAY['creation'::text, 'change'::text, 'cancellation'::text, 'start'::text]))",
    ),
    (
        "rule",
        "ck_rule_type_word",
        "(type = ANY (ARRAY['initial_confirmation'::text, 'confirmation_request'::text, 'reminder'::text, 'moved'::text, 'cancelled_by_practice'::text]))",
    ),
)
NEW_CHECKS = (
    ("department", "ck_department_both_hours", "((opens_at IS NULL) = (closes_at IS NULL))"),
    ("department", "ck_department_hours_forward", "(opens_at < closes_at)"),
    ("department", "ck_department_week_days", "(open_days <@ '{0,1,2,3,4,5,6}'::smallint[])"),
    (
        "location",
        "ck_location_cancellation_mode_word",
        "(cancellation_mode = ANY (ARRAY['automatic'::text, 'by_request'::text]))",
    ),
    ("location", "ck_location_deadline", "((deadline_hours >= 1) AND (deadline_hours <= 24))"),
    (
        "location",
        "ck_location_week_days",
        "(((cardinality(days) >= 1) AND (cardinality(days) <= 7)) AND (days <@ '{0,1,2,3,4,5,6}'::smallint[]))",
    ),
    (
        "location",
        "ck_location_whole_window",
        "(((window_from IS NULL) = (window_to IS NULL)) AND ((window_from IS NULL) = (days IS NULL)))",
    ),
    ("location", "ck_location_window_forward", "(window_from <= window_to)"),
    ("rule", "ck_rule_ages_forward", "(age_from <= age_to)"),
    ("rule", "ck_rule_both_tries", "((tries IS NULL) = (try_every_days IS NULL))"),
    (
        "rule",
        "ck_rule_channel_mode_word",
        "(channel_mode = ANY (ARRAY['preference'::text, 'fixed'::text, 'escalation'::text]))",
    ),
    (
        "rule",
        "ck_rule_channel_word",
        "(channel = ANY (ARRAY['text'::text, 'email'::text, 'voice'::text, 'fax'::text, 'letter'::text]))",
    ),
    ("rule", "ck_rule_clock_time", "((anchor = 'date'::text) = (at_time IS NOT NULL))"),
    ("rule", "ck_rule_deleted_is_off", "((deleted_at IS NULL) OR (state <> 'enabled'::text))"),
    (
        "rule",
        "ck_rule_escalate_after",
        "((escalate_after_minutes >= 15) AND (escalate_after_minutes <= 10080))",
    ),
    (
        "rule",
        "ck_rule_escalation",
        "((channel_mode = 'escalation'::text) = (escalate_after_minutes IS NOT NULL))",
    ),
    ("rule", "ck_rule_fixed_channel", "((channel_mode = 'fixed'::text) = (channel IS NOT NULL))"),
    (
        "rule",
        "ck_rule_new_patients_word",
        "(new_patients = ANY (ARRAY['all'::text, 'first_visit'::text, 'later_visits'::text]))",
    ),
    ("rule", "ck_rule_recall_tries", "((type = 'recall'::text) = (tries IS NOT NULL))"),
    (
        "rule",
        "ck_rule_tries",
        "(((tries >= 1) AND (tries <= 5)) AND ((try_every_days >= 1) AND (try_every_days <= 90)))",
    ),
    (
        "rule",
        "ck_rule_week_days",
        "(((cardinality(days) >= 1) AND (cardinality(days) <= 7)) AND (days <@ '{0,1,2,3,4,5,6}'::smallint[]))",
    ),
    (
        "rule",
        "ck_rule_whole_window",
        "(((window_from IS NULL) = (window_to IS NULL)) AND ((window_from IS NULL) = (days IS NULL)))",
    ),
    ("rule", "ck_rule_window_forward", "(window_from <= window_to)"),
)
