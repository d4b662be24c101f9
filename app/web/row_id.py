"""Numbers in addresses and forms: what no row can have as its id is not found, never asked the database."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1


class RowId(IntegerConverter):
    """``<int:…>`` of every route."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST)


def row_number(text: str) -> int:
    """A row's number in a form or behind the question mark: ``form.get("group_id", type=row_number)``.

    Raises ValueError for what no row can have, which reads as if nothing had been given.
    """
    if not (text.isascii() and text.isdecimal()) or (number := int(text[: len(str(LARGEST)) + 1])) > LARGEST:
        raise ValueError("no row has this number")
    return number


def limit_row_ids(app: Flask) -> None:
    """Call it before the first route is added."""
    app.url_map.converters["int"] = RowId
