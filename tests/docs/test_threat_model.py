"""docs/explanation/threat-model.md: each attack of its table is played by tests that are there."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs/explanation/threat-model.md").read_text()
ROWS = re.findall(r"^\| ([^|`]+) \| [^|]+ \| [^|]+ \| (`[^|]+`) \|$", PAGE, re.MULTILINE)
PLAYED = [(attack, name.strip().strip("`")) for attack, names in ROWS for name in names.split(";")]


def test_the_table_has_its_rows() -> None:
    assert len(ROWS) >= 14


@pytest.mark.parametrize(("attack", "name"), PLAYED)
def test_each_named_test_is_there(attack: str, name: str) -> None:
    file, _, test = name.partition("::")
    tree = ast.parse((TESTS / file).read_text())
    found = {
        one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert test in found, attack
