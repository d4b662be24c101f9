"""Every named "no" of planning and sending, with the words staff read (product C3, D2, E6).

The value is the name in the data and in the contract; ``words`` is what a page shows.
``docs/reasons.md`` is made from this list.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why something was not sent. The members are ``(value, words)``."""

    words: str

    def __new__(cls, value: str, words: str) -> Reason:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    # The person: asked when planning and again at the moment of sending (C2).
    # The order here is the order in which they are looked at; the first that applies is shown.
    DECEASED = "deceased", "The patient is marked as deceased. Nothing is sent."
    ALTERNATIVE_CONTACT = (
        "alternative_contact",
        "This patient's messages go to an alternative contact instead of the family.",
    )
    AUTHORITY = "authority", "Authority is neither blank, Joint nor Exclusive."
    ANOTHER_EXCLUSIVE = "another_exclusive", "Another contact of this child has Exclusive authority."
    ENDED = "ended", "This contact has an end date."
    CONFIDENTIAL = "confidential", "The visit is confidential: only the patient's own contact is told."
    HELD = "held", "This person said that it is not their child."
    NO_PREFERENCE = "no_preference", "No preferred way to be reached is set."
    WANTS_NO_CONTACT = "wants_no_contact", "The contact chose No Contact."
    NO_CONSENT = "no_consent", "Consent for this way of messaging is not on file."
    CONSENT_WITHDRAWN = "consent_withdrawn", "Consent for this way of messaging was withdrawn."
    NO_ADDRESS = "no_address", "The preferred number or address is missing."
    UNUSABLE_ADDRESS = (
        "unusable_address",
        "The preferred number or address cannot be used. Check it for typing errors.",
    )
    SUPPRESSED_ADDRESS = "suppressed_address", "The preferred number or address is on the do-not-send list."
    OPTED_OUT = "opted_out", "The family asked us to stop messages this way. They can start them again."

    # The appointment does not ask for this rule.
    RULE_DISABLED = "rule_disabled", "The automated message is turned off."
    FEED_BLOCKED = "feed_blocked", "The schedule sent a status we do not know. Map it, then messages go out."
    STATUS_NOT_CHOSEN = "status_not_chosen", "The automated message is not for visits with this status."
    TYPE_NOT_CHOSEN = "type_not_chosen", "The automated message is not for this visit type."
    PROVIDER_NOT_CHOSEN = "provider_not_chosen", "The automated message is not for this provider."
    LOCATION_NOT_CHOSEN = "location_not_chosen", "The automated message is not for this location."
    AGE_UNKNOWN = (
        "age_unknown",
        "The automated message is for certain ages, and the patient's birth date is missing.",
    )
    AGE_NOT_CHOSEN = "age_not_chosen", "The automated message is not for patients of this age."
    NOT_FIRST_VISIT = "not_first_visit", "The automated message is for a patient's first visit only."
    FIRST_VISIT = "first_visit", "The automated message is not for a patient's first visit."
    NOT_HAPPENED = "not_happened", "What the message is about has not happened to this visit."
    FIRST_IMPORT = "first_import", "The visit came with the first import, which sends nothing by itself."
    NEVER_STOOD = "never_stood", "The visit was already cancelled when the schedule first told us about it."
    BEFORE_RULE = "before_rule", "It happened before the automated message was turned on."
    MOMENT_PASSED = "moment_passed", "The planned moment had passed before the visit was booked or changed."
    CANCELLED_BY_PARENT = "cancelled_by_parent", "The parent cancelled. Nothing more is sent for this visit."

    # The child a greeting or a recall is about (K5).
    INACTIVE = "inactive", "The child has not been seen for 24 months and has no visit to come."
    CHECK_UP_BOOKED = "check_up_booked", "The check-up is booked or was had. Nobody needs to be asked for it."
    TRIES_USED = "tries_used", "The last try for this check-up has gone out."
    NO_BIRTH_DATE = "no_birth_date", "The chart has no date of birth."

    # The moment.
    NO_OPEN_WINDOW = "no_open_window", "No delivery time was open while the message was still useful."
    TOO_LATE = "too_late", "When it could go out it was too late to be useful."
    EXPIRED = "expired", "It waited until it was no longer useful."
    SUPERSEDED = "superseded", "A message closer to the visit went instead."
    PRACTICE_PAUSED = "practice_paused", "Sending is paused for the whole practice."
    DAILY_CAP = "daily_cap", "The most the practice allows for one day had gone to this number or address."
    AFTER_STOP_TIME = "after_stop_time", "The stop time of this channel had passed before it could go out."
    NOT_RESTARTED = "not_restarted", "Sending was interrupted, and the practice does not restart it."

    NO_CREDIT = "no_credit", "No credit was left for it."

    # Of a mailing (K1 to K4) and of an offer from the waitlist (J4).
    NOT_RESIDING = (
        "not_residing",
        "The chart does not say that the child lives with this person. Personalized messages need it.",
    )
    SAME_ADDRESS = "same_address", "Somebody else with the same number or address gets this message already."
    LEFT_OUT = "left_out", "Staff took this person off the list."
    ASKED_TODAY = "asked_today", "The family was asked today already."
    WAY_NOT_CHOSEN = "way_not_chosen", "The contact prefers another way than the one chosen."
    NO_LANGUAGE = "no_language", "There is no text in the contact's language, and none to fall back on."
    MAILING_STOPPED = "mailing_stopped", "Staff stopped the mailing before this message went out."
    TIME_TAKEN = "time_taken", "Another family took the time first."
    TIME_NOT_FREE = "time_not_free", "The time is not free any more."
    RENEWED = "renewed", "It was renewed or taken off the list, or has another day."
    NOT_WAITING = "not_waiting", "The family does not wait for a time any more."

    # What changed between planning and sending.
    ANSWERED = "answered", "The family has already answered."
    CANCELLED = "cancelled", "The visit was cancelled."
    MOVED = "moved", "The visit has a new time, place or provider. Newer messages take over."
    STATUS_CHANGED = "status_changed", "The visit has a status this message is not for."
    PREFERENCE_CHANGED = "preference_changed", "The contact now wants to be reached in another way."
    SAME_PERSON = "same_person", "The contact was merged with another, who gets this message already."
