"""Do what a reply asks for, through the same core as the family's page (product I1, D4, D6, H5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.answer_link import AnswerResult, GivenAnswers, answer_link
from app.actions.note_wrong_number import note_wrong_number
from app.actions.read_open_visits import ToldVisit, read_told_visit
from app.actions.suppress_address import start_channel, stop_channel
from app.actions.write_audit import PARENT
from app.actions.write_notice import Change, write_notice
from app.domain.answers import AnswerState, NoticeKind, NoticeState, Wish
from app.domain.effects import EffectKind, Refused
from app.domain.preferences import Channel
from app.domain.replies import Action, Step
from app.domain.reply_reading import Meaning
from app.domain.wording.reply_words import Told
from app.models import Address, Notice, NoticeLine, Reply

VIA = "text"
_STANDS = frozenset({AnswerState.ASK, AnswerState.CONFIRMED})
_TOLD = {
    EffectKind.CONFIRM: Told.CONFIRMED,
    EffectKind.UNDO: Told.CONFIRMED,
    EffectKind.CANCEL: Told.CANCELLED,
    EffectKind.REQUEST_CANCEL: Told.REQUESTED,
    EffectKind.LATE_NOTICE: Told.LATE,
    EffectKind.CONFLICT: Told.CONFLICT,
}
_SAID_BEFORE = {
    (Wish.COMING, AnswerState.CONFIRMED): Told.CONFIRMED,
    (Wish.CANT, AnswerState.CANCELLED_BY_PARENT): Told.CANCELLED,
    (Wish.CANT, AnswerState.CANCEL_REQUESTED): Told.REQUESTED,
    (Wish.LATE, AnswerState.ASK): Told.LATE,
    (Wish.LATE, AnswerState.CONFIRMED): Told.LATE,
}
_REFUSED = {Refused.CHANGED: Told.MOVED, Refused.TIME_TAKEN: Told.TAKEN}
_ASKED = {
    Step.WHICH_CHILD: Told.WHICH_CHILD,
    Step.WHICH_VISIT: Told.WHICH_VISIT,
    Step.LINK: Told.LINK,
    Step.MOVED: Told.MOVED,
}
_STOPS = (Meaning.STOP, Meaning.CANCEL_WORD)
# These leave the schedule to a person, who must hear of it: by the notice, else by the conversation.
_FOR_STAFF = frozenset({Told.REQUESTED, Told.LATE, Told.CONFLICT})


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a reply: ``told`` is the answer it gets, if any, about ``children`` of ``visit``.

    ``needs_staff`` says that a person must read it.
    """

    told: Told | None
    visit: ToldVisit | None = None
    children: tuple[int, ...] = ()
    needs_staff: bool = False


@dataclass(frozen=True, slots=True)
class Wrote:
    """``number`` wrote at ``said_at`` (UTC); ``visits`` are those its family knows of, the next one first."""

    number: str
    contact_id: int | None
    visits: Sequence[ToldVisit]
    said_at: datetime


def act_on_reply(session: Session, now: datetime, wrote: Wrote, action: Action) -> Done:
    """``action`` was decided from the visits of ``wrote``."""
    visit = next((each for each in wrote.visits if each.open == action.visit), None)
    return _STEPS[action.step](session, now, wrote, action, visit)


def _answer(session: Session, now: datetime, _: Wrote, action: Action, visit: ToldVisit | None) -> Done:
    if visit is None:
        return Done(None, needs_staff=True)
    wishes = action.wishes
    given = GivenAnswers(wishes, seen=visit.versions)
    result = answer_link(session, now, visit.open.link_id, given, VIA)
    after = read_told_visit(session, now, visit.open.link_id, visit.versions) or visit
    if not result.effects:
        told = _REFUSED.get(result.refused or Refused.PAST, Told.NOT_BY_TEXT)
        return Done(told, after, tuple(wishes), needs_staff=told is not Told.MOVED)
    told = _told(result, wishes, after)
    unheard = told in _FOR_STAFF and not _notice_written(session, now, visit.open.link_id)
    if told is Told.CANCELLED and _standing(after):
        told = Told.CANCELLED_ONE
    return Done(told, after, tuple(wishes), needs_staff=unheard)


