"""Take a parent's answer from a signed link (product H1, H3, H5, D4, D6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.actions.apply_answers import Answering, Decided, apply_answers
from app.actions.remember_language import remember_language
from app.actions.undo_answer import agree_after_all
from app.domain.answers import AnswerState, Choice, LinkState, Wish, standing
from app.domain.effects import Effect, EffectKind, Refused, decide
from app.domain.languages import Language
from app.models.visit import Visit, VisitChild, read_visit
from app.work import keep_to

# Sorted, so that two answers about one family can wait for each other but never for ever.
_LOCK = text("""
select l.practice_id
from link l join link_appointment m on m.link_id = l.id join appointment a on a.id = m.appointment_id
where l.id = :link_id and l.practice_id = coalesce(:practice_id, l.practice_id)
order by a.id for update of a
""")

_ANSWERABLE = frozenset(
    {
        AnswerState.ASK,
        AnswerState.CONFIRMED,
        AnswerState.CANCEL_REQUESTED,
        AnswerState.CANCELLED_BY_PARENT,
    }
)


@dataclass(frozen=True, slots=True)
class GivenAnswers:
    """What a form said. ``wishes`` by appointment id, or ``everyone`` for all children at once.

    ``seen`` holds the version of each appointment that the page showed; ``language`` is set when
    the parent switched the page to it.
    """

    wishes: Mapping[int, Wish] = field(default_factory=dict)
    everyone: Choice | None = None
    seen: Mapping[int, int] = field(default_factory=dict)
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """Taken when ``link`` is live and nothing was ``refused``; otherwise nothing at all was written.

    An unknown link reads as revoked: the two must look the same.
    """

    link: LinkState
    refused: Refused | None = None
    effects: Mapping[int, EffectKind] = field(default_factory=dict, compare=False)
    """What each answer came to, by appointment id; empty when nothing was taken."""


def answer_link(
    session: Session, now: datetime, link_id: int, given: GivenAnswers, via: str = "link"
) -> AnswerResult:
    """All answers of one form, or none of them. ``now`` is when the server got it (D6).

    ``via`` is how the family told us: "link", "text" or "phone". The session may see every practice;
    from here on it sees the link's own. What was answered before is recognised and written down once
    only.
    """
    visit = _locked_visit(session, now, link_id)
    state = visit.link_state(now) if visit else LinkState.REVOKED
    if visit is None or state is not LinkState.LIVE:
        return AnswerResult(state)
    effects = _effects(visit, given, now)
    refused = next((effect.refused for _, effect in effects if effect.refused), None)
    if refused:
        return AnswerResult(state, refused)
    _apply(session, now, visit, Answering(visit.contact_id, link_id, via), effects)
    if given.language:
        remember_language(session, now, visit.contact_id, given.language)
    return AnswerResult(
        state, effects={child.appointment.id: effect.kind for child, effect in effects if child}
    )


def _locked_visit(session: Session, now: datetime, link_id: int) -> Visit | None:
    # Locked first, read second: a statement that waited for a lock still sees the old answers.
    asked = {"link_id": link_id, "practice_id": session.info["practice_id"]}
    practice_id = session.execute(_LOCK, asked).scalars().first()
    if practice_id is None:
        return None
    keep_to(session, practice_id)
    return read_visit(session, now, link_id, practice_id)


def _effects(visit: Visit, given: GivenAnswers, now: datetime) -> list[tuple[VisitChild | None, Effect]]:
    children = {child.appointment.id: child for child in visit.children}
    wishes = given.wishes or _for_everyone(visit, given.everyone, now)
    return [
        _effect(visit, children.get(appointment_id), wish, given.seen.get(appointment_id), now)
        for appointment_id, wish in sorted(wishes.items())
    ]


def _for_everyone(visit: Visit, choice: Choice | None, now: datetime) -> dict[int, Wish]:
    if choice is None:
        return {}
    children = [child.appointment for child in visit.children]
    answerable = [each for each in children if standing(each, now) in _ANSWERABLE]
    return {each.id: Wish(choice) for each in answerable or children}


def _effect(
    visit: Visit, child: VisitChild | None, wish: Wish, seen: int | None, now: datetime
) -> tuple[VisitChild | None, Effect]:
    if child is None:
        return None, Effect(EffectKind.REFUSE, refused=Refused.NOT_ON_LINK)
    effect = decide(wish, visit.contact_id, child.asked(seen), child.mode, child.deadline_hours, now)
    if effect.kind is EffectKind.CONFLICT and child.contradicted_by(visit.contact_id, effect.choice):
        return child, Effect(EffectKind.REPEAT, effect.choice)
    return child, effect


def _apply(
    session: Session,
    now: datetime,
    visit: Visit,
    who: Answering,
    effects: list[tuple[VisitChild | None, Effect]],
) -> None:
    decided = [
        Decided(child, effect) for child, effect in effects if child and effect.kind is not EffectKind.REPEAT
    ]
    if decided:
        apply_answers(session, now, who, decided)
    agreed = [
        child.appointment.id for child, effect in effects if child and _agrees_now(visit, child, effect)
    ]
    if agreed:
        agree_after_all(session, now, visit.contact_id, agreed)


def _agrees_now(visit: Visit, child: VisitChild, effect: Effect) -> bool:
    """Does a contact who had contradicted now say what stands?"""
    same_again = child.contradicted_by(visit.contact_id, effect.choice)
    return effect.kind is EffectKind.REPEAT and child.contradicted_by(visit.contact_id) and not same_again
