"""The standard mails in English that ask no answer (product F1, F6, K5)."""

from __future__ import annotations

from app.domain.wording.email_words import EmailWords
from app.domain.wording.occasions import Occasion

ENGLISH_NEWS: dict[Occasion, tuple[EmailWords, EmailWords]] = {
    Occasion.MISSED: (
        EmailWords(
            "We missed {patient_name} on {first_day}",
            "We missed you on {first_day}",
            "Call us for a new time.",
            "We missed {patient_name}.",
            "There was a visit on {first_day}. Need a new time? Call {phone}.",
            "",
        ),
        EmailWords(
            "We missed {children} on {first_day}",
            "We missed you on {first_day}",
            "Call us for new times.",
            "We missed {children}.",
            "There were visits on {first_day}. Need new times? Call {phone}.",
            "",
        ),
    ),
    Occasion.FOLLOW_UP: (
        EmailWords(
            "Thank you for coming with {patient_name}",
            "Thank you for your visit",
            "Questions? Call us.",
            "Thank you for coming with {patient_name}.",
            "This is about the visit on {first_day}. Questions? Call {phone}.",
            "",
        ),
        EmailWords(
            "Thank you for coming with {children}",
            "Thank you for your visits",
            "Questions? Call us.",
            "Thank you for coming with {children}.",
            "This is about the visits on {first_day}. Questions? Call {phone}.",
            "",
        ),
    ),
    Occasion.BIRTHDAY: (
        EmailWords(
            "Happy birthday to {patient_name}!",
            "Happy birthday!",
            "From all of us.",
            "Happy birthday to {patient_name}!",
            "All of us at {practice_name} wish you a great day.",
            "",
        ),
        EmailWords(
            "Happy birthday to {children}!",
            "Happy birthday!",
            "From all of us.",
            "Happy birthday to {children}!",
            "All of us at {practice_name} wish you a great day.",
            "",
        ),
    ),
    Occasion.RECALL: (
        EmailWords(
            "{patient_name}: time for a check-up",
            "Time for a check-up",
            "Call us to book a visit.",
            "{patient_name} is due for a check-up.",
            "Please call {phone} to book a visit.",
            "",
        ),
        EmailWords(
            "{children}: time for check-ups",
            "Time for check-ups",
            "Call us to book visits.",
            "{children} are due for check-ups.",
            "Please call {phone} to book visits.",
            "",
        ),
    ),
}
"""For each occasion the mail about one child, and the one about several."""
