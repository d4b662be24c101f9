"""The Global Settings said as sentences, so that staff see what a choice does before saving (D1 to D7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from app.domain.answers import CancellationMode
from app.domain.calendar_words import join_names, text_time
from app.domain.delivery_rules import EVERY_DAY, DeliveryRules, deadline_example
from app.domain.languages import Language
from app.domain.siblings import SiblingMode

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Any afternoon does; the sentence shows clock times only.
_EXAMPLE_VISIT = datetime.combine(date(2026, 11, 24), time(14, 30))

_CANCELLING = {
    CancellationMode.AUTOMATIC: "When a parent cancels, the visit is cancelled on the schedule at once.",
    CancellationMode.BY_REQUEST: "A parent can ask to cancel. The visit stays on the schedule until your "
    "staff cancel it, and the parent reads that it is only a request.",
}
_SIBLINGS = {
    SiblingMode.OFF: "Each child gets its own message and link, also when two come at the same time.",
    SiblingMode.SAME_TIME: "Children of one parent who come on the same day at the same time share one "
    "message and link, with an answer for each child.",
    SiblingMode.WITHIN_60_MINUTES: "Children of one parent whose visits start within 60 minutes share one "
    "message and link, with an answer for each child.",
    SiblingMode.SAME_DAY: "Children of one parent who come on the same day share one message and link, "
    "with an answer for each child.",
}


@dataclass(frozen=True, slots=True)
class Sentences:
    """What the settings do, one sentence for each part of the form."""

    window: str
    cancelling: str
    tracking: str
    deadline: str
    siblings: str
    cap: str


def sentences(rules: DeliveryRules, department: str) -> Sentences:
    """``department`` is the name of the chosen one; it is not used when cancellations are not tracked."""
    return Sentences(
        window=_window(rules),
        cancelling=_CANCELLING[rules.cancellation_mode],
        tracking=_tracking(rules, department),
        deadline=deadline_example(rules, _EXAMPLE_VISIT),
        siblings=_SIBLINGS[rules.sibling_mode],
        cap=_cap(rules.daily_cap),
    )


def day_words(days: Collection[int]) -> str:
    """ "every day", "Monday to Friday", "Monday and Friday"; 0 is Monday."""
    if set(days) == EVERY_DAY:
        return "every day"
    ordered = sorted(days)
    run = list(range(ordered[0], ordered[-1] + 1))
    if len(ordered) > 2 and ordered == run:
        return f"{DAYS[ordered[0]]} to {DAYS[ordered[-1]]}"
    return join_names([DAYS[day] for day in ordered], Language.ENGLISH)


def _window(rules: DeliveryRules) -> str:
    if rules.all_day:
        return f"From and To are the same: messages go out at any hour, {day_words(rules.days)}."
    hours = f"{text_time(rules.window_from)} to {text_time(rules.window_to)}"
    return f"Messages go out {hours}, {day_words(rules.days)}, in each office's own time."


def _cap(most: int | None) -> str:
    if most is None:
        return "One phone number or email address gets as many messages a day as there are."
    messages = "1 message" if most == 1 else f"{most} messages"
    return (
        f"At most {messages} a day go to one phone number or email address; a message for several children "
        "counts once. The others wait for the next day, or are skipped if that is too late. A visit that "
        "you cancel is always told."
    )


def _tracking(rules: DeliveryRules, department: str) -> str:
    if not rules.track_cancellations:
        return "No department is told about cancellations. Staff see them on Today only."
    return (
        f"{department} is told at once of every cancellation, request to cancel, late notice and wish "
        "for another time: on the Cancellations page and by email."
    )
