"""What one contact gets about one child, purpose by purpose (product C2, C3)."""

from __future__ import annotations

from app.domain.consent import Consent
from app.domain.contacts import ContactFacts
from app.domain.preferences import Channel, Preference, Purpose
from app.domain.reasons import Reason
from app.domain.verdicts import Verdict, verdicts
from tests.domain.families import child, contact


def said(parent: ContactFacts, *, deceased: bool = False) -> tuple[Verdict, ...]:
    return verdicts(parent, child(parent, deceased=deceased))


def test_purposes_with_the_same_answer_stand_together_reminders_first() -> None:
    reminders, rest = said(contact())
    assert (reminders.purposes, reminders.channel, reminders.reason) == (
        (Purpose.REMINDERS,), Channel.TEXT, None,
    )  # fmt: skip
    assert reminders.remedy == ""
    assert (rest.purposes, rest.channel) == ((Purpose.RECALLS, Purpose.NOTICES, Purpose.PORTAL), None)
    assert rest.reason is Reason.NO_PREFERENCE
    assert rest.remedy.startswith("Choose how this person wants to be reached")


def test_each_purpose_may_have_an_answer_of_its_own() -> None:
    parent = contact(
        preferences={
            Purpose.REMINDERS: Preference.TEXT,
            Purpose.RECALLS: Preference.TEXT,
            Purpose.NOTICES: Preference.NO_CONTACT,
        },
        consents={
            (Purpose.REMINDERS, Channel.TEXT): Consent.GIVEN,
            (Purpose.RECALLS, Channel.TEXT): Consent.WITHDRAWN,
        },
    )
    assert [(each.purposes, each.reason) for each in said(parent)] == [
        ((Purpose.REMINDERS,), None),
        ((Purpose.RECALLS,), Reason.CONSENT_WITHDRAWN),
        ((Purpose.NOTICES,), Reason.WANTS_NO_CONTACT),
        ((Purpose.PORTAL,), Reason.NO_PREFERENCE),
    ]


def test_nobody_gets_anything_about_a_child_who_died_and_nothing_is_to_be_done() -> None:
    (only,) = said(contact(), deceased=True)
    assert set(only.purposes) == set(Purpose)
    assert (only.reason, only.remedy) == (Reason.DECEASED, "")
