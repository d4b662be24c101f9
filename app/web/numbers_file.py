"""The table of a chart as a CSV file; every line names the period and the zone its days are of."""

from __future__ import annotations

import re
from datetime import date

from flask import Response

from app.web.chart_shapes import Numbers
from app.web.csv_file import csv_file

_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")


def numbers_file(name: str, numbers: Numbers, first: date, last: date, place: str) -> Response:
    """``place`` is the practice's zone."""
    period = f"{first} to {last}"
    rows = ([*map(_plain, row), period, place] for row in numbers.rows)
    return csv_file(f"{name}-{first}-{last}.csv", (*numbers.head, "Period", "Time zone"), rows)


def _plain(cell: object) -> str:
    """A number as programs read it: 2,202 on the page is 2202 in the file."""
    words = str(cell)
    return words.replace(",", "") if _NUMBER.fullmatch(words) else words
