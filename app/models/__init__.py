"""Tables: one file a noun. Importing this package makes the metadata complete."""

from app.models.appointment import Answer, AppointmentEvent, AppointmentRow
from app.models.audit import AuditLine
from app.models.channel import ChannelSetup, ProviderGate
from app.models.failure import AddressEvent, BlockedDomain, FixTask
from app.models.family import Address, ConsentEvent, Contact, Family, FormerContact, Patient, PatientContact
from app.models.feed import FeedImport, FeedProfile, FeedRowIssue, FeedSource
from app.models.link import Link, LinkAppointment
from app.models.mailing import Mailing
from app.models.message import Message, MessageEvent, MessageLine, MessagePatient
from app.models.next_message import NextMessage
from app.models.notice import Notice, NoticeLine
from app.models.opening import LinkOpening
from app.models.plan import LedgerEntry, Plan, Purchase
from app.models.practice import (
    DeliveryRulesRow,
    Department,
    Holiday,
    Location,
    Practice,
    Provider,
    RoutingRule,
    VisitType,
)
from app.models.recording import Recording
from app.models.renewal import StaffRenewal
from app.models.reply import EarlyReceipt, Reply
from app.models.rule import RuleRow, Template, TemplateSet
from app.models.sandbox import Heartbeat, SandboxDelivery, SandboxOutcome
from app.models.saved_view import ColumnChoice, SavedView
from app.models.staff import (
    GroupPermission,
    RecoveryCode,
    SignInAttempt,
    StaffGroup,
    StaffSession,
    StaffToken,
    StaffUser,
)
from app.models.waitlist import Offer, Slot, WaitlistEntry, WaitlistRules

__all__ = [
    "Address",
    "AddressEvent",
    "Answer",
    "AppointmentEvent",
    "AppointmentRow",
    "AuditLine",
    "BlockedDomain",
    "ChannelSetup",
    "ColumnChoice",
    "ConsentEvent",
    "Contact",
    "DeliveryRulesRow",
    "Department",
    "EarlyReceipt",
    "Family",
    "FeedImport",
    "FeedProfile",
    "FeedRowIssue",
    "FeedSource",
    "FixTask",
    "FormerContact",
    "GroupPermission",
    "Heartbeat",
    "Holiday",
    "LedgerEntry",
    "Link",
    "LinkAppointment",
    "LinkOpening",
    "Location",
    "Mailing",
    "Message",
    "MessageEvent",
    "MessageLine",
    "MessagePatient",
    "NextMessage",
    "Notice",
    "NoticeLine",
    "Offer",
    "Patient",
    "PatientContact",
    "Plan",
    "Practice",
    "Provider",
    "ProviderGate",
    "Purchase",
    "Recording",
    "RecoveryCode",
    "Reply",
    "RoutingRule",
    "RuleRow",
    "SandboxDelivery",
    "SandboxOutcome",
    "SavedView",
    "SignInAttempt",
    "Slot",
    "StaffGroup",
    "StaffRenewal",
    "StaffSession",
    "StaffToken",
    "StaffUser",
    "Template",
    "TemplateSet",
    "VisitType",
    "WaitlistEntry",
    "WaitlistRules",
]
