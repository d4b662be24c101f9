"""What an open Cancellations page holds, and what is news to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from flask import request

from app.queries.notice_items import NoticeItem
from app.queries.open_notices import Tab, notices_with
from app.web.access import current_practice_id
from app.web.desk_view import MOST, Desk, read_desk
from app.web.filters import this_moment
from app.web.row_id import row_number
from app.web.way_signs import outage_lines
from app.work import reading


@dataclass(frozen=True, slots=True)
class News:
    """``shown`` are the page's own items as they stand now, ``changed`` those that it shows otherwise,
    ``fresh`` what came since.
    """

    desk: Desk
    shown: tuple[NoticeItem, ...]
    changed: tuple[NoticeItem, ...]
    fresh: tuple[NoticeItem, ...]

    @property
    def nothing(self) -> bool:
        """Does the page know all of it?"""
        known = {name: request.args.get(name, "") for name in _STANDING}
        return not self.changed and known == _standing(self.desk, self.fresh)

    @property
    def live_url(self) -> str:
        """Where the page asks next."""
        return live_url(self.desk, self.shown, self.fresh)

    @property
    def new_url(self) -> str:
        """Where the page gets what came since, to put it above the rest."""
        ids = [item.id for item in self.fresh]
        return self.desk.url("cancellations.new", id=ids, held=_held_words(self.shown))


_STANDING = ("new", "counts", "outages")


def read_news() -> News:
    """What changed for the page whose address names what it holds."""
    desk, held = read_desk(), _held()
    listed = {item.id: item for item in desk.notices}
    left = _others([number for number in held if number not in listed])
    known = {**left, **listed}
    shown = tuple(known[number] for number in held if number in known)
    changed = tuple(item for item in shown if _digest(item) != held[item.id])
    return News(desk, shown, changed, tuple(item for item in desk.notices if item.id not in held))


def taken_in(news: News) -> News:
    """After the asked-for ones of ``fresh`` were put on the page: these are ``changed``."""
    wanted = set(request.args.getlist("id", type=row_number))
    taken = tuple(item for item in news.fresh if item.id in wanted)
    rest = tuple(item for item in news.fresh if item.id not in wanted)
    return News(news.desk, (*taken, *news.shown), taken, rest)


def live_url(desk: Desk, shown: Sequence[NoticeItem], fresh: Sequence[NoticeItem] = ()) -> str:
    """Where a page that shows these asks what is new; what was done changes no more, so it does not ask."""
    if desk.asked.tab is Tab.DONE:
        return ""
    return desk.url("cancellations.delta", held=_held_words(shown), **_standing(desk, fresh))


def _standing(desk: Desk, fresh: Sequence[NoticeItem]) -> dict[str, str]:
    outages = outage_lines()
    return {
        "new": "-".join(str(item.id) for item in fresh),
        "counts": f"{desk.counts.open}-{desk.counts.mine}-{desk.counts.done_today}",
        "outages": _short(outages) if outages else "",
    }


def _held() -> dict[int, str]:
    """Each item the page holds, with the state it shows."""
    pairs = (pair.partition(".") for pair in request.args.get("held", "").split("-")[: 2 * MOST])
    found = {}
    for number, _, state in pairs:
        try:
            found[row_number(number)] = state
        except ValueError:
            continue
    return found


def _others(ids: Sequence[int]) -> dict[int, NoticeItem]:
    if not ids:
        return {}
    with reading(current_practice_id()) as session:
        return {item.id: item for item in notices_with(session, this_moment(), ids)}


def _held_words(notices: Sequence[NoticeItem]) -> str:
    return "-".join(f"{item.id}.{_digest(item)}" for item in notices)


def _digest(item: NoticeItem) -> str:
    """A short name for a state, to tell it from another; coming back after a rest is one, too."""
    return _short((item, item.rests(this_moment())))


def _short(value: Any) -> str:
    return format(crc32(repr(value).encode()), "x")
