"""`make bench`: every benchmark, one after the other; each says what it measures and against what."""

from __future__ import annotations

import sys

from bench import forecast, parent_page, planning, webhooks


def main() -> int:
    """Planning first, then the forecast, the parent's page and webhooks; returns what the shell is told."""
    planning.main(planning.SIZES)
    return forecast.main(forecast.SIZE) | parent_page.main() | webhooks.main()


if __name__ == "__main__":
    sys.exit(main())
