"""Two-factor sign-in: set up with a phone, asked for at sign-in, each code once, and a way back in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.actions.check_code import take_code
from app.actions.check_password import hash_password
from app.actions.seal_secret import Seal
from app.models import Practice, RecoveryCode, StaffUser
from app.web.staff.second_step import WRONG
from app.work import work, work_everywhere
from tests.builders.clinic import make_clinic
from tests.builders.record_pages import words
from tests.builders.sign_in import CHEAP, PASSWORD, code_at, enter, fill_in

EMAIL = "dana@willow.example"


@pytest.fixture
def dana(app: Flask, monkeypatch: pytest.MonkeyPatch) -> StaffUser:
    monkeypatch.setitem(app.extensions, "deskbell.hasher", CHEAP)
    with work_everywhere() as session:
        return make_clinic(session).staff(EMAIL, password_hash=hash_password(PASSWORD, CHEAP))


def secret_on(page: str) -> str:
    """The key as it is shown for typing."""
    found = re.search(r'class="secret">([A-Z2-7 ]+)</p>', page)
    assert found
    return found[1].replace(" ", "")


def set_up(client: FlaskClient) -> tuple[str, list[str]]:
    """Turn it on with the phone's code of half a minute ago, so that the present one is still fresh."""
    assert fill_in(client, "/me/two-factor", "/me/two-factor/begin").status_code == 303
    secret = secret_on(client.get("/me/two-factor").text)
    before = code_at(secret, clock.now() - timedelta(seconds=30))
    done = fill_in(client, "/me/two-factor", "/me/two-factor/confirm", code=before)
    assert done.status_code == 200, words(done.text)
    return secret, re.findall(r"<li>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</li>", done.text)


@pytest.fixture
def phone(client: FlaskClient, dana: StaffUser) -> str:
    """Dana turned it on and signed out; the secret on her phone."""
    enter(client, EMAIL)
    secret, _ = set_up(client)
    fill_in(client, "/me", "/logout")
    return secret


def test_setting_it_up_shows_a_picture_a_key_and_ten_codes_once(client: FlaskClient, dana: StaffUser) -> None:
    enter(client, EMAIL)
    fill_in(client, "/me/two-factor", "/me/two-factor/begin")
    page = client.get("/me/two-factor").text
    assert re.search(r'<svg class="qr" viewBox="0 0 \d+ \d+"', page)
    secret, codes = set_up(client)
    assert len(set(codes)) == 10
    after = client.get("/me/two-factor").text
    assert "10 recovery codes left" in after
    assert secret not in after.replace(" ", "")
    assert not any(code in after for code in codes)


def test_secret_and_codes_are_not_readable_in_the_database(client: FlaskClient, dana: StaffUser) -> None:
    enter(client, EMAIL)
    secret, codes = set_up(client)
    with work(dana.practice_id) as session:
        kept = session.get_one(StaffUser, dana.id).totp_secret or ""
        digests = session.scalars(select(RecoveryCode.digest)).all()
    assert kept
    assert secret not in kept
    assert not any(code in digest or code.replace("-", "") in digest for code in codes for digest in digests)


def test_a_wrong_first_code_turns_nothing_on(client: FlaskClient, dana: StaffUser) -> None:
    enter(client, EMAIL)
    fill_in(client, "/me/two-factor", "/me/two-factor/begin")
    answer = fill_in(client, "/me/two-factor", "/me/two-factor/confirm", code="12 34")
    assert answer.status_code == 422
    assert "This code is not right." in answer.text
    fill_in(client, "/me", "/logout")
    assert enter(client, EMAIL).location == "/today"


def test_the_password_alone_opens_nothing(client: FlaskClient, phone: str) -> None:
    answer = enter(client, EMAIL, next_page="/cancellations")
    assert answer.location == "/login/2fa?next=/cancellations"
    for page in ("/today", "/me", "/me/two-factor"):
        assert client.get(page).status_code == 302
    assert fill_in(client, "/login/2fa", "/me/password", present=PASSWORD, new="x" * 12).status_code == 401
    done = fill_in(client, "/login/2fa", code=code_at(phone, clock.now()), next="/cancellations")
    assert done.location == "/cancellations"
    assert client.get("/today").status_code == 200


def test_the_form_suits_a_phone_and_a_password_manager(client: FlaskClient, phone: str) -> None:
    enter(client, EMAIL)
    field = re.search(r'<input id="code"[^>]*>', client.get("/login/2fa").text)
    assert field
    assert 'inputmode="numeric"' in field[0]
    assert 'autocomplete="one-time-code"' in field[0]


