"""Make a practice's set-up what a document says (contract: config import): all of it or nothing.

What the document leaves out stays: a department or location may hold history, so an import adds and
changes, and only holidays, routing and own texts, which hold none, are taken away.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.change_waitlist_rules import save_waitlist_rules
from app.actions.import_channels import import_channels
from app.actions.import_messages import import_messages
from app.actions.import_places import import_places
from app.actions.import_routing import import_routing
from app.actions.import_texts import import_texts
from app.actions.replan_practice import replan_practice
from app.actions.write_audit import Actor, write_audit
from app.domain.waitlist_form import Offering
from app.feeds.config.differences import Difference
from app.feeds.config.document import ConfigDocument


def import_config(
    session: Session,
    now: datetime,
    actor: Actor,
    practice_id: int,
    document: ConfigDocument,
    changes: Sequence[Difference],
) -> None:
    """Write ``document``; ``changes`` is what it changes, for the audit log. No change writes nothing.

    Raises ConfigRefused for what only the practice's own rows can tell.

    The next tick looks at every coming visit again, since it may be asked for at another time now.
    """
    if not changes:
        return
    known = import_places(session, now, practice_id, document)
    import_channels(session, now, document.channels)
    save_waitlist_rules(session, now, Offering(**document.waitlist.model_dump()))
    sets = import_texts(session, now, document)
    messages = import_messages(session, now, document.automated_messages, known, sets)
    import_routing(session, document.routing, known, messages)
    session.flush()
    replan_practice(session, now)
    write_audit(
        session,
        now,
        actor,
        "import set-up",
        "practice",
        practice_id,
        before={change.place: change.before for change in changes},
        after={change.place: change.after for change in changes},
    )
