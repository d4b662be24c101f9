"""From the facts of a visit to a page of words."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.answers import AnswerState, CancellationMode, Wish
from app.domain.calendar_words import join_names, long_date, month_day, until
from app.domain.languages import Language
from app.queries.visit_page import ChildOnPage, VisitPage
from app.web.patient.after_answer import late_box, new_time_actions, steps, undo_actions, undo_hint
from app.web.patient.children import names_of, row_of, shown, times_of
from app.web.patient.headline import Groups, headline
from app.web.patient.sheet import Action, Headline, Join, Question, Sheet, Shown, Spot, When
from app.web.patient.spots import map_url
from app.web.patient.words import say, say_number

_NOTHING_TO_SHOW = frozenset({Shown.PAST, Shown.GONE})


def groups_of(page: VisitPage, language: Language, change: bool = False) -> Groups:
    """``change`` asks again for answers that can still be changed."""
    return Groups(page, language, tuple((shown(child, change), child) for child in page.children))


def compose(groups: Groups, top: Headline | None = None) -> Sheet:
    """The page; ``top`` replaces its headline when an answer was not taken."""
    page, language = groups.page, groups.language
    rows = tuple(row_of(child, kind, page, language) for kind, child in groups.shown if kind is not Shown.ASK)
    return Sheet(
        headline=top or headline(groups),
        when=_when(groups),
        question=_question(groups),
        rows=rows,
        coming=_coming(groups),
        undo=undo_actions(groups),
        undo_hint=undo_hint(groups),
        calendar=bool(groups.of(Shown.COMING)),
        change=_may_change(groups),
        late=late_box(groups),
        steps=steps(groups),
        new_time=new_time_actions(groups),
        spots=_spots(groups),
        joins=_joins(groups),
        seen=tuple((f"seen-{child.id}", str(child.version)) for child in page.children),
    )


def _question(groups: Groups) -> Question | None:
    asked, language = groups.of(Shown.ASK), groups.language
    if not asked:
        return None
    rows = tuple(row_of(child, Shown.ASK, groups.page, language) for child in asked)
    names, number = groups.names(asked), len(asked)
    hint = until(min(child.until for child in asked), groups.page.today, language)
    return Question(
        rows=rows,
        every=say_number("yes", number, language, names=names),
        none=_none(groups, asked),
        hint=say("change_until", language, until=hint),
        other_time=say("time_one", language, names=names) if number == 1 else "",
    )


def _none(groups: Groups, asked: Sequence[ChildOnPage]) -> str:
    language = groups.language
    if len(asked) == 1:
        return say("no_one", language, names=asked[0].name)
    # Where one of the children can only be asked for, the button promises no more than that.
    at_once = all(child.mode is CancellationMode.AUTOMATIC for child in asked)
    return say_number("off" if at_once else "ask_off", len(asked), language)


def _coming(groups: Groups) -> Action | None:
    """After the deadline "coming" is all that can be answered here."""
    late = [child for child in groups.of(Shown.LATE) if Wish.COMING in child.may]
    if not late:
        return None
    # Beside a question about other children the button must say whom it means.
    names, number = groups.names(late), len(late)
    key = "yes_named" if groups.of(Shown.ASK) else "yes"
    label = say_number(key, number, groups.language, names=names)
    return Action(label, tuple((f"answer-{child.id}", "coming") for child in late))


def _may_change(groups: Groups) -> bool:
    changeable = groups.of(Shown.COMING, Shown.MOVE, Shown.CONFLICT)
    return not groups.of(Shown.ASK) and any(Wish.CANT in child.may for child in changeable)


def _when(groups: Groups) -> When | None:
    visible = [child for kind, child in groups.shown if kind not in _NOTHING_TO_SHOW]
    if not visible:
        return None
    asked = groups.of(Shown.ASK, Shown.LATE)
    children = asked or groups.of(Shown.COMING) or visible
    day, language = children[0].starts.date(), groups.language
    month = next(word for word in month_day(day, language).split() if word.isalpha())
    return When(month.upper(), day.day, _date(groups, children[0]), _times(groups, children, bool(asked)))


def _date(groups: Groups, child: ChildOnPage) -> str:
    language, day = groups.language, child.starts.date()
    words = long_date(day, language)
    if day == groups.page.today:
        without_weekday = words.split(" ", 1)[1]
        return say("today", language, date=without_weekday)
    return words[:1].upper() + words[1:]


def _times(groups: Groups, children: list[ChildOnPage], asked: bool) -> str:
    language = groups.language
    day = children[0].starts.date()
    times = join_names(
        times_of([child for child in children if child.starts.date() == day], language), language
    )
    if len(children) == 1 or not asked:
        return times
    return say("visits", language, n=len(children), times=times)


def _joins(groups: Groups) -> tuple[Join, ...]:
    """A room each; children who share one share the button."""
    rooms = dict.fromkeys(child.video_link for child in groups.page.children if child.video_link)
    found = []
    for room in rooms:
        names = join_names(
            names_of([child for child in groups.page.children if child.video_link == room]), groups.language
        )
        found.append(Join(say("join" if len(rooms) == 1 else "join_for", groups.language, names=names), room))
    return tuple(found)


def _spots(groups: Groups) -> tuple[Spot, ...]:
    shown_children = [child for child in groups.page.children if child.state is not AnswerState.GONE]
    places = dict.fromkeys(child.place for child in shown_children)
    return tuple(
        Spot(
            name=place.name if len(places) > 1 else groups.page.practice_name,
            address=place.address or place.name,
            map_url=map_url(place.address),
        )
        for place in places
    )
