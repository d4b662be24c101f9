"""The private key as people have it: a file, its text, or its text on one line; and what it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from app.providers.vonage_account import UnusableKey, read_private_key
from tests.vendor import identity


def _pem(form: PrivateFormat, lock: KeySerializationEncryption | None = None) -> str:
    return identity().application_key.private_bytes(Encoding.PEM, form, lock or NoEncryption()).decode()


def _same(key: rsa.RSAPrivateKey) -> bool:
    return key.private_numbers() == identity().application_key.private_numbers()


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL], ids=["new", "old"])
def test_a_key_is_read_in_both_forms(form: PrivateFormat) -> None:
    assert _same(read_private_key(_pem(form)))


def test_a_key_is_read_from_one_line() -> None:
    assert _same(read_private_key(_pem(PrivateFormat.PKCS8).replace("\n", "\\n")))


def test_a_key_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "vonage.key"
    file.write_text(_pem(PrivateFormat.PKCS8))
    assert _same(read_private_key(str(file)))


def test_what_is_no_usable_key_is_said_so_and_not_shown(tmp_path: Path) -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    other = curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    cut = _pem(PrivateFormat.PKCS8)[:300]
    tries = {
        str(tmp_path / "nowhere.key"): "no readable file",
        str(tmp_path): "no readable file",
        cut: "not a private key",
        _pem(PrivateFormat.PKCS8, BestAvailableEncryption(b"password")): "password",
        other: "another kind",
    }
    for setting, words in tries.items():
        with pytest.raises(UnusableKey, match=words) as refusal:
            read_private_key(setting)
        assert setting[40:80] not in str(refusal.value) or "BEGIN" not in setting
