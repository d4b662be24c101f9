"""Real channels: senders, gates, replies, recordings, what came back and what is not sent to any more."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# (table, name, the check of before, the check of now)
CHECKS = (
    ("address", "kind_word", "kind in ('phone', 'email')", "kind in ('phone', 'email', 'mail')"),
    ("delivery_rules", "daily_cap", None, "daily_cap between 1 and 20"),
    (
        "message",
        "someone",
        "num_nonnulls(contact_id, department_id, staff_id) >= 1",
        "num_nonnulls(contact_id, department_id, staff_id, reply_id) >= 1",
    ),
    (
        "notice",
        "kind_word",
        "kind in ('cancelled', 'cancel_requested', 'late', 'move_requested', 'conflict')",
        "kind in ('cancelled', 'cancel_requested', 'late', 'move_requested', 'conflict', 'maybe_cancel', 'wrong_person')",
    ),
    (
        "notice_line",
        "change_word",
        "change in ('cancelled', 'cancel_requested', 'late', 'move_requested', 'conflict')",
        "change in ('cancelled', 'cancel_requested', 'late', 'move_requested', 'conflict', 'maybe_cancel', 'wrong_person')",
    ),
)


def upgrade() -> None:
    op.create_table(
        "early_receipt",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("provider_ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_early_receipt")),
    )
    op.create_index("ix_early_receipt_ref", "early_receipt", ["provider_ref"], unique=False)
    op.create_table(
        "provider_gate",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_provider_gate")),
    )
    op.create_table(
        "blocked_domain",
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_blocked_domain_practice_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_blocked_domain_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocked_domain")),
        sa.UniqueConstraint("practice_id", "domain", name=op.f("uq_blocked_domain_practice_id_domain")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_blocked_domain_practice_id_id")),
    )
    op.create_table(
        "channel_setup",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), server_default="", nullable=False),
        sa.Column("sender_name", sa.Text(), server_default="", nullable=False),
        sa.Column("reply_to", sa.Text(), server_default="", nullable=False),
        sa.Column("resends", sa.SmallInteger(), server_default=sa.text("2"), nullable=False),
        sa.Column("resend_minutes", sa.SmallInteger(), server_default=sa.text("15"), nullable=False),
        sa.Column("stop_at", sa.Time(), nullable=True),
        sa.Column("restart_unfinished", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checks", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_sender", sa.Text(), server_default="", nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("activated_by", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "channel in ('text', 'email', 'voice', 'fax', 'letter')",
            name=op.f("ck_channel_setup_channel_word"),
        ),
        sa.CheckConstraint("resend_minutes between 1 and 1440", name=op.f("ck_channel_setup_resend_minutes")),
        sa.CheckConstraint("resends between 0 and 5", name=op.f("ck_channel_setup_resends")),
        sa.ForeignKeyConstraint(
            ["practice_id", "activated_by"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_channel_setup_practice_id_activated_by"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_channel_setup_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_setup")),
        sa.UniqueConstraint("practice_id", "channel", name=op.f("uq_channel_setup_practice_id_channel")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_channel_setup_practice_id_id")),
    )
    op.create_table(
        "recording",
        sa.Column("set_id", sa.BigInteger(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("audio", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "set_id"],
            ["template_set.practice_id", "template_set.id"],
            name=op.f("fk_recording_practice_id_set_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_recording_practice_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_recording_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_recording_practice_id_id")),
        sa.UniqueConstraint(
            "set_id",
            "occasion",
            "language",
            "variant",
            name=op.f("uq_recording_set_id_occasion_language_variant"),
        ),
    )
    op.create_table(
        "reply",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("needs_staff", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("provider_event_id", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.BigInteger(), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "channel in ('text', 'email', 'voice', 'fax', 'letter')", name=op.f("ck_reply_channel_word")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "contact_id"],
            ["contact.practice_id", "contact.id"],
            name=op.f("fk_reply_practice_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "department_id"],
            ["department.practice_id", "department.id"],
            name=op.f("fk_reply_practice_id_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "seen_by"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_reply_practice_id_seen_by"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_reply_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_reply_practice_id_id")),
        sa.UniqueConstraint("provider_event_id", name=op.f("uq_reply_provider_event_id")),
    )
    op.create_index("ix_reply_address", "reply", ["practice_id", "address", "received_at"], unique=False)
    op.create_index("ix_reply_contact", "reply", ["contact_id", "received_at"], unique=False)
    op.create_index(
        "ix_reply_unread",
        "reply",
        ["practice_id", "department_id"],
        unique=False,
        postgresql_where=sa.text("needs_staff and seen_at is null"),
    )
    op.create_table(
        "address_event",
        sa.Column("address_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), server_default="", nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "address_id"],
            ["address.practice_id", "address.id"],
            name=op.f("fk_address_event_practice_id_address_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "message_id"],
            ["message.practice_id", "message.id"],
            name=op.f("fk_address_event_practice_id_message_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "staff_id"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_address_event_practice_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_address_event_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_event")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_address_event_practice_id_id")),
    )
    op.create_index("ix_address_event_address", "address_event", ["address_id", "at"], unique=False)
    op.create_table(
        "fix_task",
        sa.Column("address_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), server_default="", nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.Column("practice_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "address_id"],
            ["address.practice_id", "address.id"],
            name=op.f("fk_fix_task_practice_id_address_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "contact_id"],
            ["contact.practice_id", "contact.id"],
            name=op.f("fk_fix_task_practice_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "done_by"],
            ["staff_user.practice_id", "staff_user.id"],
            name=op.f("fk_fix_task_practice_id_done_by"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "message_id"],
            ["message.practice_id", "message.id"],
            name=op.f("fk_fix_task_practice_id_message_id"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_fix_task_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fix_task")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_fix_task_practice_id_id")),
    )
    op.create_index(
        "ix_fix_task_open",
        "fix_task",
        ["practice_id", "opened_at"],
        unique=False,
        postgresql_where=sa.text("done_at is null"),
    )
    op.create_index(
        "uq_fix_task_open",
        "fix_task",
        ["address_id", "kind"],
        unique=True,
        postgresql_where=sa.text("done_at is null"),
    )
    op.add_column(
        "address", sa.Column("stopped", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("contact", sa.Column("fax_id", sa.BigInteger(), nullable=True))
    op.add_column("contact", sa.Column("mail_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_contact_practice_id_mail_id"),
        "contact",
        "address",
        ["practice_id", "mail_id"],
        ["practice_id", "id"],
    )
    op.create_foreign_key(
        op.f("fk_contact_practice_id_fax_id"),
        "contact",
        "address",
        ["practice_id", "fax_id"],
        ["practice_id", "id"],
    )
    op.add_column("delivery_rules", sa.Column("daily_cap", sa.SmallInteger(), nullable=True))
    op.add_column("link", sa.Column("tries", sa.SmallInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("link", sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("reply_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "message", sa.Column("resends", sa.SmallInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.create_index(
        "ix_message_provider_ref",
        "message",
        ["provider_ref"],
        unique=False,
        postgresql_where=sa.text("provider_ref is not null"),
    )
    for sandbox_table in ("sandbox_delivery", "sandbox_outcome"):
        op.add_column(sandbox_table, sa.Column("category", sa.Text(), server_default="", nullable=False))
    op.create_index(
        "ix_message_letter",
        "message",
        ["practice_id", "sent_at"],
        unique=False,
        postgresql_where=sa.text("channel = 'letter'"),
    )
    op.create_index(
        "ix_message_reply",
        "message",
        ["reply_id"],
        unique=False,
        postgresql_where=sa.text("reply_id is not null"),
    )
    op.create_index(
        "ix_message_spoken",
        "message",
        ["practice_id", "address", "created_at"],
        unique=False,
        postgresql_where=sa.text("type in ('private', 'reply')"),
    )
    op.create_index(
        "ix_message_to_staff",
        "message",
        ["practice_id", "address", "id"],
        unique=False,
        postgresql_where=sa.text("contact_id is null and reply_id is null"),
    )
    op.create_index(
        "ix_message_to_staff_lost",
        "message",
        ["practice_id", "settled_at"],
        unique=False,
        postgresql_where=sa.text(
            "contact_id is null and reply_id is null and status in ('failed', 'bounced')"
        ),
    )
    op.create_foreign_key(
        op.f("fk_message_practice_id_reply_id"),
        "message",
        "reply",
        ["practice_id", "reply_id"],
        ["practice_id", "id"],
    )
    op.add_column("patient_contact", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "practice", sa.Column("ask_birth_date", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    for table, name, before, now in CHECKS:
        if before:
            op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, now)


def downgrade() -> None:
    for table, name, before, _ in CHECKS:
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
        if before:
            op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, before)
    op.drop_column("practice", "ask_birth_date")
    op.drop_column("patient_contact", "held_at")
    op.drop_constraint(op.f("fk_message_practice_id_reply_id"), "message", type_="foreignkey")
    op.drop_index(
        "ix_message_to_staff_lost",
        table_name="message",
        postgresql_where=sa.text(
            "contact_id is null and reply_id is null and status in ('failed', 'bounced')"
        ),
    )
    op.drop_index(
        "ix_message_to_staff",
        table_name="message",
        postgresql_where=sa.text("contact_id is null and reply_id is null"),
    )
    op.drop_index(
        "ix_message_spoken", table_name="message", postgresql_where=sa.text("type in ('private', 'reply')")
    )
    for sandbox_table in ("sandbox_outcome", "sandbox_delivery"):
        op.drop_column(sandbox_table, "category")
    op.drop_index("ix_message_letter", table_name="message", postgresql_where=sa.text("channel = 'letter'"))
    op.drop_index("ix_message_reply", table_name="message", postgresql_where=sa.text("reply_id is not null"))
    op.drop_index(
        "ix_message_provider_ref", table_name="message", postgresql_where=sa.text("provider_ref is not null")
    )
    op.drop_column("message", "resends")
    op.drop_column("message", "reply_id")
    op.drop_column("link", "locked_until")
    op.drop_column("link", "tries")
    op.drop_column("delivery_rules", "daily_cap")
    op.drop_constraint(op.f("fk_contact_practice_id_fax_id"), "contact", type_="foreignkey")
    op.drop_constraint(op.f("fk_contact_practice_id_mail_id"), "contact", type_="foreignkey")
    op.drop_column("contact", "mail_id")
    op.drop_column("contact", "fax_id")
    op.drop_column("address", "stopped")
    op.drop_index("uq_fix_task_open", table_name="fix_task", postgresql_where=sa.text("done_at is null"))
    op.drop_index("ix_fix_task_open", table_name="fix_task", postgresql_where=sa.text("done_at is null"))
    op.drop_table("fix_task")
    op.drop_index("ix_address_event_address", table_name="address_event")
    op.drop_table("address_event")
    op.drop_index(
        "ix_reply_unread", table_name="reply", postgresql_where=sa.text("needs_staff and seen_at is null")
    )
    op.drop_index("ix_reply_contact", table_name="reply")
    op.drop_index("ix_reply_address", table_name="reply")
    op.drop_table("reply")
    op.drop_table("recording")
    op.drop_table("channel_setup")
    op.drop_table("blocked_domain")
    op.drop_table("provider_gate")
    op.drop_index("ix_early_receipt_ref", table_name="early_receipt")
    op.drop_table("early_receipt")
