"""A colleague comes in by invitation, protects the account, and sees what her group may see."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from app import clock
from tests.browser.conftest import DESK, PHONE, Product, screen
from tests.browser.people import sign_in, violations

pytestmark = pytest.mark.browser
NEW_PASSWORD = "a sentence of her own"


@pytest.fixture(params=["desk", "phone"])
def hers(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """The colleague's own browser: at the desk in light, on the phone in dark."""
    size, scheme = (PHONE, "dark") if request.param == "phone" else (DESK, "light")
    with screen(chromium, size, color_scheme=scheme) as page:
        yield page


def test_from_the_invitation_to_the_last_session(
    product: Product, chromium: Browser, desk: Page, hers: Page
) -> None:
    sign_in(desk, product, "admin")
    email = f"lee.{secrets.token_hex(4)}@willow.example"
    hers.goto(_invite(desk, product, email))
    _choose_a_password(hers, email)
    _enter(hers, product, email)
    phone, recovery = _connect_the_phone(hers, product)
    _sign_out(hers)
    _enter(hers, product, email)
    _type_the_code(hers, phone)
    with screen(chromium, DESK, locale="en-US") as elsewhere:
        _enter_elsewhere(elsewhere, product, email, recovery)
        _end_the_other_session(hers, product, elsewhere)
    _sees_no_settings(hers, product)
    _leaves(desk, product, email)


def _invite(desk: Page, product: Product, email: str) -> str:
    """Send the invitation; the address in the mail that arrives."""
    desk.goto(f"{product.url}/settings/people")
    desk.get_by_label("Email", exact=True).fill(email)
    desk.get_by_label("Name", exact=True).fill("Lee W.")
    desk.get_by_label("Group", exact=True).select_option("Front Desk")
    desk.get_by_label("Department", exact=True).select_option("Front Desk")
    desk.get_by_role("button", name="Send the invitation").click()
    expect(desk.get_by_role("row", name=re.compile(email))).to_contain_text("Invited")
    desk.goto(f"{product.url}/sandbox?address={email}")
    mail = desk.frame_locator("iframe").get_by_role("link", name="Choose a password")
    expect(mail).to_be_attached()
    return str(mail.get_attribute("href"))


def _choose_a_password(page: Page, email: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to Willow Pediatrics")
    expect(page.get_by_role("main")).to_contain_text(email)
    assert violations(page) == []
    page.get_by_label("Password", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Save the password").click()
    expect(page.locator("#flash")).to_contain_text("Your account is ready")


def _enter(page: Page, product: Product, email: str) -> None:
    page.goto(f"{product.url}/login")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login/2fa" in url or "/today" in url)


def _connect_the_phone(page: Page, product: Product) -> tuple[pyotp.TOTP, str]:
    """Turn two-factor sign-in on with the key as it is shown for typing; the phone and a recovery code."""
    page.goto(f"{product.url}/me/two-factor")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("img", name="QR code for your authenticator app")).to_be_visible()
    assert violations(page) == []
    phone = pyotp.TOTP(page.locator("p.secret").inner_text().replace(" ", ""))
    page.get_by_label("6-digit code").fill(phone.at(clock.now() - timedelta(seconds=30)))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator("ol.codes li")).to_have_count(10)
    assert violations(page) == []
    recovery = page.locator("ol.codes li").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    return phone, recovery


def _sign_out(page: Page) -> None:
    page.get_by_text("Lee W.").first.click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login**")


def _type_the_code(page: Page, phone: pyotp.TOTP) -> None:
    """A wrong code is refused in words; the one the phone shows opens."""
    now = clock.now()
    right = phone.at(now)
    page.get_by_label("6-digit code").fill("000000" if right != "000000" else "111111")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("We could not sign you in")
    assert violations(page) == []
    page.get_by_label("6-digit code").fill(phone.at(clock.now()))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/today**")


def _enter_elsewhere(page: Page, product: Product, email: str, recovery: str) -> None:
    """Another browser, on a day without her phone."""
    _enter(page, product, email)
    page.get_by_text("No phone? Use a recovery code").click()
    page.get_by_label("Recovery code", exact=True).fill(recovery)
    page.get_by_role("button", name="Use this code").click()
    page.wait_for_url("**/today**")


def _end_the_other_session(page: Page, product: Product, elsewhere: Page) -> None:
    """The other browser stands in her list, and is out after one click."""
    page.goto(f"{product.url}/me")
    expect(page.get_by_role("main")).to_contain_text("9 recovery codes left.")
    page.get_by_role("button", name=re.compile("^End the session of")).click()
    expect(page.get_by_role("button", name=re.compile("^End the session of"))).to_have_count(0)
    elsewhere.goto(f"{product.url}/today")
    expect(elsewhere).to_have_url(re.compile("/login"))


def _sees_no_settings(page: Page, product: Product) -> None:
    """The front desk has no settings in the rail, and none at their addresses."""
    page.goto(f"{product.url}/today")
    rail = page.get_by_role("navigation", name="Main")
    expect(rail.get_by_role("link", name="Families")).to_be_visible()
    for name in ("Global settings", "People", "Departments", "Audit log", "Setup"):
        expect(rail.get_by_role("link", name=name)).to_have_count(0)
    for path in ("/settings/people", "/settings/departments", "/settings/practice", "/audit", "/setup"):
        answer = page.goto(product.url + path)
        assert answer is not None
        assert answer.status == 403, path
    assert violations(page) == []


def _leaves(desk: Page, product: Product, email: str) -> None:
    desk.goto(f"{product.url}/settings/people")
    row = desk.get_by_role("row", name=re.compile(email))
    expect(row).to_contain_text("On")
    row.get_by_role("link").click()
    desk.get_by_role("button", name="Disable this account").click()
    desk.goto(f"{product.url}/settings/people")
    expect(row).to_contain_text("Disabled")
