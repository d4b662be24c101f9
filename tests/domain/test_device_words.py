from __future__ import annotations

import pytest

from app.domain.device_words import device_words

CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 {}Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME.format("Windows NT 10.0; Win64; x64", ""), "Chrome on Windows"),
        (CHROME.format("Windows NT 10.0; Win64; x64", "Edg/140.0 "), "Edge on Windows"),
        (CHROME.format("Linux; Android 15; Pixel 9", "Mobile "), "Chrome on Android"),
        (CHROME.format("X11; CrOS x86_64 16000.1", ""), "Chrome on Chromebook"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 15.0; rv:140.0) Gecko/2010 Firefox/140.0",
            "Firefox on Mac",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605 CriOS/140.0 Mobile Safari/604.1",
            "Chrome on iPad",
        ),
        ("curl/8.5.0", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_named_in_few_words(agent: str, words: str) -> None:
    assert device_words(agent) == words
