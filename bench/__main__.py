"""`make bench`: every benchmark, one after the other; each says what it measures and against what."""

from __future__ import annotations

import sys

from bench import parent_page, planning


def main() -> int:
    """Planning first, then the parent's page; returns what the shell is told."""
    planning.main(planning.SIZES)
    return parent_page.main()


if __name__ == "__main__":
    sys.exit(main())
