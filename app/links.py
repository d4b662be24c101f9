"""Mint and read parents' links (product H1): a link carries an id and a purpose, never a decision.

A token is the link's number in base 62, a dot, and a signature of 96 bits: 16 characters. It is
short enough for a text message about two children, and guessing one takes 2**95 tries on average.
"""

from __future__ import annotations

import hashlib
import re
import string
from datetime import datetime, timedelta

from itsdangerous import BadSignature, Signer, URLSafeSerializer
from itsdangerous.signer import HMACAlgorithm

_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
# Exactly this shape: a lenient base-64 reader would let several spellings of one signature pass.
_SHAPE = re.compile(r"[0-9A-Za-z]{1,11}\.[0-9A-Za-z_-]{16}", re.ASCII)
_SIGNATURE_BYTES = 12
_PURPOSE = b"deskbell.visit-link"
_CONTACT = b"deskbell.contact-link"
_OFFER = b"deskbell.offer-link"
_REFERENCE = b"deskbell.reference"
_CALL = b"deskbell.call"
_RECORDING = b"deskbell.recording"
_BIRTH_DATE = b"deskbell.birth-date"
# No number of a link begins like this: what was told to one never opens the other.
_OF_OFFER = "w_"
_FIRST_PRACTICE = b"deskbell.first-practice"
_INVITED_FOR = timedelta(hours=24)


class _ShortHmac(HMACAlgorithm):
    """HMAC-SHA-256 cut to 96 bits."""

    def __init__(self) -> None:
        super().__init__(hashlib.sha256)

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return super().get_signature(key, value)[:_SIGNATURE_BYTES]


def _signer(keys: tuple[str, ...], purpose: bytes) -> Signer:
    return Signer(list(reversed(keys)), salt=purpose, digest_method=hashlib.sha256, algorithm=_ShortHmac())


class LinkSigner:
    """Signs with the newest key, reads with every key, so that links survive a change of keys.

    ``keys`` are newest first, as in the settings; ``base_url`` has no slash at its end. A visit's link
    and a contact's are signed for their own purpose: neither opens the other's page.
    """

    def __init__(self, keys: tuple[str, ...], base_url: str) -> None:
        self.base_url = base_url
        self._visits = _signer(keys, _PURPOSE)
        self._contacts = _signer(keys, _CONTACT)
        self._offers = _signer(keys, _OFFER)
        self._proofs = _signer(keys, _BIRTH_DATE)
        self.calls = CallSigner(keys, base_url)

    def token(self, link_id: int) -> str:
        """The token of a link, e.g. ``4fQ.Xw0m7bq2hZ1kLr9T``; always the same for the same key."""
        return self._visits.sign(_base62(link_id)).decode()

    def url(self, link_id: int) -> str:
        """The whole address a parent opens; its path has at most 26 characters up to 62**6 links."""
        return f"{self.base_url}/v/{self.token(link_id)}"

    def read(self, token: str) -> int | None:
        """The id of the link, or None for a token that we did not sign. Takes constant time to compare."""
        return _read(self._visits, token)

    def preferences_url(self, contact_id: int) -> str:
        """Where this contact says how to be reached; for messages about no visit (H6)."""
        return f"{self.base_url}/p/{self._contacts.sign(_base62(contact_id)).decode()}"

    def unsubscribe_url(self, contact_id: int) -> str:
        """Where a mail program ends news by email with one click, and people find the stop page (K2)."""
        return f"{self.preferences_url(contact_id)}/unsubscribe"

    def read_contact(self, token: str) -> int | None:
        """The id of the contact whose preferences the token opens, or None."""
        return _read(self._contacts, token)

    def offer_url(self, offer_id: int) -> str:
        """Where a family that waits takes a freed time or turns it down (J4)."""
        return f"{self.base_url}/w/{self._offers.sign(_base62(offer_id)).decode()}"

    def read_offer(self, token: str) -> int | None:
        """The id of the offer the token opens, or None."""
        return _read(self._offers, token)

    def proof(self, link_id: int, until: datetime) -> str:
        """Says that whoever carries it told this link a child's date of birth; good ``until`` (UTC, H4)."""
        return self._prove(_base62(link_id), until)

    def proves(self, proof: str, link_id: int, now: datetime) -> bool:
        """Did we sign ``proof`` for this very link, and is it still good at ``now`` (UTC)?"""
        return self._is_proven(proof, _base62(link_id), now)

    def offer_proof(self, offer_id: int, until: datetime) -> str:
        """The same as ``proof`` for the page of an offer (J4, H4)."""
        return self._prove(_OF_OFFER + _base62(offer_id), until)

    def proves_offer(self, proof: str, offer_id: int, now: datetime) -> bool:
        """Did we sign ``proof`` for this very offer, and is it still good at ``now`` (UTC)?"""
        return self._is_proven(proof, _OF_OFFER + _base62(offer_id), now)

    def _prove(self, page: str, until: datetime) -> str:
        signed = self._proofs.sign(f"{page}-{_base62(int(until.timestamp()))}")
        return signed.decode().partition("-")[2]

    def _is_proven(self, proof: str, page: str, now: datetime) -> bool:
        if not _SHAPE.fullmatch(proof) or not self._proofs.validate(f"{page}-{proof}"):
            return False
        return now.timestamp() <= _number(proof.partition(".")[0])


