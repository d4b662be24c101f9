"""What the address of a parents' page carries, and whether we signed it (product H1, H4)."""

from __future__ import annotations

import re

from flask import abort, current_app, request

from app.links import LinkSigner
from app.web.filters import this_moment

_PROOF = re.compile(r"[0-9A-Za-z._-]{1,32}", re.ASCII)


def signer() -> LinkSigner:
    """Who mints and reads the links of this installation."""
    found: LinkSigner = current_app.extensions["deskbell.signer"]
    return found


def link_of(token: str) -> int:
    """The id of the link; 404 for a token that we did not sign."""
    link_id = signer().read(token)
    if link_id is None:
        abort(404)
    return link_id


def proof() -> str | None:
    """What the address or the form carries as proof of a child's birth date (H4); nobody checked it yet."""
    given = request.values.get("k", "")
    return given if _PROOF.fullmatch(given) else None


def is_proven(link_id: int) -> bool:
    """Was a child's date of birth told to this link within the last half hour?"""
    given = proof()
    return given is not None and signer().proves(given, link_id, this_moment())
