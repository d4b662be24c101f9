"""Schedule files for tests: a header as practices export it, and rows with only what a test is about."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent.parent / "data" / "csv"

HEADER = (
    "Appt ID,Date,Time,Length,Status,Visit Type,Provider ID,Provider,Location,Chart #,First Name,Last Name,"
    "DOB,Contact 1 Name,Contact 1 Authority,Contact 1 Cell,Contact 1 Email,Contact 1 Preferred,"
    "Contact 1 Language,Contact 1 End Date,Consent"
)
MIA = {
    "Appt ID": "A1",
    "Date": "11/24/2026",
    "Time": "2:30 PM",
    "Length": "20",
    "Status": "Scheduled",
    "Visit Type": "Check-up",
    "Provider ID": "P1",
    "Provider": "Dr. Anita Patel",
    "Location": "Main Street",
    "Chart #": "K1",
    "First Name": "Mia",
    "Last Name": "Ramos",
    "DOB": "05/23/2019",
    "Contact 1 Name": "Ana Ramos",
    "Contact 1 Cell": "(937) 555-0142",
    "Contact 1 Email": "ana.ramos@example.org",
    "Contact 1 Preferred": "Text",
    "Contact 1 Language": "Spanish",
    "Consent": "Yes",
}


def row(**changed: str) -> dict[str, str]:
    """Mia's visit with some cells changed; ``Appt_ID`` stands for the column "Appt ID"."""
    return MIA | {_title(name): cell for name, cell in changed.items()}


def schedule(*rows: dict[str, str], header: str = HEADER, encoding: str = "utf-8") -> bytes:
    """The file's bytes. No row means Mia's visit alone."""
    titles = header.split(",")
    lines = [",".join(f'"{each.get(title, "")}"' for title in titles) for each in rows or [MIA]]
    return "\r\n".join([header, *lines, ""]).encode(encoding)


def _title(name: str) -> str:
    return {"Chart": "Chart #"}.get(name, name.replace("_", " "))


def data_file(name: str) -> bytes:
    """A whole file of tests/data/csv."""
    return (DATA / name).read_bytes()
