"""A practice's own text is what its families get, and the message says which version it was (F1)."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.actions.deliver_messages import deliver_messages
from app.actions.plan_messages import plan_messages
from app.domain.wording import STANDARD_VERSION
from app.models import Message, Template, TemplateSet
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

OWN = "{practice}: {patient_name}, see you {when}! {link}"


def reminded(clinic: Clinic, app: Flask) -> Message:
    """The reminder of a visit tomorrow, as it was sent."""
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia")
        clinic.parent("Ana Ramos", mia)
        clinic.visit(mia, NOW.replace(day=NOW.day + 1))
        clinic.rule(template_set_id=session.scalar(select(TemplateSet.id)))
    plan_messages(NOW, clinic.practice_id)
    deliver_messages(NOW, app.extensions["deskbell.exits"], app.extensions["deskbell.signer"])
    with work(clinic.practice_id) as session:
        return session.scalars(select(Message)).one()


def own_text(clinic: Clinic, version: int, *, current: bool) -> None:
    with work(clinic.practice_id) as session:
        texts = TemplateSet(type="reminder", name="Our reminder", created_at=NOW)
        session.add(texts)
        session.flush()
        session.add(
            Template(
                set_id=texts.id, kind="reminder", channel="text", language="en", variant="one",
                version=version, current=current, body=OWN, created_at=NOW,
            )
        )  # fmt: skip


def test_the_text_in_use_is_sent_by_that_practice_only(app: Flask) -> None:
    with work_everywhere() as session:
        willow, maple = make_clinic(session), make_clinic(session, "maple")
    own_text(willow, 4, current=True)
    sent = reminded(willow, app)
    assert sent.body.startswith("Willow: Mia, see you Mon Nov 23, 10:00 AM! http")
    with work(willow.practice_id) as session:
        sent_set = session.scalar(select(TemplateSet.id))
    assert sent.template_version == f"own-{sent_set}-4"
    assert reminded(maple, app).template_version == STANDARD_VERSION


def test_a_text_out_of_use_is_not_sent(app: Flask) -> None:
    with work_everywhere() as session:
        willow = make_clinic(session)
    own_text(willow, 4, current=False)
    assert reminded(willow, app).template_version == STANDARD_VERSION
