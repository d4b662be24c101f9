"""The Vonage account of this installation: who we are there, and the tokens that say so (product G1)."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from vonage_jwt import JwtClient

TOKEN_SECONDS = 240.0
"""How long a token is used again. The vendor takes one for 15 minutes."""

_OWN_HOSTS = (".nexmo.com", ".vonage.com")
_ACCOUNT_HOST = "https://rest.nexmo.com"


class UnusableKey(ValueError):
    """The private key cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class VonageAccount:
    """Who sends, and where. ``host`` is as in the settings, ``base_url`` is ours, without a slash at its end.

    ``sign`` makes the form of a reference that the vendor may carry.
    """

    api_key: str
    api_secret: str
    application_id: str
    signature_secret: str
    host: str
    base_url: str
    sign: Callable[[str], str]

    @property
    def url(self) -> str:
        """Where messages and calls go. Always TLS, except for an address of this machine that says http."""
        return (self.host if "://" in self.host else f"https://{self.host}").rstrip("/")

    @property
    def account_url(self) -> str:
        """Where the account answers about itself: Vonage has a host of its own for that."""
        return _ACCOUNT_HOST if self.url.endswith(_OWN_HOSTS) else self.url

    @property
    def basic(self) -> str:
        """The Authorization header of questions about the account."""
        return "Basic " + b64encode(f"{self.api_key}:{self.api_secret}".encode()).decode()


class VonageTokens:
    """Tokens of one application. The key is parsed once, and a token serves for some minutes."""

    def __init__(self, application_id: str, key: RSAPrivateKey) -> None:
        # Given a key that is parsed already, the client does not read the PEM again for every token.
        self._client = JwtClient(application_id, key)
        self._token = ""
        self._made = 0.0

    def bearer(self) -> str:
        """The Authorization header of a request."""
        if not self._token or time.monotonic() - self._made > TOKEN_SECONDS:
            self._token = "Bearer " + self._client.generate_application_jwt().decode()
            self._made = time.monotonic()
        return self._token


def read_private_key(setting: str) -> RSAPrivateKey:
    """The key that ``setting`` names by path, or holds as text (line ends may be written as ``\\n``).

    Raises UnusableKey. Both forms that Vonage has handed out are read: PKCS 8 and PKCS 1.
    """
    pem = setting.replace("\\n", "\n") if "-----BEGIN" in setting else _file(setting)
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except TypeError:
        raise UnusableKey("the key is locked with a password; Deskbell needs it without one") from None
    except (ValueError, UnsupportedAlgorithm):
        raise UnusableKey("this is not a private key in PEM form") from None
    if not isinstance(key, RSAPrivateKey):
        raise UnusableKey("this is a key of another kind; Vonage's are RSA keys")
    return key


def _file(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except (OSError, ValueError):
        raise UnusableKey("no readable file at this path, and not the text of a key either") from None
