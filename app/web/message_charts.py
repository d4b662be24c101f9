"""Charts about messages: how far they came, how soon they are answered, and when (product M1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.rates import ENOUGH, ENOUGH_FOR_A_FIELD, Rate, median
from app.domain.visit_reports import ANSWER_TIMES, ANSWER_WORDS, MEDIAN_WORDS, Steps
from app.web.chart_shapes import Bar, Cell, Numbers
from app.web.charts import bars, columns, heat
from app.web.rate_words import Chart, claimed, percent, whole_numbers

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
STEPS = ("Planned", "Sent", "Delivered", "Opened by a person", "Answered", "Attended")
HEADS = tuple(step.partition(" ")[0] for step in STEPS)
Slots = Mapping[tuple[int, int], Rate]


def funnel_chart(every: Steps, question: str, groups: Sequence[tuple[str, Steps]]) -> Chart:
    """How far messages came; the table tells it by ``question``, such as "Channel"."""
    says = f"Of {every.sent:,} messages that went out {every.answered:,} were answered."
    return Chart(
        "funnel",
        "How far messages came",
        says if every.sent else "No message about these visits went out.",
        bars(_steps(every), ("Got this far", "Attended without an answer")) if every.planned else None,
        Numbers(
            (question, *HEADS, "Answer rate"),
            tuple(_steps_row(name, steps) for name, steps in (*groups, ("All", every))),
        ),
    )


def waits_chart(counts: Sequence[int]) -> Chart:
    """How soon families answer."""
    answers, half = sum(counts), median(counts, ANSWER_TIMES)
    middle = MEDIAN_WORDS[ANSWER_TIMES.index(half[0])] if half else ""
    return Chart(
        "waits",
        "From message to answer",
        f"Half of {answers:,} answers came {middle}." if answers else "No answer in this period.",
        columns(ANSWER_WORDS, [whole_numbers("Answers", counts)]) if answers else None,
        Numbers(("Answered within", "Answers"), tuple(zip(ANSWER_WORDS, counts, strict=True))),
    )


def slots_chart(slots: Slots) -> Chart:
    """The answer rate by weekday and two hours of sending."""
    known = [hours for _, hours in slots]
    span = range(min(known), max(known) + 1) if known else range(0)
    cells = [[_cell(day, each, slots) for each in span] for day in range(len(DAYS))]
    drawn = any(cell.share is not None for row in cells for cell in row)
    return Chart(
        "slots",
        "Answers by the hour of sending",
        _slot_words(slots) if drawn else f"No two hours have {ENOUGH_FOR_A_FIELD} messages yet.",
        heat(DAYS, [_hour(2 * each) for each in span], cells) if drawn else None,
        Numbers(
            ("Sent", *DAYS),
            tuple(
                (_two_hours(each), *(_out_of(slots, day, each) for day in range(len(DAYS)))) for each in span
            ),
        ),
    )


def _steps(every: Steps) -> list[Bar]:
    reached = (every.planned, every.sent, every.delivered, every.opened, every.answered)
    rows = [_step(name, number, every.planned) for name, number in zip(STEPS[:-1], reached, strict=True)]
    unanswered = (every.attended - every.kept) / every.planned
    return [*rows, _step(STEPS[-1], every.attended, every.planned, unanswered)]


def _step(name: str, number: int, planned: int, more: float = 0) -> Bar:
    share = number / planned
    return Bar(name, f"{number:,} ({percent(share)})", share - more, more)


def _steps_row(name: str, steps: Steps) -> tuple[str | int, ...]:
    reached = (steps.planned, steps.sent, steps.delivered, steps.opened, steps.answered, steps.attended)
    return (name, *reached, claimed(Rate(steps.answered, steps.sent)))


def _cell(day: int, hours: int, slots: Slots) -> Cell:
    rate = slots.get((day, hours), Rate(0, 0))
    title = f"{DAYS[day]} {_two_hours(hours)}: {rate.part:,} of {rate.whole:,} answered"
    return Cell(rate.share if rate.whole >= ENOUGH_FOR_A_FIELD else None, title)


def _out_of(slots: Slots, day: int, hours: int) -> str:
    rate = slots.get((day, hours))
    return f"{rate.part:,} of {rate.whole:,}" if rate else ""


def _slot_words(slots: Slots) -> str:
    """The best two hours, if enough went out then to say so."""
    enough = {slot: rate for slot, rate in slots.items() if rate.is_enough}
    if len(enough) < 2:
        return f"A stronger color means more answers. To name the best hours takes {ENOUGH} messages each."
    (day, hours), best = max(enough.items(), key=lambda each: each[1].share or 0)
    return (
        f"Most answers, {percent(best.share or 0)}, come to what goes out on {DAYS[day]} {_two_hours(hours)}."
    )


def _two_hours(number: int) -> str:
    return f"{_hour(2 * number)} to {_hour(2 * number + 2)}"


def _hour(hour: int) -> str:
    """ "8 AM", "2 PM", "12 AM"."""
    return f"{hour % 12 or 12} {'AM' if hour % 24 < 12 else 'PM'}"
