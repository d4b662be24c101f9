"""Why a message did not arrive: the categories of providers in plain words, and what to do next (product G6).

The value is the name in the data; providers and their reports translate what a vendor says into these.
``docs/guide/failures.md`` holds the table made from this list.
"""

from __future__ import annotations

from enum import StrEnum


class Weight(StrEnum):
    """What a failure says of the number or address it happened at."""

    HARD = "hard"
    """It cannot be reached, or wants nothing from us: blocked at once."""
    SOFT = "soft"
    """It may pass: three in 30 days are a task for staff."""
    OURS = "ours"
    """It says nothing of the address: the message never got as far, or nobody knows."""


_MAIL_SERVER = "Call the family if it cannot wait. If it goes on, ask them for another address."
_REFUSED_WORDS = (
    "Call the family. If it happens often, shorten the words of the message or ask for another way."
)
_CORRECT_ADDRESS = "Look for a typing error, or ask the family for the right address, and correct it."
_CORRECT_NUMBER = "Look for a typing error, or ask the family for the right number, and correct it."
_RESPECT = "Respect it and call, or ask the family for another way to reach them."
_CALL_LATER = "Call the family at another time if it cannot wait."
_OPERATOR = "Whoever looks after Deskbell must look at the page Channels. Call families that cannot wait."


class Failure(StrEnum):
    """One way to fail. The members are ``(value, weight, words, remedy)``.

    ``words`` is what staff read, ``remedy`` the next step.
    """

    weight: Weight
    words: str
    remedy: str

    def __new__(cls, value: str, weight: Weight, words: str, remedy: str) -> Failure:
        member = str.__new__(cls, value)
        member._value_ = value
        member.weight, member.words, member.remedy = weight, words, remedy
        return member

    @property
    def hard(self) -> bool:
        """Is the address blocked at once?"""
        return self.weight is Weight.HARD

    # Emails that come back for good.
    BAD_MAILBOX = "bad_mailbox", Weight.HARD, "This address does not exist.", _CORRECT_ADDRESS
    BAD_DOMAIN = (
        "bad_domain",
        Weight.HARD,
        "This address does not exist: nothing receives mail behind the @.",
        _CORRECT_ADDRESS,
    )
    INACTIVE_MAILBOX = (
        "inactive_mailbox",
        Weight.HARD,
        "This inbox is closed.",
        "Ask the family for another address.",
    )
    DO_NOT_SEND = "do_not_send", Weight.HARD, "This person asked us to stop sending mail.", _RESPECT
    DOMAIN_DO_NOT_SEND = (
        "domain_do_not_send",
        Weight.HARD,
        "The company behind this address asked us to stop sending mail.",
        _RESPECT,
    )
    COMPLAINT = "complaint", Weight.HARD, "Our mail was reported as spam.", _RESPECT
    # Numbers that can never take it.
    BAD_NUMBER = "bad_number", Weight.HARD, "This number does not exist.", _CORRECT_NUMBER
    UNREACHABLE_NUMBER = (
        "unreachable_number",
        Weight.HARD,
        "This number cannot take it. It may be a landline.",
        "Ask for a cell phone number. To call this one instead, allow it again and choose a phone call.",
    )
    NUMBER_BLOCKED_US = (
        "number_blocked_us",
        Weight.HARD,
        "This phone blocks messages from us.",
        _RESPECT,
    )
    WRONG_NUMBER = (
        "wrong_number",
        Weight.HARD,
        "Whoever this reaches says that it is not theirs.",
        "Ask the family for the right number or address, and correct it.",
    )

    # Emails that may get through another time.
    QUOTA = "quota", Weight.SOFT, "The inbox is full.", _MAIL_SERVER
    NO_ANSWER_FROM_HOST = (
        "no_answer_from_host",
        Weight.SOFT,
        "Their mail server did not answer.",
        _MAIL_SERVER,
    )
    BAD_CONNECTION = (
        "bad_connection",
        Weight.SOFT,
        "The connection to their mail server broke off.",
        _MAIL_SERVER,
    )
    ROUTING = "routing", Weight.SOFT, "The way to their mail server could not be found.", _MAIL_SERVER
    RELAYING = "relaying", Weight.SOFT, "Their mail server did not pass it on.", _MAIL_SERVER
    MESSAGE_EXPIRED = (
        "message_expired",
        Weight.SOFT,
        "It could not be delivered in time.",
        "Call the family if it cannot wait. If it goes on, ask them for another number or address.",
    )
    SPAM = "spam", Weight.SOFT, "Their mail server took it for spam and refused it.", _REFUSED_WORDS
    POLICY = "policy", Weight.SOFT, "Their mail server has a rule against it and refused it.", _REFUSED_WORDS
    CONTENT = "content", Weight.SOFT, "It was refused because of what it says.", _REFUSED_WORDS
    BAD_CONFIGURATION = (
        "bad_configuration",
        Weight.SOFT,
        "Their mail server is not set up right.",
        _MAIL_SERVER,
    )
    OTHER = (
        "other",
        Weight.SOFT,
        "It could not be delivered. The provider gave no clear reason.",
        "Call the family if it cannot wait.",
    )
    # Phones that may be reached another time.
    PHONE_OFF = "phone_off", Weight.SOFT, "The phone was off or had no signal.", _CALL_LATER
    BUSY = "busy", Weight.SOFT, "The line was busy.", _CALL_LATER
    NO_ANSWER = "no_answer", Weight.SOFT, "Nobody picked up.", _CALL_LATER
    NETWORK_TROUBLE = (
        "network_trouble",
        Weight.SOFT,
        "The phone network had trouble.",
        _CALL_LATER,
    )
    CARRIER_REFUSED = (
        "carrier_refused",
        Weight.SOFT,
        "The phone company refused it.",
        "Call the family. If it happens at many numbers, look at the page Channels.",
    )

    # On our side of the provider: the family's number or address is not to blame.
    NO_CONNECTION = "no_connection", Weight.OURS, "We could not reach the provider.", _OPERATOR
    VENDOR_DOWN = "vendor_down", Weight.OURS, "The provider had trouble.", _OPERATOR
    VENDOR_SILENT = (
        "vendor_silent",
        Weight.OURS,
        "The provider did not say whether it took it.",
        "Ask the family whether it arrived, then say so on Problems.",
    )
    THROTTLED = "throttled", Weight.OURS, "The provider let us send no more at that time.", _OPERATOR
    CREDENTIALS = "credentials", Weight.OURS, "The provider did not accept our key.", _OPERATOR
    NO_BALANCE = "no_balance", Weight.OURS, "The account with the provider is empty.", _OPERATOR
    BAD_REQUEST = "bad_request", Weight.OURS, "The provider could not read our request.", _OPERATOR
    OUR_FAULT = "our_fault", Weight.OURS, "The message could not be made.", _OPERATOR
    ABSENT = (
        "absent",
        Weight.OURS,
        "Sending was interrupted, and the provider never got it.",
        "Call the family if it cannot wait.",
    )
    NOT_DELIVERED = (
        "not_delivered",
        Weight.OURS,
        "Staff said that it did not arrive.",
        "Call the family if it cannot wait.",
    )


def failure_of(category: str | None) -> Failure | None:
    """The failure a name in the data stands for; None for none, and for a word that is not ours."""
    return next((each for each in Failure if each.value == category), None)
