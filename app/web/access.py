"""Who may open what (product A1, A3, A4).

Every view is marked: ``@requires(Permission.X)``, ``@signed_in`` or its endpoint stands in ``PUBLIC``.
A view without a mark is refused to everybody, so a forgotten mark is a closed door.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request, session, url_for
from flask_login import UserMixin, current_user, login_user
from werkzeug.wrappers import Response

from app.actions.start_session import Welcome, note_acting
from app.actions.write_audit import Actor
from app.domain.permissions import Permission
from app.extensions import login
from app.queries.sign_in import Staff, staff_of_session
from app.web.filters import this_moment
from app.web.respond import go_to, is_from_htmx
from app.work import reading_everywhere, work

IDLE_LIMIT = timedelta(hours=2)
ABSOLUTE_LIMIT = timedelta(hours=12)
# Cookie and session are written anew at most this often, not with every click.
TOUCH_EVERY = timedelta(minutes=1)

PUBLIC = frozenset(
    {
        "static",
        "vendor.static",
        "sign_in.show",
        "sign_in.enter",
        "start.door",
        "start.show",
        "start.begin",
        "recording_file.play",
        "health.healthz",
        "health.readyz",
        "health.metrics",
    }
)
PUBLIC_ROOMS = frozenset(
    {
        "patient",
        "offers",
        "wrong_person",
        "visit_preferences",
        "contact_preferences",
        "second_step",
        "password_reset",
        "vonage_messages",
        "vonage_voice",
        "sendgrid_events",
    }
)
"""Blueprints whose every page is open: a parent's signed link, the key in a mail or the signature of a vendor
opens them, and the second step of signing in has seen the password."""

WITHOUT_TWO_FACTOR = frozenset({"two_factor.show", "two_factor.begin", "two_factor.confirm", "sign_in.leave"})
"""What somebody may open who has yet to set up the two-factor sign-in that the practice wants."""

View = TypeVar("View", bound=Callable[..., Any])


class Mark(NamedTuple):
    """What a view asks for: every one of these permissions, and whether a page asks for it by itself."""

    permissions: tuple[Permission, ...]
    background: bool


class SignedIn(UserMixin):
    """The person of this request, for flask-login. The cookie holds session and its version only."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff

    def get_id(self) -> str:
        return f"{self.staff.session_id}.{self.staff.session_version}"


def requires(*permissions: Permission, background: bool = False) -> Callable[[View], View]:
    """Mark a view: only staff with this permission; with several, all of them.

    ``background`` marks what a page asks for by itself: it does not count as somebody being there.
    """

    def mark(view: View) -> View:
        return _mark(view, permissions, background)

    return mark


def signed_in(view: View) -> View:
    """Mark a view: any staff user, whatever their group may do."""
    return _mark(view, (), False)


def _mark(view: View, permissions: tuple[Permission, ...], background: bool) -> View:
    view.access = Mark(permissions, background)  # type: ignore[attr-defined]
    return view


def current_staff() -> Staff:
    """The signed-in person; only in a view that is not public."""
    staff: Staff = current_user.staff
    return staff


def current_practice_id() -> int:
    """The practice every query of this request is scoped to."""
    return current_staff().practice_id


def current_actor() -> Actor:
    """The signed-in person as the audit log names them."""
    staff = current_staff()
    return Actor(staff.email, staff.id)


def may(permission: Permission | str) -> bool:
    """For templates: hide what this person cannot do."""
    return current_user.is_authenticated and current_staff().may(Permission(permission))


def begin_session(welcome: Welcome) -> None:
    """Sign this browser in: its session has begun, or goes on under a new version."""
    staff = _load(welcome.session_id, welcome.session_version)
    session.clear()
    if staff is not None:
        session["since"] = session["seen"] = this_moment().timestamp()
        login_user(SignedIn(staff))


def own_path(wanted: str | None) -> str:
    """The page asked for before sign-in, if it is one of ours; else Today."""
    parts = urlsplit(wanted or "")
    own = wanted and not parts.scheme and not parts.netloc and wanted.startswith("/")
    return wanted if own and wanted and wanted[1:2] not in {"/", "\\"} else url_for("today.show")


def guard_every_view(app: Flask) -> None:
    """Close every door of the application that its mark does not open."""
    login.user_loader(_person_of_cookie)
    # The cookie ends by its own rules; a laptop that changes its network must not lose a half-typed form.
    login.session_protection = None
    app.before_request(_guard)
    app.jinja_env.globals["may"] = may


def mark_of(view: Any) -> Mark | None:
    """The mark of a view function, or None for an unmarked one."""
    mark: Mark | None = getattr(view, "access", None)
    return mark


def _guard() -> Response | None:
    if request.endpoint is None or request.endpoint in PUBLIC or request.blueprint in PUBLIC_ROOMS:
        return None
    mark = mark_of(current_app.view_functions[request.endpoint])
    if mark is None:
        abort(403)
    if not current_user.is_authenticated:
        return _to_sign_in()
    if not all(map(current_staff().may, mark.permissions)):
        abort(403)
    if current_staff().must_enrol and request.endpoint not in WITHOUT_TWO_FACTOR:
        return go_to(url_for("two_factor.show"))
    if not mark.background:
        _touch(this_moment())
    return None


def _to_sign_in() -> Response:
    if is_from_htmx():
        here = urlsplit(request.headers.get("Referer", ""))
        return go_to(url_for("sign_in.show", next=f"{here.path}?{here.query}" if here.query else here.path))
    if request.method not in {"GET", "HEAD"}:
        abort(401)
    return go_to(url_for("sign_in.show", next=request.full_path.rstrip("?")))


def _person_of_cookie(user_id: str) -> SignedIn | None:
    session_id, _, version = user_id.partition(".")
    if not (session_id.isdigit() and version.isdigit()) or _is_over(this_moment()):
        return None
    staff = _load(int(session_id), int(version))
    return SignedIn(staff) if staff else None


def _load(session_id: int, session_version: int) -> Staff | None:
    with reading_everywhere() as database:
        return staff_of_session(database, session_id, session_version)


def _is_over(now: datetime) -> bool:
    since, seen = session.get("since", 0), session.get("seen", 0)
    return (
        now.timestamp() - since > ABSOLUTE_LIMIT.total_seconds()
        or now.timestamp() - seen > IDLE_LIMIT.total_seconds()
    )


def _touch(now: datetime) -> None:
    if now.timestamp() - session.get("seen", 0) > TOUCH_EVERY.total_seconds():
        session["seen"] = now.timestamp()
    staff = current_staff()
    if request.method == "POST" and now - staff.acted_at > TOUCH_EVERY:
        with work(staff.practice_id) as database:
            note_acting(database, now, staff.session_id)
