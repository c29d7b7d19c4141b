"""How many inputs the API and every reader of strangers' bytes were given, and what broke.

The API by Schemathesis with every check, as each of the people in turns; the readers by atheris.
`python -m benchmarks.fuzzing [RUNS]` runs this part alone and prints what it found.
"""

import sys
import tempfile
from pathlib import Path

from tests.fuzz.exploring import explore
from tests.fuzz.guiding import guide

from benchmarks.house import house

RUNS = 100_000
EXAMPLES = 20
SECONDS = 3600


def run(runs: int = RUNS) -> dict[str, float]:
    """`fuzz_inputs` counts requests and inputs; `server_errors` answers of 5xx and readers that
    raised what they may not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with house() as here:
            explored = explore(here.setting, folder, EXAMPLES, SECONDS)
        guided = guide(runs, folder)
    for reader, said in guided.faults.items():
        print(f"{reader}: {said}", file=sys.stderr)
    if explored.code != 0:
        print(explored.said, file=sys.stderr)
    return {
        "fuzz_inputs": float(explored.requests + guided.inputs),
        "server_errors": float(explored.errors + len(guided.faults)),
    }


if __name__ == "__main__":
    print(run(*(int(word) for word in sys.argv[1:])))