def test_a_code_works_once(client: FlaskClient, phone: str) -> None:
    code = code_at(phone, clock.now())
    enter(client, EMAIL)
    assert fill_in(client, "/login/2fa", code=f"{code[:3]} {code[3:]}").status_code == 303
    fill_in(client, "/me", "/logout")
    enter(client, EMAIL)
    again = fill_in(client, "/login/2fa", code=code)
    assert again.status_code == 422
    assert WRONG["code"] in again.text


@pytest.mark.parametrize(
    ("seconds", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_phone_s_clock_may_be_off_by_one_step(seconds: int, taken: bool) -> None:
    seal, secret = Seal(("a key of at least 16",)), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    staff = StaffUser(totp_secret=seal.close(secret))
    now = clock.now()
    assert take_code(staff, now, code_at(secret, now + timedelta(seconds=seconds)), seal) is taken


@pytest.mark.parametrize("typed", ["²²²²²²", "１２３４５６", "١٢٣٤٥٦"])
def test_digits_of_another_kind_are_a_wrong_code(client: FlaskClient, phone: str, typed: str) -> None:
    enter(client, EMAIL)
    assert WRONG["code"] in fill_in(client, "/login/2fa", code=typed).text


def test_five_wrong_codes_lock_and_say_when_it_opens(client: FlaskClient, phone: str) -> None:
    enter(client, EMAIL)
    for _ in range(5):
        assert WRONG["code"] in fill_in(client, "/login/2fa", code="000000").text
    locked = fill_in(client, "/login/2fa", code=code_at(phone, clock.now()))
    assert locked.status_code == 422
    assert "opens again in 15 minutes" in locked.text
    assert client.get("/today").status_code == 302


def test_a_recovery_code_works_once_however_it_is_typed(client: FlaskClient, dana: StaffUser) -> None:
    enter(client, EMAIL)
    _, codes = set_up(client)
    for typed, status in ((codes[0].upper().replace("-", " "), 303), (codes[0], 422), (codes[1], 303)):
        fill_in(client, "/me", "/logout") if client.get("/me").status_code == 200 else None
        enter(client, EMAIL)
        assert fill_in(client, "/login/2fa", recovery=typed).status_code == status
    assert "8 recovery codes left" in client.get("/me/two-factor").text


def test_half_way_in_ends_after_ten_minutes_and_with_a_new_password(
    client: FlaskClient, phone: str, dana: StaffUser
) -> None:
    enter(client, EMAIL)
    with client.session_transaction() as cookie:
        cookie["half"] = [*cookie["half"][:2], clock.now().timestamp() - 601]
    assert client.get("/login/2fa").location == "/login"
    enter(client, EMAIL)
    with work(dana.practice_id) as session:
        session.get_one(StaffUser, dana.id).session_version += 1
    assert fill_in(client, "/login/2fa", code=code_at(phone, clock.now())).status_code == 422


def test_turning_it_off_takes_password_and_code(client: FlaskClient, dana: StaffUser) -> None:
    enter(client, EMAIL)
    secret, codes = set_up(client)
    url = "/me/two-factor/drop"
    for password, code in (("wrong", codes[0]), (PASSWORD, "123456")):
        refused = fill_in(client, "/me/two-factor", url, password=password, code=code)
        assert "stays on" in refused.text
    done = fill_in(client, "/me/two-factor", url, password=PASSWORD, code=code_at(secret, clock.now()))
    assert done.status_code == 303
    assert "It is off" in client.get("/me/two-factor").text
    fill_in(client, "/me", "/logout")
    assert enter(client, EMAIL).location == "/today"


def test_a_practice_that_wants_it_lets_nobody_by_without(client: FlaskClient, dana: StaffUser) -> None:
    with work(dana.practice_id) as session:
        session.get_one(Practice, dana.practice_id).require_two_factor = True
    enter(client, EMAIL)
    for page in ("/today", "/me", "/settings/people"):
        assert client.get(page).location == "/me/two-factor"
    page = client.get("/me/two-factor")
    assert page.status_code == 200
    assert "Your practice wants a second step" in page.text
    set_up(client)
    assert client.get("/today").status_code == 200


def test_the_seal_survives_new_keys_and_falls_silent_without_the_old_one() -> None:
    old, new = "the old key of 2025...", "the new key of 2026..."
    sealed = Seal((old,)).close("secret")
    assert Seal((new, old)).open(sealed) == "secret"
    assert Seal((new,)).open(sealed) is None


def test_it_is_on_record(client: FlaskClient, phone: str, dana: StaffUser, clinic_audit) -> None:
    actions = [action for action, _ in clinic_audit(dana.practice_id)]
    assert actions == ["sign_in", "turn_on_two_factor", "sign_out"]
