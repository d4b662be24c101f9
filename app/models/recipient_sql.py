"""The statement that finds a mailing's recipients: who is meant, who of them may be messaged, and how.

The planner's ``pairs.sql`` asks the same of the same rows; here it is asked for people, not for moments.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sqlalchemy import TextClause, text

from app.domain.audiences import AudienceKind

_SQL = Path(__file__).parent / "sql"
_TARGETS = {
    AudienceKind.VISITS: ("of_visits", "in_the_period"),
    AudienceKind.RECALLS: ("of_children", "due_children"),
    AudienceKind.FAMILIES: ("of_children", "children_like_this"),
    AudienceKind.ALL: ("of_children", "every_child"),
    AudienceKind.PICKED: ("of_children", "children_of_contacts"),
}
_THESE_VISITS = ("of_visits", "these_visits")


@lru_cache(maxsize=32)
def recipients_statement(kind: AudienceKind, these_visits: bool, once_a_mailbox: bool) -> TextClause:
    """The statement for an audience; ``these_visits`` says that its visits are named one by one."""
    target = _THESE_VISITS if these_visits else _TARGETS[kind]
    rest = ("with_sharers", "judged_contacts", "one_a_mailbox") if once_a_mailbox else (
        "alone", "judged_contacts", "one_each",
    )  # fmt: skip
    parts = (*target, "chosen_contacts", *rest)
    return text("".join((_SQL / f"{part}.sql").read_text(encoding="utf-8") for part in parts))
