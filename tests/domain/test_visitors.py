"""Who opened a link: agents as they really come, of people and of machines (scorecard P6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import process_time

import pytest

from app.domain.visitors import Fetch, looks_like_person, sorted_out

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
PIXEL = f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT}"
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT}"
MAC = f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT}"
LINUX = f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT}"
OLD_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko)"

PEOPLE = {
    "Safari on a phone": f"{IPHONE} Version/18.6 Mobile/15E148 Safari/604.1",
    "Chrome on a phone of Apple": f"{IPHONE} CriOS/141.0.7390.96 Mobile/15E148 Safari/604.1",
    "Firefox on a phone of Apple": f"{IPHONE} FxiOS/144.0 Mobile/15E148 Safari/605.1.15",
    "Edge on a phone of Apple": f"{IPHONE} Version/18.0 EdgiOS/141.0 Mobile/15E148 Safari/604.1",
    "DuckDuckGo on a phone": f"{IPHONE} Version/18.6 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15",
    "inside Google's app": f"{IPHONE} GSA/389.0.8 Mobile/15E148 Safari/604.1",
    "inside Facebook": f"{IPHONE} Mobile/22G86 [FBAN/FBIOS;FBAV/531.0;FBDV/iPhone15,2;FBLC/es_US]",
    "inside Instagram": f"{IPHONE} Mobile/22G86 Instagram 401.0.0 (iPhone15,2; iOS 18_6; es_US)",
    "Chrome on Android": f"{PIXEL} Chrome/141.0.0.0 Mobile Safari/537.36",
    "Samsung Internet": f"{PIXEL} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
    "Opera on Android": f"{PIXEL} Chrome/141.0.0.0 Mobile Safari/537.36 OPR/92.0.0.0",
    "inside an Android app": f"Mozilla/5.0 (Linux; Android 13; SM-A136U Build/TP1A.220624.014; wv) {WEBKIT}"
    " Version/4.0 Chrome/140.0.7339.51 Mobile Safari/537.36",
    "a phone made by CUBOT": f"Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) {WEBKIT} Chrome/120.0 Mobile",
    "Firefox on Android": "Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0",
    "a very small browser": "Opera/9.80 (Android; Opera Mini/36.2/191.299; U; es) Presto/2.12.423",
    "an iPad": f"{MAC} Version/18.6 Safari/605.1.15",
    "Chrome on Windows": f"{WINDOWS} Chrome/141.0.0.0 Safari/537.36",
    "Edge on Windows": f"{WINDOWS} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
    "Firefox on Windows": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
    "a Chromebook": f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/141.0.0.0 Safari/537.36",
}

MACHINES = {
    "no name at all": "",
    "Messages on a phone of Apple, drawing a card": f"{OLD_MAC} Version/9.0.1 Safari/601.2.4"
    " facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "WhatsApp": "WhatsApp/2.25.24.78 A",
    "WhatsApp of iOS": "WhatsApp/25.24.77 i",
    "Facebook": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Messenger": "facebookcatalog/1.0",
    "Slack": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Telegram": "TelegramBot (like TwitterBot)",
    "Discord": "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Skype and Teams": f"Mozilla/5.0 (Windows NT 6.1; WOW64) {WEBKIT} SkypeUriPreview Preview/0.5",
    "X": "Twitterbot/1.0",
    "LinkedIn": "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Signal": "WhatsApp/2",
    "Google Messages, drawing a card": f"{PIXEL} Chrome/41.0.2272.96 Mobile Safari/537.36"
    " (compatible; Google-PageRenderer Google (+https://developers.google.com/+/web/snippet/))",
    "Google reading aloud": f"{PIXEL} Chrome/125.0 Mobile Safari/537.36 (compatible; Google-Read-Aloud)",
    "Gmail's images": "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko (via ggpht.com GoogleImageProxy)",
    "Yahoo's images": "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    "Googlebot": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Googlebot as a phone": f"{PIXEL} Chrome/141.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1)",
    "Bing": f"Mozilla/5.0 {WEBKIT}; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Bing's previews": f"{WINDOWS} Chrome/103.0.5060.134 Safari/537.36 BingPreview/1.0b",
    "Apple's search": f"{MAC} Version/17.4 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)",
    "Barracuda": f"{WINDOWS} Chrome/74.0.3729.169 Safari/537.36 BarracudaCentral/1.0",
    "Barracuda's sentinel": "Barracuda Sentinel (EE)",
    "Mimecast": f"{WINDOWS} Chrome/90.0 Safari/537.36 Mimecast-URL-Protect",
    "Proofpoint": "Proofpoint URL Defense/1.0",
    "Symantec": "Mozilla/5.0 (compatible; Symantec.cloud; MessageLabs)",
    "Trend Micro": "Mozilla/5.0 (Windows NT 6.1) TrendMicro WRS",
    "FortiMail": "Mozilla/5.0 (compatible; Fortinet FortiGuard)",
    "Palo Alto": "Expanse, a Palo Alto Networks company, searches across the global IPv4 space",
    "Cloudmark": "CloudmarkAuthority/1.0",
    "Outlook of Windows": "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17726; Pro)",
    "Office looking for a folder": "Microsoft Office Existence Discovery",
    "Outlook of Windows, drawing": "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
    "Outlook of iOS": "Outlook-iOS/723.4027091.prod.iphone (4.28.0)",
    "headless Chrome": f"{LINUX} HeadlessChrome/141.0.0.0 Safari/537.36",
    "PhantomJS": "Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1",
    "Lighthouse": f"{PIXEL} Chrome/109.0.0.0 Mobile Safari/537.36 Chrome-Lighthouse",
    "curl": "curl/8.14.1",
    "wget": "Wget/1.25.0",
    "Python": "python-requests/2.32.5",
    "Python's own": "Python-urllib/3.12",
    "Go": "Go-http-client/2.0",
    "Java": "Java/17.0.8",
    "an Android app in the background": "Dalvik/2.1.0 (Linux; U; Android 14; SM-S911U Build/UP1A.231005.007)",
    "okhttp": "okhttp/4.12.0",
    "an iPhone app in the background": "MobileSMS/1.0 CFNetwork/1568.300.101 Darwin/24.2.0",
    "node": "axios/1.12.2",
    "Apache": "Apache-HttpClient/4.5.14 (Java/11.0.20)",
    "PowerShell": "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.5737",
    "a monitor": "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "a link checker": "W3C-checklink/4.81 libwww-perl/6.72",
    "a sandbox for links": f"{LINUX} Chrome/120.0 Safari/537.36 urlscan.io",
    "one that crawls": "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
}

ASKED = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "es-US,es;q=0.9,en;q=0.8",
}
CHROME = PEOPLE["Chrome on Android"]
NOON = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


def seen(agent: str, method: str = "GET", **headers: str) -> bool:
    told = {
        **ASKED,
        "User-Agent": agent,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return looks_like_person(method, told.get)  # type: ignore[arg-type]


@pytest.mark.parametrize("agent", PEOPLE.values(), ids=PEOPLE)
def test_people_are_people_whatever_they_read_with(agent: str) -> None:
    assert seen(agent)
    assert seen(agent, Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document", Sec_Fetch_Site="none")


@pytest.mark.parametrize("agent", MACHINES.values(), ids=MACHINES)
def test_scanners_previews_and_robots_are_machines(agent: str) -> None:
    assert not seen(agent)


def test_the_table_is_long_enough() -> None:
    assert len(set(MACHINES.values())) >= 50


@pytest.mark.parametrize(
    "headers",
    [
        {"Purpose": "prefetch"},
        {"Sec_Purpose": "prefetch;prerender"},
        {"X_Purpose": "preview"},
        {"X_Moz": "prefetch"},
        {"Sec_Fetch_Mode": "cors"},
        {"Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"},
        {"Sec_Fetch_Dest": "iframe"},
        {"Accept": "*/*"},
        {"Accept_Language": ""},  # what a mail scanner with a browser's name forgets
    ],
)
def test_a_browser_that_was_not_asked_to_show_the_page_is_a_machine(headers: dict[str, str]) -> None:
    assert not seen(CHROME, **headers)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST"])
def test_only_a_get_shows_anything(method: str) -> None:
    assert not seen(CHROME, method)


def fetch(seconds: float, who: int, person: bool = True, link_id: int = 1) -> Fetch:
    return Fetch(link_id, NOON + timedelta(seconds=seconds), who, person)


def people(*fetches: Fetch) -> list[bool]:
    return [each.person for each in sorted_out(fetches)]


def test_two_visitors_of_one_link_in_one_moment_are_scanners() -> None:
    assert people(fetch(0, 1), fetch(1.5, 2)) == [False, False]
    assert people(fetch(0, 1), fetch(2.5, 2)) == [True, True]
    assert people(fetch(0, 1), fetch(1, 2, link_id=2)) == [True, True]


def test_a_double_tap_and_a_preview_before_the_tap_leave_a_person_a_person() -> None:
    assert people(fetch(0, 1), fetch(0.4, 1)) == [True, True]
    assert people(fetch(0, 7, person=False), fetch(1, 1)) == [False, True]


def test_a_flood_at_one_link_is_sorted_out_in_no_time() -> None:
    for visitors in (1, 10_000):
        begun = process_time()
        people(*(fetch(number / 10_000, number % visitors) for number in range(10_000)))
        assert process_time() - begun < 2
