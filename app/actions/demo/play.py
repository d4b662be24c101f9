"""Let the days before now happen in a demo practice, through the actions the product itself uses.

What staff then see is genuine: every message was planned, decided on again and taken by the sandbox,
every answer came in by a link.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.answer_link import GivenAnswers, answer_link
from app.actions.change_contact import save_contact
from app.actions.demo.schedule_file import schedule_file
from app.actions.demo.story import Reply, Story, Visit
from app.actions.force_outcome import force_outcome
from app.actions.handle_notice import finish_notice
from app.actions.keep_address import keep_address
from app.actions.make_link import link_for
from app.actions.read_import import read_next_chunk
from app.actions.receive_text import receive_text
from app.actions.run_tick import run_tick
from app.actions.start_import import queue_import, upload_file
from app.actions.write_audit import Actor
from app.domain.answers import Wish
from app.domain.local_time import shift_days
from app.feeds.addresses import read_mail, read_phone
from app.links import LinkSigner
from app.models import AppointmentRow, Contact, Notice, StaffUser
from app.providers.port import Exits, ForcedOutcome
from app.work import work

_EARLY = timedelta(minutes=15)


def play(story: Story, practice_id: int, actor: Actor, exits: Exits, signer: LinkSigner) -> None:
    """From the first morning of the story to its now, in transactions of their own."""
    _first_schedule(story, practice_id, actor)
    replies = sorted(story.replies, key=lambda reply: reply.at)
    done = story.begins
    for moment in story.moments():
        _schedule_work(story, practice_id, actor, done, moment)
        for reply in replies:
            if done < reply.at <= moment:
                _answer(practice_id, reply)
        if moment == story.now:
            _texts(story, practice_id, signer)
        run_tick(moment, exits, signer, practice_id)
        done = moment
    _day_so_far(story, practice_id, actor)


def _first_schedule(story: Story, practice_id: int, actor: Actor) -> None:
    rows = [(visit, visit.status) for visit in story.visits if visit.first]
    _import(story.begins, practice_id, actor, schedule_file(story, rows, moved=False), first=True)
    _note_postal_addresses(story, practice_id, actor)
    _let_bounce(practice_id, actor, story.begins, story.visits)


def _note_postal_addresses(story: Story, practice_id: int, actor: Actor) -> None:
    """Where letters go: schedules do not say it, so the front desk typed it in."""
    told = [each for family in story.told["families"] for each in family["contacts"] if "mail" in each]
    if told:
        with work(practice_id) as session:
            for each in told:
                contact = session.scalars(select(Contact).where(Contact.name == each["name"])).one()
                post = keep_address(session, read_mail(each["mail"]))
                save_contact(session, story.begins, actor, contact, {"mail_id": post})


def _let_bounce(practice_id: int, actor: Actor, at: datetime, visits: Iterable[Visit]) -> None:
    """The next message to an address that is told to bounce does so."""
    contacts = [contact for visit in visits for contact in visit.family["contacts"] if contact.get("bounces")]
    if contacts:
        with work(practice_id) as session:
            for contact in contacts:
                force_outcome(session, at, actor, contact["email"], ForcedOutcome.BOUNCE)


def _schedule_work(story: Story, practice_id: int, actor: Actor, since: datetime, until: datetime) -> None:
    """What happens after ``since`` and up to ``until``: bookings, moves, cancellations, a full mailbox, and
    who came on the days before today.
    """
    for visit in story.visits:
        if not visit.first and since < visit.booked_at <= until:
            rows = [(visit, visit.status)]
            _import(visit.booked_at, practice_id, actor, schedule_file(story, rows, moved=False))
    asked = [each for each in story.visits if since < shift_days(each.starts_at, story.place, -2) <= until]
    _let_bounce(practice_id, actor, until, asked)
    changed = [visit for visit in story.visits if visit.was or visit.then == "Cancelled"]
    if changed and since < story.changes <= until:
        rows = [(visit, "Scheduled" if visit.was else visit.then) for visit in changed]
        _import(story.changes, practice_id, actor, schedule_file(story, rows, moved=True))
    ended = [each for each in story.visits if each.before_today and since < each.ends_at <= until]
    if ended:
        rows = [(visit, visit.then) for visit in ended]
        _import(until, practice_id, actor, schedule_file(story, rows, moved=True))


def _day_so_far(story: Story, practice_id: int, actor: Actor) -> None:
    """Who came and who did not: what the front desk has noted in the schedule until now."""
    answers = {name: wish for reply in story.replies for name, wish in reply.wishes.items()}
    begun = [each for each in story.visits if _is_there(each, answers.get(each.external_id), story.now)]
    rows = [(each, _word(each, story.now)) for each in begun]
    if rows:
        _import(story.now, practice_id, actor, schedule_file(story, rows, moved=True))


def _is_there(visit: Visit, answer: Wish | None, now: datetime) -> bool:
    """Those who said that they come are early; those who gave the visit up are not expected."""
    early = _EARLY if answer is Wish.COMING else timedelta(0)
    return answer is not Wish.CANT and visit.starts_at - early <= now


def _word(visit: Visit, now: datetime) -> str:
    return visit.then if visit.ends_at <= now else "Arrived"


def _import(at: datetime, practice_id: int, actor: Actor, content: bytes, *, first: bool = False) -> None:
    with work(practice_id) as session:
        import_id = upload_file(session, at, actor, f"schedule-{at:%Y-%m-%d}.csv", content)
        queue_import(session, at, actor, import_id, dry_run=False, first=first)
        while read_next_chunk(session, at, import_id):
            pass


def _answer(practice_id: int, reply: Reply) -> None:
    with work(practice_id) as session:
        contact_id = session.scalars(select(Contact.id).where(Contact.name == reply.contact)).one()
        wishes = {_appointment_id(session, name): wish for name, wish in reply.wishes.items()}
        link_id = link_for(session, reply.at, contact_id, tuple(wishes))
        result = answer_link(session, reply.at, link_id, GivenAnswers(wishes=wishes))
        if result.refused:
            raise RuntimeError(f"the demo's answer of {reply.contact} was refused: {result.refused}")
        if reply.handled:
            _handle(session, reply.at)


def _texts(story: Story, practice_id: int, signer: LinkSigner) -> None:
    """What families wrote this morning, waiting to be read; a number may be on nobody's file."""
    for number, told in enumerate(story.told.get("texts", ())):
        at = story.now - timedelta(minutes=told["minutes"])
        with work(practice_id) as session:
            sender = read_phone(told["number"]).value
            receive_text(session, at, practice_id, sender, told["says"], _event(story, number), at, signer)


def _event(story: Story, number: int) -> str:
    return f"demo:{story.slug}:{number}:{story.now.isoformat()}"


def _appointment_id(session: Session, external_id: str) -> int:
    return session.scalars(select(AppointmentRow.id).where(AppointmentRow.external_id == external_id)).one()


def _handle(session: Session, at: datetime) -> None:
    """Somebody at the front desk took care of the latest notice at once."""
    notice_id = session.scalars(select(Notice.id).order_by(Notice.id.desc()).limit(1)).one()
    person = session.scalars(select(StaffUser).order_by(StaffUser.id.desc()).limit(1)).one()
    finish_notice(session, at, Actor(person.email, person.id), notice_id)
