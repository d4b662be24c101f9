"""All charts of the reports page, in its order (product M1, M2, L4)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.languages import Language
from app.domain.local_time import local_day
from app.domain.visit_reports import (
    ReportAsked,
    Steps,
    Stretch,
    Visits,
    answer_rate,
    cancelled_by_lead,
    missed,
    stretches,
    untold,
)
from app.queries.credit_course import credit_course
from app.queries.visit_report import Funnel, first_sent, live_since, messages_of, visits_of
from app.web.credit_charts import left_chart
from app.web.message_charts import funnel_chart, slots_chart, waits_chart
from app.web.rate_words import Chart
from app.web.visit_charts import cancellations_chart, languages_chart, missed_chart, trend_chart
from app.work import PracticeSession

QUESTIONS = {
    "message": "Message",
    "channel": "Channel",
    "language": "Language",
    "lead": "Sent before the visit",
}
"""What the funnel can be told by, and the heading of its table."""

_FEW_WEEKS = 4
Groups = tuple[tuple[str, Steps], ...]


def cards(
    session: PracticeSession,
    now: datetime,
    practice_id: int,
    asked: ReportAsked,
    by: str,
    place: ZoneInfo,
) -> list[Chart]:
    """``by`` is one of ``QUESTIONS``, else the first is taken; ``place`` is the practice's zone."""
    told = messages_of(session, now, practice_id, asked, place)
    visits = visits_of(session, now, practice_id, asked, place)
    course = credit_course(session, now, practice_id, place)
    question = by if by in QUESTIONS else next(iter(QUESTIONS))
    return [
        funnel_chart(told.all, QUESTIONS[question], _groups(told, question)),
        missed_chart(missed(visits), untold(visits)),
        trend_chart(_course(visits), _begun(session, place)),
        waits_chart(told.waits),
        languages_chart(
            answer_rate(visits, Language.ENGLISH.value), answer_rate(visits, Language.SPANISH.value)
        ),
        cancellations_chart(cancelled_by_lead(visits)),
        slots_chart(told.slots),
        *([left_chart(course)] if course else []),
    ]


def _groups(told: Funnel, question: str) -> Groups:
    return {
        "message": told.by_message,
        "channel": told.by_channel,
        "language": told.by_language,
        "lead": told.by_lead,
    }[question]


def _course(visits: tuple[Visits, ...]) -> tuple[Stretch, ...]:
    """By week where most weeks have enough visits to say something, else four weeks together."""
    weeks = stretches(visits, 1)
    enough = [each for each in weeks if each.missed.is_enough]
    return weeks if len(enough) * 2 > len(weeks) else stretches(visits, _FEW_WEEKS)


def _begun(session: PracticeSession, place: ZoneInfo) -> tuple[date, str] | None:
    """The day the practice went live, or sent its first message in the sandbox."""
    live, first = live_since(session), first_sent(session)
    if live:
        return local_day(live, place), "Live"
    return (local_day(first, place), "First message") if first else None
