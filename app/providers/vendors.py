"""The vendors' ways out as the settings name them. Loaded only where something really leaves the house."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.preferences import Channel
from app.providers.fax_gateway import FaxGateway
from app.providers.port import Envelope, Provider
from app.providers.print_queue import PrintQueue
from app.providers.sendgrid_email import SendGridAccount, SendGridEmail
from app.providers.vonage_account import UnusableKey, VonageAccount, VonageTokens, read_private_key
from app.providers.vonage_text import VonageText
from app.providers.vonage_voice import VonageVoice
from app.providers.wire import Wire
from app.settings import Mode, Settings, SettingsError


def vendors(
    settings: Settings, sign: Callable[[str], str], page: Callable[[Envelope], bytes]
) -> dict[str, Provider]:
    """By channel the vendor that sends it; a channel that ends in the sandbox is not among them.

    ``sign`` makes the form of a reference that a vendor may carry, ``page`` the PDF of a fax. Raises
    SettingsError for a private key that cannot be used.
    """
    wire = Wire(settings.vendor_timeout_seconds, settings.requests_ca_bundle)
    ways: dict[str, Provider] = {}
    if Mode.VENDOR in (settings.provider_sms, settings.provider_voice):
        ways |= _vonage(settings, sign, wire)
    if Mode.VENDOR in (settings.provider_email, settings.provider_fax):
        ways |= _sendgrid(settings, sign, page, wire)
    if settings.provider_letter is Mode.VENDOR:
        ways[Channel.LETTER] = PrintQueue()
    return ways


def _vonage(settings: Settings, sign: Callable[[str], str], wire: Wire) -> dict[str, Provider]:
    account = VonageAccount(
        api_key=settings.vonage_api_key,
        api_secret=settings.vonage_api_secret,
        application_id=settings.vonage_application_id,
        signature_secret=settings.vonage_signature_secret,
        host=settings.vonage_api_host,
        base_url=settings.base_url,
        sign=sign,
    )
    tokens = _tokens(settings)
    ways: dict[str, Provider] = {}
    if settings.provider_sms is Mode.VENDOR:
        ways[Channel.TEXT] = VonageText(wire, account, tokens, settings.vonage_texts_per_second)
    if settings.provider_voice is Mode.VENDOR:
        ways[Channel.VOICE] = VonageVoice(wire, account, tokens, settings.vonage_calls_per_second)
    return ways


def _tokens(settings: Settings) -> VonageTokens:
    try:
        return VonageTokens(settings.vonage_application_id, read_private_key(settings.vonage_private_key))
    except UnusableKey as error:
        example = "VONAGE_PRIVATE_KEY=/etc/deskbell/vonage.key"
        raise SettingsError(f"VONAGE_PRIVATE_KEY: {error}. A valid example: {example}") from None


def _sendgrid(
    settings: Settings, sign: Callable[[str], str], page: Callable[[Envelope], bytes], wire: Wire
) -> dict[str, Provider]:
    account = SendGridAccount(
        settings.sendgrid_api_key,
        settings.sendgrid_api_host.rstrip("/"),
        settings.sendgrid_webhook_public_key,
        sign,
    )
    mails = SendGridEmail(wire, account, settings.sendgrid_mails_per_second)
    ways: dict[str, Provider] = {}
    if settings.provider_email is Mode.VENDOR:
        ways[Channel.EMAIL] = mails
    if settings.provider_fax is Mode.VENDOR:
        ways[Channel.FAX] = FaxGateway(mails, settings.fax_gateway_address, page)
    return ways
