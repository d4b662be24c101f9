"""What staff can do about a contact who gets nothing (product C3): one sentence for each reason."""

from __future__ import annotations

from app.domain.reasons import Reason

_REMEDIES = {
    Reason.AUTHORITY: "If this person decides for the child, set the authority to blank, Joint or Exclusive.",
    Reason.ANOTHER_EXCLUSIVE: "If that is wrong, change the authority of the other contact.",
    Reason.ENDED: "If this person is responsible for the child again, clear the end date.",
    Reason.NO_PREFERENCE: "Choose how this person wants to get reminders.",
    Reason.WANTS_NO_CONTACT: "Nothing to do: the person asked for it. Call them about the visit if need be.",
    Reason.NO_CONSENT: "Ask the person whether we may write or call, then record the consent below.",
    Reason.CONSENT_WITHDRAWN: "Respect it and call in person. If they agree again, record the consent below.",
    Reason.NO_ADDRESS: "Ask for the number or address and add it, or choose another way.",
    Reason.UNUSABLE_ADDRESS: "Ask for the right number or address and correct it, or choose another way.",
    Reason.SUPPRESSED_ADDRESS: "Ask for another number or address, or choose another way.",
    Reason.CHANNEL_NOT_OFFERED: "Choose text, email or phone for reminders.",
}


def what_to_do(reason: Reason) -> str:
    """The next step for staff, or an empty text where there is none (a deceased patient)."""
    return _REMEDIES.get(reason, "")
