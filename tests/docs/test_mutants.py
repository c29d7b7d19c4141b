"""The guards that are taken out in turn are those of modules and tests that are there."""

from pathlib import Path

from tools.mutants import ROOT, WATCHED, watched


def test_each_watched_module_is_there_and_has_guards() -> None:
    """`watched` raises for one that is gone."""
    named = {guard.name.partition(":")[0] for guard, _ in watched()}
    files = [f.removesuffix(".py").replace("/", ".") for f in WATCHED if f.endswith(".py")]
    assert {file for file in files if "*" not in file} - named == set()


def test_each_test_that_should_miss_one_is_there() -> None:
    tests = {Path(ROOT, test) for several in WATCHED.values() for test in several}
    assert [test for test in tests if not test.exists()] == []
