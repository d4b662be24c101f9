"""A parent's link is short, bound to its purpose, survives new keys and cannot be bent (H1)."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import Signer

from app.links import LinkSigner

KEY = "a-first-secret-of-the-practice-1"
NEW_KEY = "a-second-secret-of-the-practice-2"
SIGNER = LinkSigner((KEY,), "https://visits.example.org")


@given(st.integers(min_value=1, max_value=2**63 - 1))
def test_every_link_reads_back(link_id: int) -> None:
    assert SIGNER.read(SIGNER.token(link_id)) == link_id


@pytest.mark.parametrize("link_id", [1, 61, 62, 3843, 62**6 - 1])
def test_the_path_has_at_most_26_characters(link_id: int) -> None:
    url = SIGNER.url(link_id)
    assert url.startswith("https://visits.example.org/v/")
    assert len(urlsplit(url).path) <= 26


def test_a_link_made_before_a_key_change_still_opens() -> None:
    rotated = LinkSigner((NEW_KEY, KEY), "")
    assert rotated.read(SIGNER.token(77)) == 77


def test_new_links_use_the_newest_key() -> None:
    rotated = LinkSigner((NEW_KEY, KEY), "")
    assert LinkSigner((NEW_KEY,), "").read(rotated.token(77)) == 77
    assert SIGNER.read(rotated.token(77)) is None


def test_a_dropped_key_opens_nothing() -> None:
    assert LinkSigner((NEW_KEY,), "").read(SIGNER.token(77)) is None


def test_every_single_changed_character_is_refused() -> None:
    token = SIGNER.token(123456)
    letters = string.ascii_letters + string.digits + "-_."
    for place, was in enumerate(token):
        for letter in letters:
            if letter != was:
                assert SIGNER.read(token[:place] + letter + token[place + 1 :]) is None


def test_capitals_matter() -> None:
    token = SIGNER.token(123456)
    assert SIGNER.read(token.swapcase()) is None


@pytest.mark.parametrize(
    "bent",
    [
        *("", ".", "1", "1.", ".abcdefghijklmnop", "1" * 500),
        *("{0}=", "{0} ", " {0}", "{0}\n", "{0}!", "0{0}", "{0}a", "é{0}"),
    ],
)
def test_anything_of_another_shape_is_refused(bent: str) -> None:
    assert SIGNER.read(bent.format(SIGNER.token(5))) is None


def test_a_signature_for_another_purpose_opens_nothing() -> None:
    other = Signer(KEY, salt=b"deskbell.something-else").sign("5").decode()
    assert SIGNER.read(other) is None
    assert SIGNER.read(f"5.{other.rpartition('.')[2][:16]}") is None


NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)


def test_no_link_opens_an_offer_whose_number_ends_its_own() -> None:
    # In its token the number of link 3597 is "w1".
    assert SIGNER.token(3597).startswith("w1.")
    assert not SIGNER.proves_offer(SIGNER.proof(3597, LATER), 1, NOW)
    assert not SIGNER.proves(SIGNER.offer_proof(1, LATER), 3597, NOW)
    assert SIGNER.proves_offer(SIGNER.offer_proof(1, LATER), 1, NOW)
    assert not SIGNER.proves_offer(SIGNER.offer_proof(1, LATER), 1, LATER + timedelta(minutes=1))
