"""What staff can do about a contact who gets nothing (product C3): one sentence for each reason."""

from __future__ import annotations

from app.domain.failures import failure_of
from app.domain.reasons import Reason

_REMEDIES = {
    Reason.AUTHORITY: "If this person decides for the child, set the authority to blank, Joint or Exclusive.",
    Reason.ANOTHER_EXCLUSIVE: "If that is wrong, change the authority of the other contact.",
    Reason.ENDED: "If this person is responsible for the child again, clear the end date.",
    Reason.NO_PREFERENCE: "Choose how this person wants to be reached for it.",
    Reason.WANTS_NO_CONTACT: "Nothing to do: the person asked for it. Call them about the visit if need be.",
    Reason.NO_CONSENT: "Ask the person whether we may write or call, then record the consent.",
    Reason.CONSENT_WITHDRAWN: "Respect it and call in person. If they agree again, record the consent.",
    Reason.NO_ADDRESS: "Ask for the number or address and add it, or choose another way.",
    Reason.UNUSABLE_ADDRESS: "Ask for the right number or address and correct it, or choose another way.",
    Reason.SUPPRESSED_ADDRESS: "Ask for another number or address, or choose another way.",
    Reason.ALTERNATIVE_CONTACT: "If the family should get them again, end the alternative contact.",
    Reason.HELD: "Check in the chart who this number belongs to. If it is right after all, allow them again.",
    Reason.OPTED_OUT: "Choose another way with them. Texts start again when they text START to us.",
    Reason.DAILY_CAP: "Call the family if it cannot wait. The limit stands in Global settings.",
    Reason.AFTER_STOP_TIME: "Call the family. The stop time stands on the page Channels.",
    Reason.NOT_RESTARTED: "Call the family, or let Channels restart what was interrupted.",
    Reason.CONFIDENTIAL: "Mark which contact is the patient, and add their own number or email.",
    Reason.RULE_DISABLED: "If it should go, turn the automated message on.",
    Reason.FEED_BLOCKED: "Say what the status means, on the page of the import.",
    Reason.NO_OPEN_WINDOW: "Call the family. To prevent it, widen the delivery times or send earlier.",
    Reason.TOO_LATE: "Call the family. To prevent it, send the message earlier.",
    Reason.EXPIRED: "Call the family. To prevent it, look at Problems: sending may have stood still.",
    Reason.PRACTICE_PAUSED: "Let sending go on, on Today.",
    Reason.PREFERENCE_CHANGED: "Nothing to do: the next message takes the new way.",
    Reason.NO_CREDIT: "Add credits or money on the page Plan. If it came too late, call the family.",
    Reason.NOT_RESIDING: "If the child lives with this person, tick Resides with on the family's page.",
    Reason.NO_LANGUAGE: "Write the text in that language too.",
    Reason.AGE_UNKNOWN: "Add the date of birth to the chart.",
    Reason.NO_BIRTH_DATE: "Add the date of birth to the chart.",
}


UNDELIVERED = "Ask the family for another number or address, or call."
"""When a message left and did not arrive, whatever the provider called it."""


def what_to_do(reason: Reason) -> str:
    """The next step for staff, or an empty text where there is none (a deceased patient)."""
    return _REMEDIES.get(reason, "")


def remedy_for(reason: str) -> str:
    """The same for a reason or failure in the data; a word that is neither means that it did not arrive."""
    known = next((each for each in Reason if each == reason), None)
    if known:
        return what_to_do(known)
    failure = failure_of(reason)
    return failure.remedy if failure else UNDELIVERED
