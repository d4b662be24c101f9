"""Why a mail came back, from what the other mail server said (product G6).

What names the state of an inbox goes first, since servers send it with the oddest codes; then the code with
three numbers (RFC 3463), then other words, then SendGrid's own guess. Only what is surely for good ends as
a hard failure: a code that begins with 4, or a mail that SendGrid calls blocked, never does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.domain.failures import Failure

_FIRST_WORDS = {
    Failure.QUOTA: (
        r"quota|(mail|in)box (is )?full|full mailbox",
        r"storage (limit|exceeded)|insufficient .*storage",
    ),
    Failure.INACTIVE_MAILBOX: (
        r"(account|mailbox|user|recipient)\b.{0,40}\b(inactive|disabled|deactivated|suspended)",
        r"(inactive|disabled|closed) (account|mailbox|user|recipient)|(account|mailbox) (\w+ ){0,3}closed",
        r"no longer (active|in use)",
    ),
    Failure.SPAM: (r"spam|junk mail|unsolicited|black ?list|block ?list|reputation|bulk mail",),
    Failure.RELAYING: (r"\brelay",),
    # How one large mail service says that it knows no such inbox; elsewhere the code means "no answer".
    Failure.BAD_MAILBOX: (r"5\.4\.1 .{0,40}address rejected",),
}
_OTHER_WORDS = {
    Failure.BAD_DOMAIN: (
        r"(host|domain) (name )?(unknown|not found|invalid|does not exist)",
        r"(unknown|no such|invalid) (host|domain)",
        r"nxdomain|null mx|no mx|does not accept (any )?mail",
    ),
    Failure.BAD_MAILBOX: (
        r"(unknown|no such|invalid|non-?existent) (\w+ )?(user|recipient|mailbox|address|account)",
        r"(user|recipient|mailbox|address|account) (\w+ ){0,2}(unknown|invalid|not found|unavailable)",
        r"(does not|doesn't|did not) exist|no mailbox|address rejected",
    ),
    Failure.CONTENT: (r"message (size|too (large|big))|too large|attachment|virus|malware|content",),
    Failure.MESSAGE_EXPIRED: (r"\bexpired\b|too long|retry time|could not be delivered (for|in)",),
    Failure.BAD_CONNECTION: (
        r"(connection|conversation).*(lost|dropped|reset|closed|broken)",
        r"lost connection",
    ),
    Failure.NO_ANSWER_FROM_HOST: (
        r"timed? ?out|refused to connect|connection refused",
        r"no answer|unable to connect|unreachable",
    ),
    Failure.ROUTING: (r"unroute?able|no route|routing|\bdns\b|resolv",),
    Failure.BAD_CONFIGURATION: (r"mail loop|too many hops|configur|certificate|\btls\b",),
    Failure.POLICY: (
        r"policy|denied|prohibited|not (allowed|permitted|accepted)|blocked|banned|rate limit",
        r"dmarc|\bspf\b|dkim",
    ),
}

_CODE = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# By class, subject and detail; a missing class stands for both 4 and 5, a missing detail for every one.
_CODES = {
    "5.1.0": Failure.BAD_MAILBOX,
    "5.1.1": Failure.BAD_MAILBOX,
    "5.1.3": Failure.BAD_MAILBOX,
    "5.1.6": Failure.BAD_MAILBOX,
    "5.1.2": Failure.BAD_DOMAIN,
    "5.1.10": Failure.BAD_DOMAIN,
    "5.4.4": Failure.BAD_DOMAIN,
    "5.2.1": Failure.INACTIVE_MAILBOX,
    "4.1.2": Failure.ROUTING,
    "4.4.4": Failure.ROUTING,
    "4.4.2": Failure.BAD_CONNECTION,
    "4.3.2": Failure.BAD_CONNECTION,
    ".2.2": Failure.QUOTA,
    ".2.3": Failure.CONTENT,
    ".3.4": Failure.CONTENT,
    ".4.1": Failure.NO_ANSWER_FROM_HOST,
    ".4.7": Failure.MESSAGE_EXPIRED,
    ".4.6": Failure.ROUTING,
    ".4.14": Failure.ROUTING,
    ".4.3": Failure.ROUTING,
    ".3.0": Failure.BAD_CONFIGURATION,
    ".3.5": Failure.BAD_CONFIGURATION,
    ".6.": Failure.CONTENT,
    ".7.": Failure.POLICY,
}

_GUESSES = {
    "invalid address": Failure.BAD_MAILBOX,
    "mailbox unavailable": Failure.OTHER,
    "technical failure": Failure.BAD_CONFIGURATION,
    "reputation": Failure.SPAM,
    "content": Failure.CONTENT,
    "frequency or volume too high": Failure.POLICY,
}


def mail_failure(status: str, reason: str, guess: str = "", *, passing: bool = False) -> Failure:
    """``status`` is the code beside ``reason``, the server's words; ``guess`` SendGrid's classification.

    ``passing`` says that the address is not to blame, whatever the words are.
    """
    words = reason.lower()
    code = _code(status) or _code(reason)
    found = (
        _by_words(_FIRST_WORDS, words)
        or _by_code(code)
        or _by_words(_OTHER_WORDS, words)
        or _GUESSES.get(guess.strip().lower(), Failure.OTHER)
    )
    for_now = passing or code.startswith("4") or words.lstrip().startswith("4")
    return _softened(found) if found.hard and for_now else found


def _softened(failure: Failure) -> Failure:
    return Failure.ROUTING if failure is Failure.BAD_DOMAIN else Failure.OTHER


def _code(text: str) -> str:
    """The first code that says something: "5.0.0" only repeats that it failed."""
    codes = (f"{int(a)}.{int(b)}.{int(c)}" for a, b, c in _CODE.findall(text))
    return next((code for code in codes if not code.endswith(".0.0")), "")


def _by_code(code: str) -> Failure | None:
    general = code[1:]
    return _CODES.get(code) or _CODES.get(general) or _CODES.get(general[: general.rfind(".") + 1])


def _by_words(table: Mapping[Failure, tuple[str, ...]], words: str) -> Failure | None:
    said = (failure for failure, patterns in table.items() if any(re.search(one, words) for one in patterns))
    return next(said, None)
