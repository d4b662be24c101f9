"""Recorded audio that a call plays in place of spoken words (product F4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice


class Recording(Tenant, Base):
    """One recording of a set of texts: for what (``occasion``), in which language, live or for voicemail."""

    __tablename__ = "recording"
    __table_args__ = within_practice(
        UniqueConstraint("set_id", "occasion", "language", "variant"),
        set_id="template_set",
        staff_id="staff_user",
    )

    set_id: Mapped[int]
    occasion: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    variant: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    audio: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_at: Mapped[datetime]
    staff_id: Mapped[int | None]