class ReferenceSigner:
    """Our name for a message as a vendor carries it: signed, so that no report can name another's.

    Two installations may share a vendor's account; each reads its own references only.
    """

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._signer = _signer(keys, _REFERENCE)

    def sign(self, reference: str) -> str:
        """``m42`` as ``m42.Xw0m7bq2hZ1kLr9T``."""
        return self._signer.sign(reference).decode()

    def read(self, signed: str) -> str | None:
        """The reference, or None for one that we did not sign."""
        try:
            return self._signer.unsign(signed).decode()
        except BadSignature:
            return None


class CallSigner:
    """Where a phone call stands, carried in the address that the vendor asks for the next turn (I2)."""

    def __init__(self, keys: tuple[str, ...], base_url: str = "") -> None:
        self.base_url = base_url
        digest = {"digest_method": hashlib.sha256}
        self._serializer = URLSafeSerializer(list(reversed(keys)), _CALL, signer_kwargs=digest)
        self._recordings = _signer(keys, _RECORDING)

    def sign(self, state: list[str | int]) -> str:
        """``state`` as text for an address."""
        return str(self._serializer.dumps(state))

    def keys_url(self, state: list[str | int]) -> str:
        """Where the vendor sends the key that is pressed next."""
        return f"{self.base_url}/hooks/vonage/voice/input?call={self.sign(state)}"

    def recording_url(self, recording_id: int) -> str:
        """Where a recording is fetched from while a call goes on; it tells nothing about the practice."""
        return f"{self.base_url}/recordings/{self.recording_token(recording_id)}"

    def recording_token(self, recording_id: int) -> str:
        """The last part of that address."""
        return self._recordings.sign(_base62(recording_id)).decode()

    def read_recording(self, token: str) -> int | None:
        """The id of the recording, or None for a token that we did not sign."""
        return _read(self._recordings, token)

    def read(self, signed: str) -> list[str | int] | None:
        """The state, or None for one that we did not sign."""
        try:
            state = self._serializer.loads(signed)
        except BadSignature:
            return None
        return state if isinstance(state, list) else None


class FirstPracticeKey:
    """The way into an installation without a practice: a signed address that opens the set-up for a day."""

    def __init__(self, keys: tuple[str, ...], base_url: str) -> None:
        self.base_url = base_url
        digest = {"digest_method": hashlib.sha256}
        self._serializer = URLSafeSerializer(list(reversed(keys)), _FIRST_PRACTICE, signer_kwargs=digest)

    def url(self, now: datetime) -> str:
        """The address that opens the set-up until 24 hours after ``now`` (UTC)."""
        until = int((now + _INVITED_FOR).timestamp())
        return f"{self.base_url}/start?key={self._serializer.dumps(until)}"

    def opens(self, key: str, now: datetime) -> bool:
        """Did we sign ``key``, and is it still good at ``now`` (UTC)?"""
        try:
            until = self._serializer.loads(key)
        except BadSignature:
            return False
        return isinstance(until, int) and now.timestamp() <= until


def _read(signer: Signer, token: str) -> int | None:
    if not _SHAPE.fullmatch(token):
        return None
    try:
        return _number(signer.unsign(token).decode())
    except BadSignature:
        return None


def _base62(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 62)
        digits = _DIGITS[digit] + digits
        if not number:
            return digits


def _number(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * 62 + _VALUES[digit]
    return number
