"""`make bench`: every benchmark, one after the other; each says what it measures and against what."""

from __future__ import annotations

import sys

from bench import delivery, forecast, messages, parent_page, planning, webhooks


def main() -> int:
    """Planning first, then delivery and what waits for an answer; returns what the shell is told."""
    planning.main(planning.SIZES)
    sending = delivery.main(delivery.MESSAGES)
    return sending | forecast.main(forecast.SIZE) | parent_page.main() | webhooks.main() | messages.main()


if __name__ == "__main__":
    sys.exit(main())
