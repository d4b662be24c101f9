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
from tests.vendor.reports import Report, Reporter, sendgrid_report, vonage_report

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
    "Reporter",
    "Taken",
    "identity",
    "refused",
    "sendgrid_report",
    "server_error",
    "throttled",
    "vonage_report",
]
