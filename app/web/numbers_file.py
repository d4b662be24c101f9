"""The table of a chart as a CSV file; every line names the period and the zone its days are of."""

from __future__ import annotations

from datetime import date

from flask import Response

from app.web.chart_shapes import Numbers
from app.web.csv_file import csv_file


def numbers_file(name: str, numbers: Numbers, first: date, last: date, place: str) -> Response:
    """``place`` is the practice's zone."""
    period = f"{first} to {last}"
    rows = ([*map(str, row), period, place] for row in numbers.rows)
    return csv_file(f"{name}-{first}-{last}.csv", (*numbers.head, "Period", "Time zone"), rows)
