"""The standard mails in English (product F1, F6)."""

from __future__ import annotations

from app.domain.wording.email_news_english import ENGLISH_NEWS
from app.domain.wording.email_words import EmailWords
from app.domain.wording.occasions import Occasion

_IN_ONE_TAP = "Tell us in 1 tap if you are coming."
_ANSWER = "Answer now"
_CHANGE = "Change my answer"
_ANY_CHANGE = "Plans changed? You can tell us."
_PAGE = "Open the visit page"
_SEE_TIME = "See the time"

ENGLISH: dict[Occasion, tuple[EmailWords, EmailWords]] = {
    Occasion.BOOKED: (
        EmailWords(
            "{patient_name}: new visit on {first_day}",
            "Your new visit on {first_day}",
            _IN_ONE_TAP,
            "Is {patient_name} coming?",
            "We booked a visit on {first_day}.",
            _ANSWER,
        ),
        EmailWords(
            "{children}: new visits on {first_day}",
            "Your new visits on {first_day}",
            _IN_ONE_TAP,
            "Are {children} coming?",
            "We booked {count} visits on {first_day}.",
            _ANSWER,
        ),
    ),
    Occasion.ASK: (
        EmailWords(
            "{patient_name}: visit on {first_day}",
            "Your visit on {first_day}",
            _IN_ONE_TAP,
            "Is {patient_name} still coming?",
            "The visit is on {first_day}.",
            _ANSWER,
        ),
        EmailWords(
            "{children}: visits on {first_day}",
            "Your visits on {first_day}",
            _IN_ONE_TAP,
            "Are {children} still coming?",
            "The visits are on {first_day}.",
            _ANSWER,
        ),
    ),
    Occasion.REMINDER: (
        EmailWords(
            "Reminder: {patient_name}, {first_day}",
            "Reminder: your visit on {first_day}",
            _IN_ONE_TAP,
            "Is {patient_name} still coming?",
            "We expect you {near_day}. The visit is on {first_day}.",
            _ANSWER,
        ),
        EmailWords(
            "Reminder: {children}, {first_day}",
            "Reminder: your visits on {first_day}",
            _IN_ONE_TAP,
            "Are {children} still coming?",
            "We expect you {near_day}. The visits are on {first_day}.",
            _ANSWER,
        ),
    ),
    Occasion.CONFIRMED: (
        EmailWords(
            "You are confirmed: {patient_name}, {first_day}",
            "You are confirmed: your visit on {first_day}",
            "Plans changed? You can still tell us.",
            "You are confirmed. See you {near_day}.",
            "The visit is on {first_day}. Plans changed? Tell us.",
            _CHANGE,
        ),
        EmailWords(
            "You are confirmed: {children}, {first_day}",
            "You are confirmed: your visits on {first_day}",
            "Plans changed? You can still tell us.",
            "You are confirmed. See you {near_day}.",
            "The visits are on {first_day}. Plans changed? Tell us.",
            _CHANGE,
        ),
    ),
    Occasion.MOVED: (
        EmailWords(
            "New time for {patient_name}: {first_day}",
            "New time for your visit: {first_day}",
            _IN_ONE_TAP,
            "{patient_name} has a new time. Still coming?",
            "The visit is now on {first_day}. The old time is gone.",
            _ANSWER,
        ),
        EmailWords(
            "New time for {children}: {first_day}",
            "New time for your visits: {first_day}",
            _IN_ONE_TAP,
            "{children} have a new time. Still coming?",
            "The visits are now on {first_day}. The old time is gone.",
            _ANSWER,
        ),
    ),
    Occasion.CHANGED: (
        EmailWords(
            "{patient_name}'s visit has changed: {first_day}",
            "Your visit has changed: {first_day}",
            _IN_ONE_TAP,
            "{patient_name}'s visit has changed. Still coming?",
            "The visit is now with {provider} at {place}, on {first_day}.",
            _ANSWER,
        ),
        EmailWords(
            "The visits of {children} have changed: {first_day}",
            "Your visits have changed: {first_day}",
            _IN_ONE_TAP,
            "The visits of {children} have changed. Still coming?",
            "The visits are now at {place}, on {first_day}. The list says who each child will see.",
            _ANSWER,
        ),
    ),
    Occasion.CANCELLED: (
        EmailWords(
            "Cancelled: {patient_name}, {first_day}",
            "Cancelled: your visit on {first_day}",
            "Please call us for a new time.",
            "The office cancelled this visit.",
            "Please do not come for this visit on {first_day}. Need a new time? Call {phone}.",
            "",
        ),
        EmailWords(
            "Cancelled: {children}, {first_day}",
            "Cancelled: your visits on {first_day}",
            "Please call us for new times.",
            "The office cancelled these visits.",
            "Please do not come for these visits on {first_day}. Need a new time? Call {phone}.",
            "",
        ),
    ),
    Occasion.TELEHEALTH_FIRST: (
        EmailWords(
            "{patient_name}: video visit on {first_day}",
            "Your video visit on {first_day}",
            _ANY_CHANGE,
            "{patient_name} has a video visit.",
            "The video visit is on {first_day}. Is the time still good for you? To join: {video_link}",
            _PAGE,
        ),
        EmailWords(
            "{children}: video visits on {first_day}",
            "Your video visits on {first_day}",
            _ANY_CHANGE,
            "{children} have video visits.",
            "The video visits are on {first_day}. Are the times still good? To join: {video_link}",
            _PAGE,
        ),
    ),
    Occasion.TELEHEALTH_SECOND: (
        EmailWords(
            "{patient_name}: video visit {near_day}, {time}",
            "Your video visit {near_day}, {time}",
            _ANY_CHANGE,
            "The video visit of {patient_name} is {near_day}.",
            "It is on {first_day} at {time}. Please be ready a few minutes before. To join: {video_link}",
            _PAGE,
        ),
        EmailWords(
            "{children}: video visits {near_day}, {time}",
            "Your video visits {near_day}, {time}",
            _ANY_CHANGE,
            "The video visits of {children} are {near_day}.",
            "The first one is on {first_day} at {time}. Be ready a few minutes before. To join: {video_link}",
            _PAGE,
        ),
    ),
    Occasion.OFFER: (
        EmailWords(
            "{patient_name}: a time is free on {first_day}",
            "A time is free on {first_day}",
            "The first family that says yes gets it.",
            "A time is free for {patient_name}.",
            "It is on {first_day} at {place}. The first family that says yes gets it.",
            _SEE_TIME,
        ),
        EmailWords(
            "{children}: a time is free on {first_day}",
            "A time is free on {first_day}",
            "The first family that says yes gets it.",
            "A time is free for {children}.",
            "It is on {first_day} at {place}. The first family that says yes gets it.",
            _SEE_TIME,
        ),
    ),
    **ENGLISH_NEWS,
}
"""For each occasion the mail about one child, and the one about several."""
