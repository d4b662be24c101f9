"""htmx, served from the package that ships it: no copy in our tree and no foreign host."""

from __future__ import annotations

from importlib.resources import files

from flask import Blueprint

blueprint = Blueprint(
    "vendor",
    __name__,
    static_folder=str(files("js_lib_htmx") / "static" / "htmx"),
    static_url_path="/vendor/htmx",
)
