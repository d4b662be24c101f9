"""A vendor on this machine that speaks Vonage's and SendGrid's HTTP, answers as told, and reports back."""

from tests.vendor.answers import (
    ACCEPT_AND_DROP,
    DROP,
    GARBAGE,
    HANG,
    OK,
    Answering,
    refused,
    server_error,
    throttled,
)
from tests.vendor.identity import Identity, identity
from tests.vendor.loopback import Loopback, Taken
from tests.vendor.reports import Report, course, post, report

__all__ = [
    "ACCEPT_AND_DROP",
    "DROP",
    "GARBAGE",
    "HANG",
    "OK",
    "Answering",
    "Identity",
    "Loopback",
    "Report",
    "Taken",
    "course",
    "identity",
    "post",
    "refused",
    "report",
    "server_error",
    "throttled",
]
