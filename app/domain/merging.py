"""Two records of one person made one (product B8): what stays for a child that had both as contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.contacts import Authority


@dataclass(frozen=True, slots=True)
class Tie:
    """What a contact is to one child. ``given`` and ``withdrawn`` hold "purpose:channel" pairs (C5).

    ``held_at`` (UTC) is when this person said that it is not their child (H5).
    """

    relationship: str = ""
    authority: Authority = Authority.BLANK
    authority_text: str = ""
    resides_with: bool | None = None
    end_date: date | None = None
    own: bool = False
    alternative: bool = False
    held_at: datetime | None = None
    given: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()


# The one that keeps most messages back wins: nobody is messaged because two records were joined.
_STRICTEST = (Authority.OTHER, Authority.EXCLUSIVE, Authority.JOINT, Authority.BLANK)


def united(kept: Tie, gone: Tie) -> Tie:
    """The tie that stays: a withdrawal, the stricter authority, an end date and "not my child" win (B8)."""
    strict = min(kept, gone, key=lambda tie: _STRICTEST.index(tie.authority))
    withdrawn = kept.withdrawn | gone.withdrawn
    return Tie(
        relationship=kept.relationship or gone.relationship,
        authority=strict.authority,
        authority_text=strict.authority_text,
        resides_with=gone.resides_with if kept.resides_with is None else kept.resides_with,
        end_date=min(filter(None, (kept.end_date, gone.end_date)), default=None),
        own=kept.own or gone.own,
        alternative=kept.alternative or gone.alternative,
        held_at=min(filter(None, (kept.held_at, gone.held_at)), default=None),
        given=(kept.given | gone.given) - withdrawn,
        withdrawn=withdrawn,
    )
