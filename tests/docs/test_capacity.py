"""The page about capacity says what was measured, and what follows from it, and nothing else."""

import json
import re

from tools.capacity import PAGE, RESULTS, ROW, shown, worked_out

MEASURED: dict[str, float] = json.loads(RESULTS.read_text())


def test_every_figure_of_the_page_follows_from_what_was_measured() -> None:
    """Else: python -m tools.capacity."""
    rows = ROW.findall(PAGE.read_text())
    assert len(rows) > 20
    found = [(what, shown(worked_out(formula, MEASURED)), told) for what, formula, told in rows]
    assert [row for row in found if row[1] != row[2]] == []


def test_no_figure_stands_on_the_page_without_its_formula() -> None:
    text = PAGE.read_text()
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    heads = len(re.findall(r"^\|---", text, re.MULTILINE))
    assert len(rows) == len(ROW.findall(text)) + heads
