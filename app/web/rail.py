"""The way around: what stands in the rail and in the bar above every staff page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, g, request, url_for

from app.domain.mailings import NEWS, PERMISSIONS, MailingKind
from app.domain.permissions import Permission
from app.queries.balance import Balance, balance
from app.queries.conversation_list import count_unread
from app.queries.fix_items import count_fixes
from app.queries.freed_times import count_free
from app.queries.open_notices import count_open
from app.queries.running_mailings import RunningMailing, running_mailings
from app.web.access import current_practice_id, current_staff
from app.web.filters import this_moment
from app.work import reading


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the rail. ``here`` marks the area of this page; ``heading`` stands above it."""

    words: str
    sign: str
    url: str
    here: bool
    heading: str = ""


_MESSAGES = "Messages"

_ENTRIES = (
    ("Today", "home", "today.show", Permission.BASIC_MESSAGING, ""),
    ("Schedule", "calendar", "schedule.index", Permission.BASIC_MESSAGING, ""),
    ("Cancellations", "cancel", "cancellations.index", Permission.BASIC_MESSAGING, ""),
    ("Conversations", "message", "conversations.index", Permission.BASIC_MESSAGING, ""),
    ("Fix contacts", "call", "fix_contacts.index", Permission.BASIC_MESSAGING, ""),
    ("Problems", "warning", "problems.index", Permission.BASIC_MESSAGING, ""),
    ("Families", "families", "search.index", Permission.BASIC_MESSAGING, ""),
    ("Waitlist", "clock", "waitlist.index", Permission.BASIC_MESSAGING, ""),
    ("Recalls", "bell", "recalls.index", Permission.AUTOMATED_VIEW, ""),
    ("Templates", "list", "templates.index", Permission.AUTOMATED_VIEW, _MESSAGES),
    ("Not sent", "cross", "skipped.index", Permission.REPORTS_VIEW, _MESSAGES),
    ("Do not send", "pause", "do_not_send.index", Permission.BASIC_MESSAGING, _MESSAGES),
    ("Letters to print", "print", "letters.index", Permission.BASIC_MESSAGING, _MESSAGES),
    ("Sandbox outbox", "send", "sandbox.index", Permission.BASIC_MESSAGING, _MESSAGES),
    ("Reports", "chart", "reports.show", Permission.REPORTS_VIEW, _MESSAGES),
    ("Setup", "check", "setup.show", Permission.DELIVERY_RULES_EDIT, "Settings"),
    ("Global settings", "settings", "delivery_rules.show", Permission.DELIVERY_RULES_EDIT, "Settings"),
    ("Practice", "door", "practice.show", Permission.DELIVERY_RULES_EDIT, "Settings"),
    ("Locations", "pin", "locations.index", Permission.DELIVERY_RULES_EDIT, "Settings"),
    ("Departments", "inbox", "departments.index", Permission.DELIVERY_RULES_EDIT, "Settings"),
    ("Channels", "send", "channels.show", Permission.INTEGRATIONS_MANAGE, "Settings"),
    ("Plan", "card", "plan.show", Permission.BILLING_VIEW, "Settings"),
    ("People", "key", "people.index", Permission.STAFF_MANAGE, "Settings"),
    ("Renewals", "calendar", "renewals.index", Permission.STAFF_MANAGE, "Settings"),
    ("Import a schedule", "upload", "imports.index", Permission.INTEGRATIONS_MANAGE, "Settings"),
    ("Audit log", "book", "audit.index", Permission.AUDIT_VIEW, "Settings"),
)

_CENTER = (
    ("Personalized messages", "personalized.index", Permission.PERSONALIZED_MESSAGES),
    ("Automated messages", "automated.index", Permission.AUTOMATED_VIEW),
    ("Email broadcasts", "broadcasts.index", Permission.BROADCASTS),
    ("Messages sent", "sent.index", Permission.REPORTS_VIEW),
    ("Usage statistics", "usage.show", Permission.BILLING_VIEW),
    ("Contact preferences", "preferences.show", Permission.PREFERENCES_BULK),
)
"""The tabs of the Message center (K)."""

