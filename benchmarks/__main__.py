"""`make bench`: runs all, prints a table and writes benchmarks/results.json with flat names."""

import json
from pathlib import Path

from benchmarks import (
    authority,
    claims,
    closing,
    decisions,
    desk,
    failover,
    filing,
    firehose,
    fuzzing,
    incidents,
    intake,
    ledger,
    network,
    pages,
    resting,
    retention,
    revocation,
    signals,
    transparency,
    undo,
)

RESULTS = Path(__file__).parent / "results.json"
FAULTS = "chaos_"
"""These are no measurements: tests/chaos/test_kills.py prints them."""


def main() -> None:
    """Runs every benchmark, one after the other."""
    parts = (
        undo,
        failover,
        intake,
        firehose,
        claims,
        pages,
        desk,
        revocation,
        authority,
        decisions,
        ledger,
        incidents,
        filing,
        transparency,
        closing,
        retention,
        signals,
        network,
        fuzzing,
        resting,
    )
    found = {name: value for part in parts for name, value in part.run().items()}
    told: dict[str, float] = json.loads(RESULTS.read_text())
    found |= {name: value for name, value in told.items() if name.startswith(FAULTS)}
    RESULTS.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n")
    for name, value in sorted(found.items()):
        print(f"{name:34} {value:10.3f}")


main()
