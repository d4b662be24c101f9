"""Who the loopback vendor and its one customer are: certificates, keys and credentials, made at start."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from ipaddress import IPv4Address
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from tests.builders.signed_hooks import API_KEY, PUBLIC_KEY
from tests.builders.signed_hooks import SECRET as SIGNATURE_SECRET

__all__ = [
    "API_KEY",
    "API_SECRET",
    "APPLICATION_ID",
    "SENDGRID_KEY",
    "SIGNATURE_SECRET",
    "Identity",
    "identity",
]

API_SECRET = "the secret of the account"
APPLICATION_ID = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"
SENDGRID_KEY = "the-key-of-the-mail-account"

_ALWAYS = (datetime(2020, 1, 1), datetime(2020, 1, 1) + timedelta(days=36_500))


@dataclass(frozen=True)
class Identity:
    """Files and keys: ``ca_file`` is what a client must trust, ``private_key`` the customer's PEM."""

    ca_file: Path
    key_file: Path
    private_key: str
    application_key: rsa.RSAPrivateKey

    @property
    def webhook_public_key(self) -> str:
        """As SendGrid shows it."""
        return PUBLIC_KEY

    def tls(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca_file, self.key_file)
        return context


@cache
def identity() -> Identity:
    """One for the process: making keys takes a moment."""
    folder = Path(mkdtemp(prefix="deskbell-vendor-"))
    server = ec.generate_private_key(ec.SECP256R1())
    application = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    (folder / "ca.pem").write_bytes(_certificate(server).public_bytes(Encoding.PEM))
    (folder / "server.key").write_bytes(_pem(server))
    return Identity(
        folder / "ca.pem",
        folder / "server.key",
        _pem(application).decode(),
        application,
    )


def _pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback vendor")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_ALWAYS[0])
        .not_valid_after(_ALWAYS[1])
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