_PARTS = {
    "routing": "departments",
    "groups": "people",
    "automated_editor": "automated",
    "birthdays": "automated",
    "compose": "personalized",
    "drafts": "personalized",
    "jobs": "personalized",
    "history": "sent",
    "ledger": "plan",
    "conversation": "conversations",
    "notice": "cancellations",
    "waitlist_entries": "waitlist",
    "sandbox_device": "sandbox",
    "sandbox_call": "sandbox",
    "paper_preview": "templates",
}
"""Pages that stand under another entry."""


def rail() -> list[Entry]:
    """What this person may open; the rest is hidden."""
    staff = current_staff()
    entries: list[Entry] = []
    part = ""
    for words, sign, endpoint, permission, heading in _ENTRIES:
        if endpoint in current_app.view_functions and staff.may(permission):
            if heading == _MESSAGES and part != _MESSAGES:
                entries += _center_entry()
            first = heading != part and not (entries and entries[-1].heading == heading)
            entries.append(
                Entry(words, sign, url_for(endpoint), _is_here(endpoint), heading if first else "")
            )
            part = heading
    return entries


def _center_entry() -> list[Entry]:
    """The Message center opens at the first of its tabs that this person may see."""
    tabs = center_tabs()
    if not tabs:
        return []
    return [Entry("Message center", "mail", tabs[0].url, any(tab.here for tab in tabs), _MESSAGES)]


def center_tabs() -> list[Entry]:
    """The tabs of the Message center that this person may open."""
    staff = current_staff()
    return [
        Entry(words, "", url_for(endpoint), _is_here(endpoint))
        for words, endpoint, permission in _CENTER
        if endpoint in current_app.view_functions and staff.may(permission)
    ]


def stand_under(kind: MailingKind) -> None:
    """This page is about a mailing of that kind: the tab that lists such mailings is marked."""
    g.stands_under = "broadcasts" if kind in NEWS else "personalized"


def _is_here(endpoint: str) -> bool:
    own = _PARTS.get(request.blueprint or "", request.blueprint)
    return endpoint.partition(".")[0] == g.get("stands_under", own)


def open_notices() -> int:
    """How many notices wait for somebody, counted once a request."""
    if "open_notices" not in g:
        with reading(current_practice_id()) as session:
            g.open_notices = count_open(session, this_moment())
    count: int = g.open_notices
    return count


def unread_replies() -> int:
    """How many things families wrote must still be read, counted once a request."""
    if "unread_replies" not in g:
        with reading(current_practice_id()) as session:
            g.unread_replies = count_unread(session)
    count: int = g.unread_replies
    return count


def open_fixes() -> int:
    """How many numbers and addresses must be put right, counted once a request."""
    if "open_fixes" not in g:
        with reading(current_practice_id()) as session:
            g.open_fixes = count_fixes(session)
    count: int = g.open_fixes
    return count


def free_times() -> int:
    """How many freed times wait for somebody to offer them, counted once a request."""
    if "free_times" not in g:
        with reading(current_practice_id()) as session:
            g.free_times = count_free(session, this_moment())
    count: int = g.free_times
    return count


def balance_left() -> Balance | None:
    """What is left to send with, read once a request; None under a plan without a balance (L2)."""
    if "balance_left" not in g:
        with reading(current_practice_id()) as session:
            g.balance_left = balance(session)
    left: Balance | None = g.balance_left
    return left


def mailings_under_way() -> list[RunningMailing]:
    """Mailings that run or paused themselves, of the kinds that this person may send (K4)."""
    kinds = [kind for kind, permission in PERMISSIONS.items() if current_staff().may(permission)]
    if not kinds:
        return []
    with reading(current_practice_id()) as session:
        return running_mailings(session, kinds)


def lay_rail(app: Flask) -> None:
    """Give the layout its words."""
    app.jinja_env.globals.update(
        rail=rail,
        center_tabs=center_tabs,
        balance_left=balance_left,
        mailings_under_way=mailings_under_way,
        open_notices=open_notices,
        open_fixes=open_fixes,
        free_times=free_times,
        unread_replies=unread_replies,
    )
