"""Which column of a file holds what: the fields we read, the titles they go by, the guess (product B2).

A mapping is ``{field code: column number from 0}``. Contact fields are ``contact_1.cell`` and so on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

ColumnMapping = Mapping[str, int]

MOST_CONTACTS = 9


@dataclass(frozen=True, slots=True)
class Field:
    """Something a column can hold. ``titles`` are the headings it is recognised by, as people write them."""

    code: str
    title: str
    titles: tuple[str, ...]
    needed: bool = False


FIELDS = (
    Field(
        "external_id",
        "Appointment id",
        (
            "Appt ID",
            "Appointment ID",
            "ApptGUID",
            "Appt No",
            "Appointment Number",
            "Visit ID",
            "Event Id",
            "Booking ID",
            "Schedule ID",
            "Encounter ID",
        ),
        needed=True,
    ),
    Field(
        "date",
        "Date",
        (
            "Date",
            "Appt Date",
            "Appointment Date",
            "Visit Date",
            "Start Date",
            "Sched Start Date",
            "Start",
            "Starts at",
            "Start Date Time",
            "Appointment Date Time",
            "Date Time",
            "Date of Service",
            "DOS",
        ),
        needed=True,
    ),
    Field(
        "time",
        "Time",
        ("Time", "Appt Time", "Appointment Time", "Visit Time", "Start Time", "Scheduled Time"),
    ),
    Field(
        "length",
        "Length",
        (
            "Length",
            "Duration",
            "Minutes",
            "Mins",
            "Appt Length",
            "Appointment Length",
            "Minutes Duration",
            "Sched Duration",
            "Duration Minutes",
            "Length Minutes",
            "Duration Seconds",
            "Duration Hours",
        ),
    ),
    Field(
        "status", "Status", ("Status", "Appt Status", "Appointment Status", "Visit Status", "Sched Status")
    ),
    Field("visit_type", "Visit type", ("Visit Type", "Appt Type", "Appointment Type", "Type")),
    Field(
        "provider_id", "Provider id", ("Provider ID", "Provider Code", "Resource ID", "Doctor ID", "Prov ID")
    ),
    Field(
        "provider",
        "Provider",
        (
            "Provider",
            "Provider Name",
            "Resource",
            "Doctor",
            "Physician",
            "Treating Practitioner",
            "Clinician",
        ),
    ),
    Field(
        "location",
        "Location",
        ("Location", "Location Name", "Facility", "Clinic", "Clinic ID", "Office", "Site"),
    ),
    Field("department", "Department", ("Department", "Dept")),
    Field(
        "chart",
        "Chart number",
        (
            "Chart #",
            "Chart",
            "Chart No",
            "Chart Number",
            "MRN",
            "Patient MRN",
            "Medical Record Number",
            "Patient ID",
            "Pat ID",
            "Patient Number",
            "Acct No",
            "Account No",
            "Account Number",
        ),
        needed=True,
    ),
    Field(
        "first_name", "First name", ("First Name", "First", "FirstName", "Patient First Name", "Given Name")
    ),
    Field("last_name", "Last name", ("Last Name", "Last", "Patient Last Name", "Surname", "Family Name")),
    Field("full_name", "Full name", ("Patient", "Patient Name", "Pat Name", "Name", "Full Name")),
    Field(
        "birth_date",
        "Date of birth",
        ("DOB", "Date of Birth", "Birth Date", "Birthdate", "Patient DOB", "Birthday"),
    ),
    Field("sex", "Sex", ("Sex", "Gender", "Patient Sex", "Patient Gender", "Birth Sex")),
    Field(
        "unpaid",
        "Unpaid balance",
        ("Unpaid Balance", "Balance", "Balance Due", "Patient Balance", "Amount Due", "Outstanding Balance"),
    ),
    Field("deceased", "Deceased", ("Deceased", "Patient Deceased")),
    Field("consent", "Consent", ("Consent", "Messaging Consent", "OK to contact", "Permission to contact")),
    Field("timezone", "Time zone", ("Time Zone", "Timezone", "TZ")),
    Field(
        "changed_at",
        "Last changed",
        ("Last Modified", "Modified", "Last Updated", "Updated At", "Changed At"),
    ),
)

CONTACT_FIELDS = (
    Field("name", "name", ("", "Name", "Full Name")),
    Field("first_name", "first name", ("First Name", "First")),
    Field("last_name", "last name", ("Last Name", "Last")),
    Field("relationship", "relationship", ("Relationship", "Relation")),
    Field("authority", "authority", ("Authority", "Legal Authority", "Custody")),
    Field("resides_with", "resides with", ("Resides With", "Lives With")),
    Field("cell", "cell phone", ("Cell", "Cell Phone", "Mobile", "Mobile Phone", "Phone", "Cell Number")),
    Field("home", "home phone", ("Home", "Home Phone", "Phone 2")),
    Field("work_phone", "work phone", ("Work Phone", "Work")),
    Field("email", "email", ("Email", "E-mail", "Email Address")),
    Field("work_email", "work email", ("Work Email",)),
    Field("preferred", "preferred way", ("Preferred", "Preference", "Preferred Method", "Contact Method")),
    Field("language", "language", ("Language", "Preferred Language", "Lang")),
    Field("end_date", "end date", ("End Date", "Ended")),
)

# A heading without a number, like "Guardian Email" or just "Email", speaks of the first contact.
_PERSON = re.compile(r"(contact|guardian|parent|guarantor|responsibleparty)(\d*)(.*)")
# Bare headings that mean the patient or the visit are not taken for the contact.
_NEVER_BARE = frozenset(
    {"", "name", "fullname", "firstname", "first", "lastname", "last", "ended", "work", "home"}
)


def plain(title: str) -> str:
    """A heading without case, spaces and signs: "Chart #" and "chart" are one."""
    return re.sub(r"[^a-z0-9]", "", title.casefold())


_BY_TITLE = {plain(title): field.code for field in FIELDS for title in field.titles}
_CONTACT_BY_TITLE = {plain(title): field.code for field in CONTACT_FIELDS for title in field.titles}


def guess_mapping(header: Sequence[str]) -> dict[str, int]:
    """The mapping these titles suggest; the first column wins where two say the same."""
    mapping: dict[str, int] = {}
    for number, title in enumerate(header):
        code = _code(plain(title))
        if code is not None:
            mapping.setdefault(code, number)
    return mapping


def _code(title: str) -> str | None:
    if title in _BY_TITLE:
        return _BY_TITLE[title]
    person = _PERSON.fullmatch(title)
    if person is None:
        return _contact_code("1", title) if title not in _NEVER_BARE else None
    return _contact_code(person[2] or "1", person[3])


def _contact_code(number: str, title: str) -> str | None:
    code = _CONTACT_BY_TITLE.get(title)
    return f"contact_{int(number)}.{code}" if code and 1 <= int(number) <= MOST_CONTACTS else None


def missing_columns(mapping: ColumnMapping) -> list[Field]:
    """The needed fields no column is chosen for. A name may be one column or two."""
    missing = [field for field in FIELDS if field.needed and field.code not in mapping]
    if "full_name" not in mapping and not {"first_name", "last_name"} <= mapping.keys():
        missing += [field for field in FIELDS if field.code == "full_name"]
    return missing


def contact_numbers(mapping: Iterable[str]) -> list[int]:
    """Which contacts the mapping speaks of, in order."""
    return sorted({int(code.partition(".")[0].removeprefix("contact_")) for code in mapping if "." in code})


def field_choices(contacts: int) -> Iterator[tuple[str, str]]:
    """``(code, title)`` of everything a column can be mapped to, for ``contacts`` contacts."""
    for field in FIELDS:
        yield field.code, field.title
    for number in range(1, contacts + 1):
        for field in CONTACT_FIELDS:
            yield f"contact_{number}.{field.code}", f"Contact {number} {field.title}"


def fingerprint(header: Sequence[str]) -> str:
    """The same for files with the same titles in the same order, whatever their case and signs."""
    return hashlib.sha256("|".join(plain(title) for title in header).encode()).hexdigest()[:32]
