"""Addresses of the pages that are looked at with axe, and which page of the product each address is."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.domain.setup_steps import SetupStep
from app.models import AppointmentRow, Message, MessageLine, Patient
from app.work import work
from tests.browser.conftest import Product
from tests.browser.neighbours import willow

OUTSIDE = ("/login", "/forgot", "/reset/ended", "/join/ended")
DAILY = (
    "/today",
    "/today?group=time",
    "/today?group=provider",
    "/today?d=2020-01-01",
    "/cancellations",
    "/cancellations?tab=done",
    "/families?q=ra",
    "/families?q=nobody-of-this-name",
    "/conversations",
    "/conversations?unread=yes",
    "/conversations?q=nobody-of-this-name",
    "/fix",
    "/fix?kind=hard",
    "/do-not-send",
    "/do-not-send?list=domains",
    "/do-not-send?list=stopped",
    "/letters",
    "/problems",
    "/imports",
    "/messages/auto/settings",
    "/sandbox",
    "/me",
    "/no-such-page",
)
SET_UP = (
    "/messages/auto",
    "/messages/auto/new",
    "/messages/auto/birthday",
    "/recalls",
    "/templates",
    "/templates/standard/reminder",
    "/messages/preferences",
    "/messages/skipped",
    "/settings/practice",
    "/settings/locations",
    "/settings/locations/new",
    "/settings/departments",
    "/settings/departments/new",
    "/settings/departments/routing/new",
    "/settings/people",
    "/settings/people/groups",
    "/settings/channels",
    "/settings/channels/text/activate",
    "/settings/channels/letter/sandbox",
    "/audit",
    "/audit?first=2020-01-01&last=2020-01-01",
    "/me/two-factor",
    *(f"/setup?step={step}" for step in SetupStep),
)
CENTER = (
    "/schedule",
    "/schedule?status=no_show",
    "/messages",
    "/messages?show=archive",
    *(
        f"/messages/new?for={whom}"
        for whom in ("recalls", "families", "picked", "private", "broadcast", "mass")
    ),
    "/messages/broadcasts",
    "/messages/sent",
    "/messages/sent?split=category",
    "/messages/history",
    "/messages/history?q=nobody-of-this-name",
    "/messages/history/columns",
    "/messages/usage",
    "/messages/usage?by=provider",
    "/cancellations?tab=mine",
    "/waitlist",
    "/waitlist/entries/new",
    "/reports",
    "/reports?weeks=26",
    "/settings/plan",
    "/settings/plan/ledger",
    "/settings/plan/providers",
    "/settings/renewals",
)
SHORT = (
    "/today",
    "/conversations",
    "/fix",
    "/settings/channels",
    "/messages/auto",
    "/templates/standard/reminder",
    "/settings/people/groups",
    "/audit",
    "/setup",
    "/schedule",
    "/messages/sent",
    "/messages/usage",
    "/reports",
    "/waitlist",
    "/settings/plan",
)
PARENTS = ("/v/", "/p/", "/w/")
FILES = {
    "static",
    "vendor.static",
    "health.healthz",
    "health.readyz",
    "health.metrics",
    "imports.rows",
    "letters.print_day",
    "letters.print_one",
    "paper_preview.show",
    "patient.calendar",
    "recording_file.play",
    "sandbox.mail",
    "start.door",
}
"""What no browser shows as a page of ours: files, answers to programs, emails, and the door that leads on."""
PARTS = {
    "cancellations.new",
    "delivery_rules.preview",
    "drafts.people",
    "locations.preview",
    "practice.sample",
    "sandbox_call.machine",
    "search.quick",
    "setup.sample",
    "waitlist.times",
}
"""Parts of pages, asked for while somebody types or clicks. What a page asks by itself is marked as such."""


def pages_of(app: Flask, *, parents: bool) -> set[str]:
    """Every page of the product, by endpoint: those of parents or those of the practice."""
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    gone = (FILES | PARTS) - rules.keys()
    assert not gone, f"not there any more: {gone}"
    return {
        endpoint
        for endpoint, rule in rules.items()
        if rule.rule.startswith(PARENTS) is parents
        and endpoint not in FILES | PARTS
        and not getattr(getattr(app.view_functions[endpoint], "access", None), "background", False)
    }


def page_at(app: Flask, url: str) -> str:
    """The page of the product that stands at this address; empty where none does."""
    try:
        endpoint, _ = app.url_map.bind("deskbell.test").match(urlsplit(url).path, "GET")
    except (HTTPException, RequestRedirect):
        return ""
    return str(endpoint)


def records(product: Product) -> tuple[str, ...]:
    """A page of each record: a visit with a story, its family, child and contact."""
    with product.app.app_context(), work(willow(product)) as session:
        told = (
            select(AppointmentRow.id, Patient.id, Patient.family_id, Message.contact_id)
            .join(Patient, Patient.id == AppointmentRow.patient_id)
            .join(MessageLine, MessageLine.appointment_id == AppointmentRow.id)
            .join(Message, Message.id == MessageLine.message_id)
        )
        visit, child, family, contact = session.execute(told.order_by(AppointmentRow.id).limit(1)).one()
    return (
        f"/appointments/{visit}",
        f"/families/{family}",
        f"/families/{family}/children/{child}/deceased",
        f"/families/{family}/children/{child}/contacts/new",
        f"/contacts/{contact}/messages",
    )
