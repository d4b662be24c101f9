"""Messages Sent and its history over a year of a big practice, against bare SQL on the same rows.

    python -m bench.messages [messages]      default: 1000000

Figures are medians in milliseconds of rounds that alternate with their peers; compare the ratios.

* report of a month, first page and its line of totals, page deep in the year, search: the queries of the
  pages with all they do to ask and to read the answer, against a bare statement written by hand that brings
  the same rows and columns in one go.
* export: the lines of the CSV file as the download takes them, against a bare COPY to CSV through Python of
  the same columns as they stand in the tables: no words, no local time, nothing made safe. Once with what
  the outbox and the contact know, once also with the children's names, which stand three tables away. Both
  may use as many processes of the database as it comes with.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.sent_words import USUAL_COLUMNS, Column
from app.extensions import db
from app.queries.history_file import history_csv
from app.queries.history_filters import HistoryAsked, messages_asked
from app.queries.message_history import history_page, history_totals
from app.queries.sent_report import sent_report
from app.work import reading, work
from bench.messages_house import NOW, PRACTICE, house

MESSAGES = 1_000_000
PLAIN, CHILDREN = "without the children", "with the children"
ROUNDS, EXPORTS = 21, 3
PLACE = ZoneInfo("America/New_York")
MONTH = HistoryAsked(first=date(2026, 10, 1), last=date(2026, 10, 31))
YEAR = HistoryAsked(first=date(2025, 11, 1), last=date(2026, 11, 22))
DEEP = (datetime(2026, 1, 3, 12, tzinfo=UTC), 2**60)

REPORT, FIRST, TOTALS = "report of a month", "first page", "its line of totals"
DEEPER, SEARCH = "page deep in the year", "search for a contact"
TIMES, LIMIT, SEARCHED = 3, 150, 300
"""Each may take so many times its bare query and so many milliseconds. A search is held to the latter alone,
and to more: it looks through the names of all children and contacts, where the bare query knows that a
contact is meant."""

SHARE, MEMORY = 0.5, 200
"""An export is to reach that share of a bare COPY, in a process of at most so many MB."""

_WITHIN = "practice_id = 1 and contact_id is not null and sent_at is not null"
_OCTOBER = f"{_WITHIN} and sent_at >= '2026-10-01 04:00Z' and sent_at < '2026-11-01 04:00Z'"
_SHOWN = """
select p.*, c.name, coalesce(r.name, g.description) as told_by, told.*, greeted.names,
    coalesce(told.family, greeted.family, (
        select min(k.family_id) from patient_contact t join patient k on k.id = t.patient_id
        where t.contact_id = p.contact_id
    )) as family_id
from (
    select id, sent_at, contact_id, rule_id, mailing_id, type, mode, channel, address, language, status,
        reason, cost, subject, body
    from message where {which} order by sent_at desc, id desc limit 51
) p
join contact c on c.id = p.contact_id
left join rule r on r.id = p.rule_id left join mailing g on g.id = p.mailing_id
left join lateral (
    select string_agg(k.first_name, ', ' order by a.starts_at) as children, min(k.family_id) as family,
        min(a.id) as visit, min(a.starts_at) as starts_at, min(coalesce(l.timezone, h.timezone)) as zone,
        min(d.name) as provider, min(l.name) as place
    from message_line s join appointment a on a.id = s.appointment_id join patient k on k.id = a.patient_id
    join location l on l.id = a.location_id join practice h on h.id = a.practice_id
    left join provider d on d.id = a.provider_id
    where s.message_id = p.id
) told on true
left join lateral (
    select string_agg(k.first_name, ', ' order by k.id) as names, min(k.family_id) as family
    from message_patient s join patient k on k.id = s.patient_id where s.message_id = p.id
) greeted on true
order by p.sent_at desc, p.id desc
"""
_PARENT = "contact_id in (select id from contact where name ilike '%parent 777%')"
_BARE = {
    REPORT: f"select mode, status, count(*) from message where {_OCTOBER} group by mode, status",
    TOTALS: f"select status, count(*) from message where {_OCTOBER} group by status",
    FIRST: _SHOWN.format(which=_OCTOBER),
    DEEPER: _SHOWN.format(which=f"{_WITHIN} and (sent_at, id) < ('2026-01-03 12:00Z', 1152921504606846976)"),
    SEARCH: _SHOWN.format(which=f"{_OCTOBER} and {_PARENT}"),
}
_FILES = {
    PLAIN: """