def _told(result: AnswerResult, wishes: Mapping[int, Wish], after: ToldVisit) -> Told:
    """What the answers came to together: a conflict about one child is said before anything else."""
    states = {child.appointment_id: child.state for child in after.open.children}
    said = [
        _TOLD.get(kind) or _SAID_BEFORE.get((wishes[number], states[number]), Told.CONFLICT)
        for number, kind in result.effects.items()
    ]
    return Told.CONFLICT if Told.CONFLICT in said else said[0]


def _standing(visit: ToldVisit) -> list[int]:
    return [child.appointment_id for child in visit.open.children if child.state in _STANDS]


def _notice_written(session: Session, now: datetime, link_id: int) -> bool:
    """Is a department told, by a notice of now or by one it has not finished?"""
    waiting = (Notice.link_id == link_id) & ((Notice.created_at == now) | (Notice.state != NoticeState.DONE))
    return session.scalar(select(Notice.id).where(waiting).limit(1)) is not None


def _ask(_: Session, _now: datetime, _wrote: Wrote, action: Action, visit: ToldVisit | None) -> Done:
    return Done(_ASKED[action.step], visit, needs_staff=action.step is not Step.MOVED)


def _stop(session: Session, now: datetime, wrote: Wrote, action: Action, visit: ToldVisit | None) -> Done:
    """One confirmation, however often it is said."""
    if action.step is Step.STOP_AND_TELL and wrote.contact_id:
        _may_want_to_cancel(session, now, wrote.contact_id, wrote.visits)
    if not stop_channel(session, now, PARENT, wrote.number, Channel.TEXT, "text STOP"):
        return Done(None)
    return Done(Told.STOPPED if visit and _standing(visit) else Told.STOPPED_ALONE, visit)


def _start(session: Session, now: datetime, wrote: Wrote, *_: object) -> Done:
    """Not where a STOP that was written later came first: the last word of the family counts."""
    later = (Reply.address == wrote.number) & (Reply.said_at > wrote.said_at) & Reply.meaning.in_(_STOPS)
    if session.scalar(select(Reply.id).where(later, Reply.channel == Channel.TEXT).limit(1)) is not None:
        return Done(None)
    start_channel(session, now, PARENT, wrote.number, Channel.TEXT, "text START")
    blocked = select(Address.id).where(Address.value == wrote.number, Address.suppressed_at.is_not(None))
    # A number on the do-not-send list stays there until staff take it off.
    return Done(Told.STARTED, needs_staff=session.scalar(blocked.limit(1)) is not None)


def _wrong_number(session: Session, now: datetime, wrote: Wrote, *_: object) -> Done:
    note_wrong_number(session, now, wrote.number, wrote.contact_id)
    return Done(Told.WRONG_NUMBER, needs_staff=True)


def _help(*_: object) -> Done:
    return Done(Told.HELP)


def _nothing(*_: object) -> Done:
    return Done(None)


def _read(_: Session, _now: datetime, _wrote: Wrote, _action: Action, visit: ToldVisit | None) -> Done:
    return Done(Told.READ if visit else Told.READ_ALONE, visit, needs_staff=True)


def _may_want_to_cancel(
    session: Session, now: datetime, contact_id: int, visits: Sequence[ToldVisit]
) -> None:
    """A task for each visit that stands: the word CANCEL stops texts, and may have meant the visit."""
    asked = select(NoticeLine.appointment_id).join(Notice, Notice.id == NoticeLine.notice_id)
    waiting = asked.where(NoticeLine.change == NoticeKind.MAYBE_CANCEL, Notice.state != NoticeState.DONE)
    known = set(session.scalars(waiting))
    for visit in visits:
        news = [each for each in _standing(visit) if each not in known]
        if news:
            changes = [Change(each, None, NoticeKind.MAYBE_CANCEL) for each in news]
            write_notice(session, now, changes, contact_id, visit.open.link_id, VIA)


_STEPS: Mapping[Step, Callable[[Session, datetime, Wrote, Action, ToldVisit | None], Done]] = {
    Step.ANSWER: _answer,
    Step.WHICH_CHILD: _ask,
    Step.WHICH_VISIT: _ask,
    Step.LINK: _ask,
    Step.MOVED: _ask,
    Step.STOP: _stop,
    Step.STOP_AND_TELL: _stop,
    Step.START: _start,
    Step.HELP: _help,
    Step.WRONG_NUMBER: _wrong_number,
    Step.READ: _read,
    Step.NOTHING: _nothing,
}
