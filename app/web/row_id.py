"""Numbers in addresses: what no row can have as its id is not found, and never reaches the database."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1


class RowId(IntegerConverter):
    """``<int:…>`` of every route."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST)


def limit_row_ids(app: Flask) -> None:
    """Call it before the first route is added."""
    app.url_map.converters["int"] = RowId
