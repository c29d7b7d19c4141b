"""`quorate doctor`: what is wrong with an installation, and how to mend it."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from quorate.doctor.examining import examine
from quorate.doctor.model import Finding, Verdict
from quorate.vocabulary.terminal import plain
from quorate.vocabulary.times import now

_LONGEST = 600


def doctor(folder: Path = Path(), *, json: bool = False) -> None:
    """Find what is wrong with the installation in FOLDER, and say how to mend it.

    One line a check: OK, warning or wrong, and under it the command or setting that mends it. It
    changes nothing, prints no secret and works while processes, database or platform are down. Run
    it as root, on each host of the installation. The status is 1 where something is wrong.
    """
    found: list[Finding] = []
    for finding in examine(folder.resolve(), now()):
        found.append(finding)
        if not json:
            _tell(finding)
    bad = sum(one.verdict is Verdict.WRONG for one in found)
    if json:
        _print_json(found)
    else:
        warned = sum(one.verdict is Verdict.WARNING for one in found)
        print(f"{bad} wrong, {warned} warnings, {len(found)} looked at")
    if bad:
        sys.exit(1)


def _tell(one: Finding) -> None:
    print(plain(f"{one.verdict:<8} {one.check:<11} {one.says}", _LONGEST))
    if one.mending:
        print(plain(f"{'':<20} → {one.mending}", _LONGEST), flush=True)


def _print_json(found: list[Finding]) -> None:
    print(json.dumps([asdict(one) for one in found], indent=1))
