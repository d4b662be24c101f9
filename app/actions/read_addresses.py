"""Phone numbers and email addresses of a form, made one way or refused with an example."""

from __future__ import annotations

from app.domain.form_reading import FormReading
from app.feeds.addresses import read_email, read_phone


def phone_of(reading: FormReading, field: str, typed: str) -> str:
    """E.164, or empty when nothing was typed."""
    if not typed.strip():
        return ""
    read = read_phone(typed)
    if read.problem:
        reading.refuse(field, f"{read.problem} Write it like (937) 555-0142.")
    return read.value


def email_of(reading: FormReading, field: str, typed: str) -> str:
    """In small letters, or empty when nothing was typed."""
    if not typed.strip():
        return ""
    read = read_email(typed)
    if read.problem:
        reading.refuse(field, f"{read.problem} Write it like frontdesk@practice.example.")
    return read.value
