"""From an empty practice to the first answered reminder, and the list before going live (product L5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.remove_samples import TiedToReal, remove_samples
from app.actions.send_trial import send_trial
from app.actions.set_up_practice import accept_rules, sign_practice
from app.actions.tick_setup_step import tick_step
from app.actions.use_samples import use_samples
from app.domain.languages import Language
from app.domain.permissions import Permission
from app.domain.setup_steps import TICKED, SetupStep, next_step, steps_done
from app.domain.staff_words import CHOICES
from app.queries.setup_facts import go_live_list, setup_facts
from app.queries.setup_page import sample_text, setup_rules, setup_visits, sign_of
from app.queries.trial import latest_trial
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import counted, this_moment
from app.web.respond import fragment_or_page, nothing_new, refused, see_other
from app.work import PracticeSession, reading, work

blueprint = Blueprint("setup", __name__, url_prefix="/setup")
PAGE, FRAGMENT = "staff/setup/page.html", "staff/setup/_setup.html"
TRIAL_PIECE = "staff/setup/_trial.html"
LONGEST = 200
TIED = (
    "A real child shares a visit with a sample child, so nothing was taken away. What was sent about a real"
    " child stays, and with it the sample family."
)
_may = requires(Permission.DELIVERY_RULES_EDIT)


@blueprint.get("")
@_may
def show() -> Response:
    """The lists, and the step asked for; without one the first that is not done."""
    return fragment_or_page(PAGE, FRAGMENT, **_context())


@blueprint.get("/sample")
@_may
def sample() -> str:
    """The text of a reminder with the short name as it stands in the form now; nothing is saved."""
    with reading(current_practice_id()) as session:
        text = _sample(session, request.args.get("short_name", "")[:LONGEST])
    return render_template("staff/setup/_sample.html", text=text)


@blueprint.post("/practice")
@_may
def sign() -> Response | AnyResponse:
    """Step 1: short name, phone and address."""
    typed = {name: request.form.get(name, "")[:LONGEST] for name in ("short_name", "phone", "address")}
    with work(current_practice_id()) as session:
        errors = sign_practice(session, this_moment(), current_actor(), **typed)
    return _on("Saved.", SetupStep.PRACTICE, errors, typed)


@blueprint.post("/rules")
@_may
def accept() -> Response | AnyResponse:
    """Step 2: the rules are right as they are."""
    typed = {"alert_email": request.form.get("alert_email", "")[:LONGEST]}
    with work(current_practice_id()) as session:
        errors = accept_rules(session, this_moment(), current_actor(), **typed)
    return _on("Your rules are set. You can change them at any time.", SetupStep.RULES, errors, typed)


@blueprint.post("/samples")
@_may
def add_samples() -> AnyResponse:
    """Step 3: invented families."""
    with work(current_practice_id()) as session:
        use_samples(session, this_moment(), current_actor())
    return see_other(url_for("setup.show"), "Four sample families are here. They come on the next weekdays.")


@blueprint.post("/samples/remove")
@_may
def take_samples_away() -> Response | AnyResponse:
    """Everything of them goes, unless a real child shares a visit with one of them."""
    try:
        with work(current_practice_id()) as session:
            number = remove_samples(session, this_moment(), current_actor())
    except TiedToReal:
        return refused(PAGE, FRAGMENT, **_context(errors={"samples": TIED}))
    words = f"{counted(number, 'sample child', 'sample children')} taken away, with visits and messages."
    return see_other(url_for("setup.show"), words if number else "There were no sample families.")


@blueprint.post("/words")
@_may
def accept_words() -> AnyResponse:
    """Step 4: the texts are right as they are."""
    with work(current_practice_id()) as session:
        tick_step(session, this_moment(), current_actor(), SetupStep.WORDS)
    return see_other(url_for("setup.show"), "Your texts are set. You can change them at any time.")


@blueprint.post("/trial")
@_may
def begin_trial() -> AnyResponse:
    """Step 5: a reminder to a sample family, now."""
    signer = current_app.extensions["deskbell.signer"]
    with work(current_practice_id()) as session:
        sent = send_trial(session, this_moment(), current_actor(), signer)
    words = "The reminder is on its way." if sent else "Every sample family has answered."
    return see_other(url_for("setup.show", step=SetupStep.TRIAL.value), words)


@blueprint.get("/trial")
@requires(Permission.DELIVERY_RULES_EDIT, background=True)
def watch_trial() -> Response:
    """What the page asks for every two seconds: nothing while nothing changed."""
    with reading(current_practice_id()) as session:
        values = _trial(session)
    if values["trial"] is not None and values["trial"].mark == request.args.get("mark"):
        return nothing_new()
    return fragment_or_page(PAGE, TRIAL_PIECE, **{**_context(SetupStep.TRIAL), **values})


@blueprint.post("/go-live")
@_may
def tick() -> AnyResponse:
    """Somebody says that a condition of real sending holds, or not."""
    step, done = request.form.get("step", ""), request.form.get("done") == "yes"
    if step not in TICKED:
        abort(422)
    with work(current_practice_id()) as session:
        tick_step(session, this_moment(), current_actor(), step, done=done)
    return see_other(url_for("setup.show"), "Noted." if done else "Taken back.")


def _on(
    words: str, step: SetupStep, errors: Mapping[str, str], typed: Mapping[str, str]
) -> Response | AnyResponse:
    if errors:
        return refused(PAGE, FRAGMENT, **_context(step, errors, typed))
    return see_other(url_for("setup.show"), words)


def _context(
    at: SetupStep | None = None,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        facts = setup_facts(session, current_practice_id())
        done = steps_done(facts)
        step = at or _asked() or next_step(done)
        return {
            "steps": list(SetupStep),
            "done": done,
            "step": step,
            "going_live": go_live_list(session, facts),
            "visits": setup_visits(session, this_moment()),
            "errors": errors or {},
            **_values(session, step, typed),
        }


def _asked() -> SetupStep | None:
    asked = request.args.get("step", "")
    return next((step for step in SetupStep if step == asked), None)


def _values(
    session: PracticeSession, step: SetupStep | None, typed: Mapping[str, str] | None
) -> dict[str, Any]:
    """What the open step shows."""
    if step is SetupStep.PRACTICE:
        sign = sign_of(session, current_practice_id())
        return {"sign": sign, "typed": typed, "text": _sample(session, (typed or {}).get("short_name", ""))}
    if step is SetupStep.RULES:
        rules = setup_rules(session)
        return {"rules": rules, "typed": typed or {"alert_email": rules.alert_email}}
    if step is SetupStep.WORDS:
        offered = sign_of(session, current_practice_id()).languages
        return {"texts": {each: _sample(session, "", each) for each in offered}}
    return _trial(session) if step is SetupStep.TRIAL else {}


def _trial(session: PracticeSession) -> dict[str, Any]:
    trial = latest_trial(session, this_moment())
    link = current_app.extensions["deskbell.signer"].url(trial.link_id) if trial else ""
    return {
        "trial": trial,
        "trial_link": link,
        "choices": CHOICES,
        "sign": sign_of(session, current_practice_id()),
    }


def _sample(session: PracticeSession, short_name: str, language: Language = Language.ENGLISH) -> str:
    return sample_text(session, this_moment(), current_practice_id(), short_name, language)
