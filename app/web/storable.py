"""What a browser sends must be storable: a text with a null character, which no database text can hold, is
refused at the door, whatever page it is for.
"""

from __future__ import annotations

from flask import Flask, abort, request

_NULL = "\x00"


def refuse_unstorable(app: Flask) -> None:
    """Looks at addresses and forms; files are read by their own rules."""
    app.before_request(_look)


def _look() -> None:
    given = (*request.args.items(multi=True), *request.form.items(multi=True))
    if any(_NULL in name or _NULL in value for name, value in given):
        abort(400)
