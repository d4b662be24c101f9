"""A standard letter or fax as a made-up family would get it (product F4, F5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.timing import RuleType
from app.domain.wording.occasions import ASKING_NOTHING, Occasion
from app.domain.wording.paper_page import paper_page
from app.domain.wording.preview import facts_on
from app.models import Practice
from app.models.sample_visits import made_up
from app.queries.sheets import Sheet

_ADDRESSES = {Channel.LETTER: "12 Oak Street, Apt 4, Dayton, OH 45402", Channel.FAX: "+19375550100"}


def paper_preview(
    session: Session,
    now: datetime,
    kind: RuleType,
    why: Occasion,
    channel: Channel,
    language: Language,
    link: str,
) -> Sheet:
    """The page for two children; ``channel`` is the letter or the fax, ``link`` as long as a real one."""
    practice = session.get_one(Practice, session.info["practice_id"])
    _, two = made_up(practice, now, link)
    facts = facts_on(kind, why, two)
    if kind in ASKING_NOTHING:
        facts = replace(facts, link="", change_until_local=None)
    page = paper_page(kind, channel, language, facts)
    return Sheet(
        channel=channel,
        sender_name=practice.name,
        sender=practice.address,
        addressee="Ana Sample",
        address=_ADDRESSES[channel],
        subject=page.title,
        body=page.text,
        language=page.language,
    )
