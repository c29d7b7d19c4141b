"""docs/explanation/trust.md: what must fail is played, cell for cell, and the numbers hold."""

import importlib
import re
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from types import FunctionType, ModuleType

import pytest
from tests.invariants import test_threat_table

from quorate.accounts import register
from quorate.effects.limits import Limits
from quorate.vocabulary import criteria

PAGE = (Path(__file__).parents[2] / "docs/explanation/trust.md").read_text()
ROWS = re.findall(r"^\| ([^|`]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| (`[^|]+`) \|$", PAGE, re.M)
PLAYED = [name.strip().strip("`") for row in ROWS for name in row[4].split(";")]
NUMBERS = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \| [^|]+ \|$", PAGE, re.M))


def found(name: str) -> tuple[FunctionType, str]:
    """The test that a cell names, and the parameter it means; raises where there is none."""
    file, _, test = name.rpartition("::")
    module: ModuleType = test_threat_table
    if file:
        module = importlib.import_module(f"tests.invariants.{file.removesuffix('.py')}")
    bare, _, parameter = test.rstrip("]").partition("[")
    function = getattr(module, f"test_{bare}")
    assert isinstance(function, FunctionType)
    return function, parameter


def parameters(function: FunctionType) -> list[str]:
    marks: list[pytest.Mark] = getattr(function, "pytestmark", [])
    return [str(value) for mark in marks for value in mark.args[1]]


def test_the_table_has_a_row_for_each_goal() -> None:
    assert len(ROWS) == 13


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_must_fail_is_played(row: tuple[str, str, str, str, str]) -> None:
    must_fail, played = row[2].split(";"), row[4].split(";")
    assert len(must_fail) == len(played), "a test for each, in their order"


@pytest.mark.parametrize("name", PLAYED)
def test_each_named_test_is_there(name: str) -> None:
    function, parameter = found(name)
    assert not parameter or parameter in parameters(function)


def test_no_play_of_the_table_is_untold() -> None:
    played = {name for name in vars(test_threat_table) if name.startswith("test_")}
    assert played <= {f"test_{name.partition('[')[0]}" for name in PLAYED}


def told(value: timedelta | int) -> str:
    """A number as the page has it."""
    if isinstance(value, int):
        return str(value)
    seconds = int(value.total_seconds())
    for unit, size, most in (("s", 1, 60), ("min", 60, 60), ("h", 3600, 73)):
        if seconds < size * most:
            return f"{seconds // size} {unit}"
    return f"{value.days} days"


def test_the_numbers_are_the_code_s() -> None:
    usual = Limits()
    expected = {field.name: told(getattr(usual, field.name)) for field in fields(Limits)}
    for name in ("REACH_ELEVATED", "REACH_PROTECTED", "REMEMBERED"):
        expected[name] = told(getattr(register, name))
    expected |= {"PASSING": told(criteria.PASSING), "LASTING": told(criteria.LASTING)}
    assert expected == NUMBERS
