"""`make bench`: runs all, prints a table and writes benchmarks/results.json with flat names.

`python -m benchmarks intake claims` runs these alone and leaves the other figures as they are.
"""

import importlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol, cast

RESULTS: Final = Path(__file__).parent / "results.json"
PARTS: Final = (
    "undo",
    "failover",
    "intake",
    "firehose",
    "flat",
    "ladder",
    "pages",
    "desk",
    "revocation",
    "authority",
    "decisions",
    "ledger",
    "incidents",
    "filing",
    "transparency",
    "closing",
    "retention",
    "signals",
    "network",
    "fuzzing",
    "resting",
)
TOLD: Final = ("chaos_",)
"""What begins with it is no measurement: tests/chaos/test_kills.py prints it."""


class _Part(Protocol):
    def run(self) -> dict[str, float]: ...


def _written(found: Mapping[str, float]) -> None:
    """After each part, so that one that fails takes no other's figures along."""
    RESULTS.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n")


def _kept() -> dict[str, float]:
    """What stands there now: another part may have ended meanwhile."""
    return json.loads(RESULTS.read_text())


def main(names: Sequence[str]) -> None:
    """Runs the named benchmarks, or every one, one after the other."""
    found: dict[str, float] = {}
    for name in names or PARTS:
        part = cast("_Part", importlib.import_module(f"benchmarks.{name}"))
        found |= part.run()
        _written(_kept() | found)
    if not names:  # what no part measures any more is gone
        kept = {name: value for name, value in _kept().items() if name.startswith(TOLD)}
        _written(kept | found)
    for name, value in sorted(found.items()):
        print(f"{name:34} {value:10.3f}")


if unknown := [name for name in sys.argv[1:] if name not in PARTS]:
    sys.exit(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(PARTS)}.")
main(sys.argv[1:])
