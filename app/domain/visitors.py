"""Who fetched a parent's link: a person, or a machine on their behalf (product M1, H2).

Mail scanners follow every link of a message, phones fetch a preview of it, browsers load pages nobody has
asked for yet. None of them is a parent who reads, so none counts as one. A measurement only: nothing is
allowed or refused by it. In doubt it was a machine: "opened" is never said of a message that nobody saw.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby

# Words of programs that say what they are, or that a proxy put beside a browser's name. A maker of phones
# calls itself CUBOT.
_MACHINES = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|prefetch|scan|proxy|fetch|monitor|check|validator|headless"
    r"|phantomjs|electron|selenium|puppeteer|playwright|lighthouse|facebookexternalhit|facebookcatalog"
    r"|facebot|whatsapp|telegram|discord|slack|skype|mattermost|embedly|iframely|google-|googleother|apis-"
    r"|mediapartners|barracuda|mimecast|proofpoint|urldefense|safelinks|symantec|messagelabs|fireeye"
    r"|trellix|forcepoint|sophos|trend ?micro|ironport|fortinet|zscaler|avanan|cloudmark|spam|phish|virus"
    r"|threat|netcraft|palo ?alto|censys|ms-?office|microsoft office|outlook-|exchange|curl|wget|libwww"
    r"|python|java/|ruby|perl|go-http|okhttp|axios|node-|httpie|http-?client|guzzle|dart:|cfnetwork|dalvik"
    r"|winhttp|powershell|postman",
    re.IGNORECASE,
)
# What the browsers of people begin with; the second is the small one of very cheap phones.
_BROWSERS = ("Mozilla/5.0 (", "Opera/9.80 (")
_UNASKED = ("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz")

# A mail scanner is there before anybody could have read the message.
TOO_QUICK = timedelta(seconds=5)
# A cloud scanner sends two visitors at once, from different places.
TOGETHER = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Fetch:
    """One GET of a link at ``at`` (UTC). ``who`` tells visitors apart for a moment and is never kept."""

    link_id: int
    at: datetime
    who: int
    person: bool


def looks_like_person(method: str, header: Callable[[str, str], str]) -> bool:
    """Would a person's browser ask like this? ``header`` gives a header by its name, or what is said instead.

    It names a browser, accepts pages and says in which language, asks for a page to show (where it says
    what for), and not before anybody wanted it.
    """
    return (
        method == "GET"
        and _is_browser(header("User-Agent", ""))
        and "text/html" in header("Accept", "")
        and bool(header("Accept-Language", ""))
        and not any(header(name, "") for name in _UNASKED)
        and header("Sec-Fetch-Mode", "navigate") == "navigate"
        and header("Sec-Fetch-Dest", "document") == "document"
    )


@lru_cache(maxsize=512)
def _is_browser(agent: str) -> bool:
    return agent.startswith(_BROWSERS) and not _MACHINES.search(agent)


def sorted_out(fetches: Iterable[Fetch]) -> list[Fetch]:
    """The same fetches by link and time, those of a pair of scanners known as machines."""
    ordered = sorted(fetches, key=lambda each: (each.link_id, each.at))
    links = (tuple(of_link) for _, of_link in groupby(ordered, lambda each: each.link_id))
    return [each for of_link in links for each in _judged(of_link)]


def _judged(of_link: Sequence[Fetch]) -> Iterator[Fetch]:
    """In one walk with those around, however many ask for one link: a flood costs what a trickle does."""
    around: Counter[int] = Counter()
    people = begin = end = 0
    for fetch in of_link:
        while end < len(of_link) and of_link[end].at <= fetch.at + TOGETHER:
            around[of_link[end].who] += of_link[end].person
            people += of_link[end].person
            end += 1
        while of_link[begin].at < fetch.at - TOGETHER:
            around[of_link[begin].who] -= of_link[begin].person
            people -= of_link[begin].person
            begin += 1
        yield replace(fetch, person=fetch.person and people == around[fetch.who])
