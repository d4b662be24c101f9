"""A fax from the plan to the gateway: the page is the family's, the mail around it nobody's (G1, F4)."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from io import BytesIO

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from app.actions.deliver_messages import deliver_messages
from app.actions.plan_messages import plan_messages
from app.links import LinkSigner
from app.models import ChannelSetup, Location, Message
from app.paper import page
from app.providers.fax_gateway import FaxGateway
from app.providers.port import Exits
from app.providers.sandbox import SandboxProvider
from app.providers.wire import Wire
from app.work import work_everywhere
from tests.builders.clinic import NOW, make_clinic
from tests.providers.conftest import mail_way
from tests.vendor import Loopback

SIGNER = LinkSigner(("a secret that nobody else knows",), "https://willowpeds.com")
NUMBER = "+19375550177"


def test_a_planned_fax_reaches_the_gateway_as_a_page_with_its_cover_line(
    app: Flask, vendor: Loopback, wire: Wire
) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        session.get_one(Location, clinic.location_id).sender = "+19375550111"
        mia = clinic.child("Mia")
        fax = clinic.address(NUMBER).id
        clinic.parent("Ana Ramos", mia, prefers_reminders="fax", fax_id=fax, language="es")
        clinic.visit(mia, NOW + timedelta(days=1))
        clinic.rule()
        setup = {"sender": "visits@willow.example", "activated_at": NOW, "changed_at": NOW}
        clinic.add(ChannelSetup(channel="fax", **setup))
    gateway = FaxGateway(mail_way(vendor, wire), "{number}@fax.example.com", page)
    plan_messages(NOW)
    deliver_messages(NOW, Exits(SandboxProvider(), {"fax": gateway}), SIGNER)
    (taken,) = vendor.taken
    assert taken.to == "19375550177@fax.example.com"
    assert taken.body["from"]["email"] == "visits@willow.example"
    text = PdfReader(BytesIO(b64decode(taken.body["attachments"][0]["content"]))).pages[0].extract_text()
    assert "Para: Ana Ramos, (937) 555-0177" in text
    assert "Recordatorio de la cita de Mia" in text
    around = str(taken.body["content"]) + str(taken.body["subject"])
    assert not any(name in around for name in ("Ana", "Mia"))
    with work_everywhere() as session:
        message = session.scalars(select(Message)).one()
        assert (message.provider, message.status) == ("fax_gateway", "sent")
