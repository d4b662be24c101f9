"""The standard letters and faxes in English (product F1, F4, F6)."""

from __future__ import annotations

from app.domain.wording.occasions import Occasion
from app.domain.wording.paper_words import PaperWords

_ONE = "Here are the day, the time and who will see you."
_MANY = "Here are the day, the times and who will see each child."

ENGLISH_PAPER: dict[Occasion, tuple[PaperWords, PaperWords]] = {
    Occasion.BOOKED: (
        PaperWords("New visit for {patient_name}", f"We booked a visit on {{first_day}}. {_ONE}"),
        PaperWords("New visits for {children}", f"We booked {{count}} visits on {{first_day}}. {_MANY}"),
    ),
    Occasion.ASK: (
        PaperWords("Is {patient_name} still coming?", f"There is a visit on {{first_day}}. {_ONE}"),
        PaperWords("Are {children} still coming?", f"There are {{count}} visits on {{first_day}}. {_MANY}"),
    ),
    Occasion.REMINDER: (
        PaperWords("A reminder for {patient_name}", f"We expect you on {{first_day}}. {_ONE}"),
        PaperWords("A reminder for {children}", f"We expect you on {{first_day}}. {_MANY}"),
    ),
    Occasion.CONFIRMED: (
        PaperWords("You are confirmed: {patient_name}", "Thank you for telling us. See you on {first_day}."),
        PaperWords("You are confirmed: {children}", "Thank you for telling us. See you on {first_day}."),
    ),
    Occasion.MOVED: (
        PaperWords("{patient_name} has a new time", "The visit is now on {first_day}. The old time is gone."),
        PaperWords(
            "{children} have a new time", "The visits are now on {first_day}. The old times are gone."
        ),
    ),
    Occasion.CHANGED: (
        PaperWords(
            "{patient_name}'s visit has changed",
            "The visit is on {first_day}, now with {provider} at {place}.",
        ),
        PaperWords(
            "The visits of {children} have changed",
            "The visits are on {first_day}, now at {place}. The list says who each child will see.",
        ),
    ),
    Occasion.CANCELLED: (
        PaperWords(
            "The office cancelled a visit of {patient_name}",
            "Please do not come for this visit on {first_day}. We will gladly find a new time: call {phone}.",
        ),
        PaperWords(
            "The office cancelled visits of {children}",
            "Please do not come for these visits on {first_day}. We will gladly find new times:"
            " call {phone}.",
        ),
    ),
    Occasion.MISSED: (
        PaperWords(
            "We missed {patient_name}",
            "There was a visit on {first_day}. We will gladly find a new time: call {phone}.",
        ),
        PaperWords(
            "We missed {children}",
            "There were visits on {first_day}. We will gladly find new times: call {phone}.",
        ),
    ),
    Occasion.FOLLOW_UP: (
        PaperWords(
            "Thank you for coming with {patient_name}",
            "This is about the visit on {first_day}. If you have a question, call {phone}.",
        ),
        PaperWords(
            "Thank you for coming with {children}",
            "This is about the visits on {first_day}. If you have a question, call {phone}.",
        ),
    ),
    Occasion.TELEHEALTH_FIRST: (
        PaperWords("{patient_name} has a video visit", "The video visit is on {first_day}."),
        PaperWords("{children} have video visits", "The video visits are on {first_day}."),
    ),
    Occasion.TELEHEALTH_SECOND: (
        PaperWords(
            "The video visit of {patient_name}",
            "It is on {first_day} at {time}. Please be ready a few minutes before.",
        ),
        PaperWords(
            "The video visits of {children}",
            "The first one is on {first_day} at {time}. Please be ready a few minutes before.",
        ),
    ),
    Occasion.BIRTHDAY: (
        PaperWords("Happy birthday to {patient_name}!", "All of us at {practice_name} wish you a great day."),
        PaperWords("Happy birthday to {children}!", "All of us at {practice_name} wish you a great day."),
    ),
    Occasion.RECALL: (
        PaperWords("{patient_name} is due for a check-up", "Please call {phone} to book the visit."),
        PaperWords("{children} are due for a check-up", "Please call {phone} to book the visits."),
    ),
    Occasion.OFFER: (
        PaperWords(
            "A time is free for {patient_name}",
            "It is on {first_day}. The first family that says yes gets it.",
        ),
        PaperWords(
            "A time is free for {children}", "It is on {first_day}. The first family that says yes gets it."
        ),
    ),
}
"""For each occasion the page about one child, and the one about several."""
