"""Phone and fax numbers, email and postal addresses as people type them, made one way (product C6).

A number or address that cannot be used is kept as it was typed, with words saying why: staff see
it and can put it right. Nothing here asks the network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from app.domain.postal import postal_fault

DEFAULT_REGION = "US"
_ZIP = re.compile(r"\b\d{5}(-\d{4})?$")


@dataclass(frozen=True, slots=True)
class ReadAddress:
    """``kind`` is phone, email or mail. ``value`` is E.164, a lower-case email address, a postal address in
    one line with commas, or what was typed if unusable.

    ``problem`` says in words why it cannot be used; None when it can.
    """

    kind: str
    value: str
    problem: str | None = None


@lru_cache(maxsize=4096)
def read_phone(typed: str, region: str = DEFAULT_REGION) -> ReadAddress:
    """A phone number in any usual writing; ``region`` is where a number without + is dialled."""
    typed = " ".join(typed.split())
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return ReadAddress("phone", typed, "This is not a phone number.")
    if not phonenumbers.is_valid_number(number):
        return ReadAddress(
            "phone", typed, "This number cannot be dialled. Check it for missing or extra digits."
        )
    if number.extension:
        return ReadAddress(
            "phone",
            typed,
            "A number with an extension cannot be texted or called automatically. Add a direct number.",
        )
    return ReadAddress("phone", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@lru_cache(maxsize=4096)
def read_email(typed: str) -> ReadAddress:
    """An email address. Letter case never tells two mailboxes apart here."""
    typed = typed.strip()
    try:
        found = validate_email(typed, check_deliverability=False)
    except EmailNotValidError as error:
        return ReadAddress("email", typed, f"This is not an email address. {error}")
    return ReadAddress("email", found.normalized.lower())


def read_mail(typed: str) -> ReadAddress:
    """A postal address in lines or with commas: a street, and a town with its ZIP code at the end."""
    parts = [" ".join(part.split()) for line in typed.splitlines() for part in line.split(",")]
    value = ", ".join(part for part in parts if part)
    if "," not in value or not _ZIP.search(value):
        return ReadAddress("mail", value, "This is not a whole postal address.")
    return ReadAddress("mail", value, postal_fault(value) or None)


def shown_address(value: str) -> str:
    """A number as people write it here: "(937) 555-0142". What is no number stays as it was typed."""
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return value
    at_home = number.country_code == 1
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, style)
