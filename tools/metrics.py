"""`python -m tools.metrics`: the reference of the metrics, made from the registry."""

import importlib
import pkgutil
from pathlib import Path
from typing import Final

from quorate.telemetry import metrics
from quorate.telemetry.metrics.registry import CATALOGUE, Described

TARGET: Final = Path(__file__).parents[1] / "docs/reference/metrics.md"
_HEAD: Final = """# Metrics

[How to watch an installation](../how-to/watch-an-installation.md) says where they are read.
In the text format of Prometheus, in seconds and plain counts; a name that ends in
`timestamp_seconds` is an instant, in seconds since 1970. Every sample has the label `process`; a
process shows what it does. Labels are closed sets: templates of routes, closed words, names of the
settings. No person, no pseudonym and nothing that somebody wrote stands in one. Each process
further shows the usual `process_…` (memory, processor, files); `quorate up` adds
`quorate_process_up`, 1 where a process answers.

Made by `python -m tools.metrics`.
"""


def catalogue() -> list[Described]:
    """Every metric, by its name."""
    importlib.import_module("quorate.telemetry.door")
    for found in pkgutil.iter_modules(metrics.__path__, f"{metrics.__name__}."):
        importlib.import_module(found.name)
    return sorted(CATALOGUE, key=lambda one: one.name)


def page() -> str:
    """The page's text."""
    rows = "\n".join(map(_row, catalogue()))
    return f"{_HEAD}\n| metric | kind | labels | says |\n|---|---|---|---|\n{rows}\n"


def _row(one: Described) -> str:
    labels = ", ".join(f"`{label}`" for label in one.labels)
    return f"| `{one.name}` | {one.kind} | {labels} | {one.says} |"


if __name__ == "__main__":
    TARGET.write_text(page())
