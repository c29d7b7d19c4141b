"""The figures of docs/explanation/capacity.md, worked out from benchmarks/results.json.

`python -m tools.capacity` writes them anew after a run of `make bench`. A row of the page is
`| what | formula | figure |`; a new row needs only the first two and any third.
"""

import json
import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs/explanation/capacity.md"
RESULTS: Final = ROOT / "benchmarks/results.json"
ROW: Final = re.compile(r"^\| (.+) \| `(.+)` \| (\S+) \|$", re.MULTILINE)
_UNITS: Final = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))


def shown(value: float) -> str:
    """Three digits that count, in the largest unit."""
    for size, unit in _UNITS:
        if value >= size:
            return f"{float(f'{value / size:.3g}'):g}{unit}"
    return f"{float(f'{value:.3g}'):g}"


def worked_out(formula: str, measured: dict[str, float]) -> float:
    """Measured figures by name and numbers, with * and / between them, from left to right."""
    first, *rest = re.split(r" ([*/]) ", formula)
    found = measured.get(first) or float(first)
    for sign, word in zip(rest[::2], rest[1::2], strict=True):
        number = measured.get(word) or float(word)
        found = found * number if sign == "*" else found / number
    return found


def main() -> None:
    measured: dict[str, float] = json.loads(RESULTS.read_text())

    def anew(row: re.Match[str]) -> str:
        return f"| {row[1]} | `{row[2]}` | {shown(worked_out(row[2], measured))} |"

    PAGE.write_text(ROW.sub(anew, PAGE.read_text()))


if __name__ == "__main__":
    main()
