#!/usr/bin/env python3
"""Checks the bundle that this file lies in, with nothing but Python 3.9 or newer.

    python3 -I -S check.py [--genesis HASH]

It recomputes every hash, verifies every signature with code of its own (RFC 8032, FIPS 186,
RFC 9162), prints the timeline, and ends with status 1 naming the file that does not hold.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True  # a compiled file beside these would be one that MANIFEST lacks
sys.path.insert(0, str(HERE))

from checking.bundle import Bundle  # noqa: E402
from checking.files import Wrong  # noqa: E402
from checking.telling import in_words  # noqa: E402


def printable(text: str) -> str:
    """Without control characters and direction marks."""
    return "".join(c if c.isprintable() else "?" for c in text)


def main(arguments: list[str]) -> int:
    """0 when all of it holds."""
    pinned = arguments[1] if arguments[:1] == ["--genesis"] and len(arguments) == 2 else ""
    try:
        bundle = Bundle(HERE)
        size, at = bundle.check(pinned)
        told = [in_words(bundle, index) for index in bundle.told["shown"]]
    except Wrong as wrong:
        print(printable(f"NOT VERIFIED: {wrong}"))
        return 1
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as problem:
        print(printable(f"NOT VERIFIED: incident.json or an entry is malformed: {problem!r}"))
        return 1
    for line in told:
        print(printable(line))
    print(f"verified: {len(told)} entries shown, {len(bundle.entries) - len(told)} beside them, in")
    print(f"a log of {size} entries, cosigned at {at} (Unix seconds), genesis {bundle.genesis}")
    if not pinned:
        print("No genesis was pinned: whole, but whose? Get its hash from somewhere else.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
