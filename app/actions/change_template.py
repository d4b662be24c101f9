"""Staff change words of a set, use older ones again, rename a set, put it away (product F1, F2, F3, F6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.actions.copy_template import LONGEST_NAME, taken_name
from app.actions.write_audit import Actor, write_audit
from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.timing import RuleType
from app.domain.wording.editable import Draft
from app.domain.wording.occasions import Occasion
from app.domain.wording.own_words import WordsKey
from app.domain.words_verdict import verdict
from app.models import RuleRow, StaffUser, Template, TemplateSet
from app.models.own_texts import seen_as, words_in_use
from app.models.sample_visits import sample_visits


@dataclass(frozen=True, slots=True)
class WordsSaved:
    """``languages`` are those whose words are new; empty when nothing was changed."""

    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class WordsRefused:
    """Nothing was saved: what is wrong, by language."""

    errors: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class WordsChangedMeanwhile:
    """Nothing was saved: ``who`` (a name, or empty) changed the same text at ``at`` (UTC)."""

    who: str
    at: datetime


def save_words(
    session: Session,
    now: datetime,
    actor: Actor,
    set_id: int,
    key: WordsKey,
    typed: Mapping[Language, Draft],
    seen: str,
    link: str,
) -> WordsSaved | WordsRefused | WordsChangedMeanwhile | None:
    """New versions of one text in the languages whose words differ; None for an unknown set.

    The language of ``key`` has no meaning. ``seen`` are the versions the words were made from, ``link`` an
    address as long as a real one. Both languages are saved, or nothing.
    """
    row = _in_use(session, set_id)
    if row is None:
        return None
    in_use = words_in_use(session, set_id, key)
    if seen != seen_as(in_use):
        return _changed_meanwhile(session, row, key)
    errors = _errors(session, now, RuleType(row.type), key, typed, link)
    if errors:
        return WordsRefused(errors)
    changed = tuple(language for language in typed if typed[language] != in_use[language][1])
    for language in changed:
        before = in_use[language][1]
        _write(session, now, actor, set_id, key._replace(language=language), before, typed[language])
    return WordsSaved(changed)


def restore_words(session: Session, now: datetime, actor: Actor, template_id: int) -> int | None:
    """Use an older version again, as a new one. The id of its set, or None for an unknown version."""
    old = session.get(Template, template_id)
    row = _in_use(session, old.set_id) if old else None
    if old is None or row is None:
        return None
    key = WordsKey(Occasion(old.kind), Channel(old.channel), Language(old.language), old.variant)
    before = words_in_use(session, row.id, key)[key.language][1]
    after = Draft(old.body, old.subject)
    if before != after:
        _write(session, now, actor, row.id, key, before, after)
    return row.id


def rename_template(session: Session, now: datetime, actor: Actor, set_id: int, name: str) -> str | None:
    """Why not, in a sentence; empty when it is done; None for an unknown set."""
    row, wanted = _in_use(session, set_id), " ".join(name.split())
    if row is None:
        return None
    if not wanted or len(wanted) > LONGEST_NAME:
        return f"Write a name of 1 to {LONGEST_NAME} letters, for example Reminder for the winter."
    if taken_name(session, wanted, set_id):
        return f"There are texts called {wanted} already. Choose another name."
    if wanted != row.name:
        before, row.name = {"name": row.name}, wanted
        write_audit(
            session, now, actor, "change", "template_set", row.id, before=before, after={"name": wanted}
        )
    return ""


def archive_template(session: Session, now: datetime, actor: Actor, set_id: int) -> str | None:
    """Put a set away; its versions are kept. What it returns is as with ``rename_template``."""
    row = _in_use(session, set_id)
    if row is None:
        return None
    using = session.scalars(
        select(RuleRow.name)
        .where(RuleRow.template_set_id == set_id, RuleRow.deleted_at.is_(None))
        .order_by(RuleRow.name)
    ).all()
    if using:
        return f"Still used by {', '.join(using)}. Choose other texts there first."
    row.archived_at = now
    write_audit(session, now, actor, "archive", "template_set", row.id, before={"name": row.name})
    return ""


def _in_use(session: Session, set_id: int) -> TemplateSet | None:
    """The set, kept for us until the end: two who save at once come one after the other."""
    question = select(TemplateSet).where(TemplateSet.id == set_id, TemplateSet.archived_at.is_(None))
    return session.scalar(question.with_for_update())


def _errors(
    session: Session,
    now: datetime,
    kind: RuleType,
    key: WordsKey,
    typed: Mapping[Language, Draft],
    link: str,
) -> dict[Language, str]:
    samples = sample_visits(session, now, link)
    coming = [each.facts for each in samples.visits]
    said = {
        language: verdict(kind, key._replace(language=language), draft, samples.limit, samples.known, coming)
        for language, draft in typed.items()
    }
    return {language: each.error for language, each in said.items() if each.error}


def _write(
    session: Session, now: datetime, actor: Actor, set_id: int, key: WordsKey, before: Draft, after: Draft
) -> None:
    same = (
        Template.set_id == set_id,
        Template.kind == key.occasion,
        Template.channel == key.channel,
        Template.language == key.language,
        Template.variant == key.variant,
    )
    last = session.scalar(select(func.max(Template.version)).where(*same)) or 0
    session.execute(update(Template).where(*same).values(current=False))
    session.add(
        Template(
            set_id=set_id,
            staff_id=actor.staff_id,
            kind=key.occasion,
            channel=key.channel,
            language=key.language,
            variant=key.variant,
            version=last + 1,
            subject=after.subject,
            body=after.body,
            created_at=now,
        )
    )
    text = f"{key.occasion}/{key.channel}/{key.language}/{key.variant}"
    write_audit(
        session, now, actor, "change", "template", set_id,
        before={text: _plain(before)}, after={text: _plain(after)},
    )  # fmt: skip
    session.flush()


def _plain(draft: Draft) -> str:
    return f"{draft.subject}\n{draft.body}" if draft.subject else draft.body


def _changed_meanwhile(session: Session, row: TemplateSet, key: WordsKey) -> WordsChangedMeanwhile:
    last = session.execute(
        select(Template.created_at, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == Template.staff_id)
        .where(
            Template.set_id == row.id,
            Template.kind == key.occasion,
            Template.channel == key.channel,
            Template.variant == key.variant,
        )
        .order_by(Template.created_at.desc(), Template.id.desc())
        .limit(1)
    ).first()
    return WordsChangedMeanwhile(
        (last and last.name) or "Somebody", last.created_at if last else row.created_at
    )
