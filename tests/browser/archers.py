"""A family that only tests know: Nell and Otis Archer, of whose visits nobody was asked yet."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

from tests.browser.conftest import Product
from tests.browser.people import visit_of

_ROW = {
    "Status": "Scheduled",
    "Provider": "Dr. Sun Kim",
    "Location": "Main Street",
    "Last Name": "Archer",
    "Contact 1 Name": "Jane Archer",
    "Contact 1 Relationship": "Mother",
    "Contact 1 Authority": "Joint",
    "Contact 1 Cell": "(937) 555-1177",
    "Contact 1 Email": "jane.archer@example.org",
    "Contact 1 Preferred": "Text",
    "Contact 1 Language": "English",
    "Consent": "Yes",
}
_CHILDREN = (
    ("Nell", "Hearing test", "2020-02-10", "10:00 AM"),
    ("Otis", "Sports physical", "2016-03-05", "11:00 AM"),
)


def book_the_archers(product: Product, folder: Path) -> None:
    """Bring both visits in as a first import, a week after the last visit of the demo."""
    last = date.fromisoformat(visit_of(product, "Pablo Ortega")["starts_at"][:10])
    day = (last + timedelta(days=7)).isoformat()
    file = folder / "archers.csv"
    with file.open("w", newline="") as opened:
        writer = csv.DictWriter(
            opened, ["Appt ID", "Chart #", "First Name", "Visit Type", "DOB", "Date", "Time", *_ROW]
        )
        writer.writeheader()
        for number, (child, visit_type, born, clock) in enumerate(_CHILDREN, 1):
            own = {"Appt ID": f"ARCHER{number}", "Chart #": f"ARC{number}", "First Name": child}
            when = {"Visit Type": visit_type, "DOB": born, "Date": day, "Time": clock}
            writer.writerow({**own, **when, **_ROW})
    product.command("feed", "import", str(file), "--practice", "willow", "--first")
