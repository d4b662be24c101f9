"""Tables: one file a noun. Importing this package makes the metadata complete."""

from app.models.appointment import Answer, AppointmentEvent, AppointmentRow
from app.models.audit import AuditLine
from app.models.family import Address, ConsentEvent, Contact, Family, Patient, PatientContact
from app.models.feed import FeedImport, FeedProfile, FeedRowIssue, FeedSource
from app.models.link import Link, LinkAppointment
from app.models.message import Message, MessageEvent, MessageLine
from app.models.next_message import NextMessage
from app.models.notice import Notice, NoticeLine
from app.models.practice import DeliveryRulesRow, Department, Holiday, Location, Practice, Provider
from app.models.rule import RuleRow, Template
from app.models.sandbox import Heartbeat, SandboxDelivery, SandboxOutcome
from app.models.staff import GroupPermission, SignInAttempt, StaffGroup, StaffUser

__all__ = [
    "Address",
    "Answer",
    "AppointmentEvent",
    "AppointmentRow",
    "AuditLine",
    "ConsentEvent",
    "Contact",
    "DeliveryRulesRow",
    "Department",
    "Family",
    "FeedImport",
    "FeedProfile",
    "FeedRowIssue",
    "FeedSource",
    "GroupPermission",
    "Heartbeat",
    "Holiday",
    "Link",
    "LinkAppointment",
    "Location",
    "Message",
    "MessageEvent",
    "MessageLine",
    "NextMessage",
    "Notice",
    "NoticeLine",
    "Patient",
    "PatientContact",
    "Practice",
    "Provider",
    "RuleRow",
    "SandboxDelivery",
    "SandboxOutcome",
    "SignInAttempt",
    "StaffGroup",
    "StaffUser",
    "Template",
]