copy (
    select m.sent_at, c.name, r.name, m.mode, m.status
    from message m join contact c on c.id = m.contact_id left join rule r on r.id = m.rule_id
    where m.practice_id = 1 and m.contact_id is not null and m.sent_at is not null
    order by m.sent_at desc, m.id desc
) to stdout with (format csv)""",
    CHILDREN: """
copy (
    select m.sent_at, c.name, k.names, r.name, m.mode, m.status
    from message m join contact c on c.id = m.contact_id left join rule r on r.id = m.rule_id
    left join (
        select l.message_id, string_agg(p.first_name, ', ') as names
        from message_line l
        join appointment a on a.id = l.appointment_id join patient p on p.id = a.patient_id
        where l.practice_id = 1 group by l.message_id
    ) k on k.message_id = m.id
    where m.practice_id = 1 and m.contact_id is not null and m.sent_at is not null
    order by m.sent_at desc, m.id desc
) to stdout with (format csv)""",
}


class Timed(NamedTuple):
    """Medians in seconds."""

    ours: float
    bare: float


def main(messages: int = MESSAGES) -> int:
    """Print the figures; the exit status is 1 when a target is missed."""
    with house(messages):
        print(f"\nMessages Sent, {messages:,} messages of a year; milliseconds, medians of {ROUNDS}")
        good = [*_pages(), *_exports()]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  the process held {peak:.0f} MB at most (at most {MEMORY}): {_word(peak <= MEMORY)}")
        return int(not all([*good, peak <= MEMORY]))


def _pages() -> Iterator[bool]:
    asked: dict[str, Callable[[Session], Any]] = {
        REPORT: lambda session: sent_report(session, MONTH.first, MONTH.last, PLACE),
        FIRST: partial(_page, MONTH, None),
        TOTALS: lambda session: history_totals(session, messages_asked(session, MONTH, PLACE)),
        DEEPER: partial(_page, YEAR, DEEP),
        SEARCH: partial(_page, _looking_for("parent 777"), None),
    }
    for name, ours in asked.items():
        with reading(PRACTICE) as session, db.engine.connect() as connection:
            bare = partial(_fetch, connection, text(_BARE[name]))
            timed = _alternate(partial(ours, session), bare, ROUNDS)
        ratio = timed.ours / timed.bare
        most = SEARCHED if name == SEARCH else LIMIT
        met = timed.ours * 1000 < most and (ratio <= TIMES or name == SEARCH)
        print(
            f"  {name:24}{timed.ours * 1000:8.1f}   bare {timed.bare * 1000:8.1f}"
            f"   {ratio:5.1f} times: {_word(met)}"
        )
        yield met


def _page(asked: HistoryAsked, mark: Any, session: Session) -> None:
    history_page(session, NOW, asked, messages_asked(session, asked, PLACE), mark)


def _looking_for(wanted: str) -> HistoryAsked:
    return HistoryAsked(first=MONTH.first, last=MONTH.last, wanted=wanted)


def _fetch(connection: Any, statement: Any) -> None:
    connection.execute(statement).all()


def _exports() -> Iterator[bool]:
    plain = tuple(column for column in USUAL_COLUMNS if column is not Column.CHILDREN)
    for name, columns in ((PLAIN, plain), (CHILDREN, USUAL_COLUMNS)):
        counted: list[int] = []
        timed = _alternate(partial(_export, columns, counted), partial(_copy, name), EXPORTS)
        share = timed.bare / timed.ours
        rate = counted[0] / timed.ours
        print(
            f"  export {name}: {rate:,.0f} rows/s, {share:.2f} of a bare COPY"
            f" (at least {SHARE}): {_word(share >= SHARE)}"
        )
        yield share >= SHARE


def _export(columns: tuple[Column, ...], counted: list[int]) -> None:
    with work(PRACTICE) as session:
        counted.append(sum(part.count(b"\n") for part in history_csv(session, NOW, YEAR, PLACE, columns)))


def _copy(name: str) -> None:
    connection: Any = db.engine.raw_connection()
    try:
        with connection.cursor() as cursor, cursor.copy(_FILES[name]) as copied:
            for line in copied:
                len(line)
    finally:
        connection.close()


def _alternate(ours: Callable[[], Any], bare: Callable[[], Any], rounds: int) -> Timed:
    """Each once to warm up, then in turns, so that what disturbs the machine disturbs both."""
    taken: dict[Callable[[], Any], list[float]] = {ours: [], bare: []}
    for number in range(rounds + 1):
        for call, times in taken.items():
            began = time.perf_counter()
            call()
            if number:
                times.append(time.perf_counter() - began)
    return Timed(statistics.median(taken[ours]), statistics.median(taken[bare]))


def _word(met: bool) -> str:
    return "yes" if met else "NO"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES))
