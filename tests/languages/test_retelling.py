"""Sentences that come filled in from rooms that know no language."""

import time
from collections.abc import Iterator

import pytest

from quorate.console.catalogues import tongues
from quorate.console.retelling import LONGEST, retell
from quorate.console.tongues import ENGLISH, TONGUE


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    token = TONGUE.set(tongues()["de"])
    yield
    TONGUE.reset(token)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("there is no such case", "diesen Fall gibt es nicht"),
        ("case_1 is held by ada", "case_1 wird von ada bearbeitet"),
        ("case_1 is held by ada until noon", "case_1 wird von ada bearbeitet, bis noon"),
        ("ada: off shift", "ada: außerhalb der Schicht"),
        (
            "the rules cannot be relied on: no rule permits case:claim",
            "auf die Regeln ist kein Verlass: keine Regel erlaubt case:claim",
        ),
        ("severity 2 of 5", "Schwere 2 von 5"),
        ("a sentence that nobody knows", "a sentence that nobody knows"),
        ("%(a)s is held by <b>", "%(a)s wird von <b> bearbeitet"),
        ("", ""),
    ],
)
def test_a_sentence_is_found_again_by_its_form(said: str, told: str) -> None:
    assert retell(said) == told


def test_in_english_it_stays() -> None:
    TONGUE.set(ENGLISH)
    assert retell("case_1 is held by ada") == "case_1 is held by ada"


def test_hostile_text_costs_little_and_a_long_one_is_not_looked_at() -> None:
    began = time.perf_counter()
    for hostile in (" is held by " * 24, " until" * 49, "a" * LONGEST):
        retell(hostile)
    assert retell("x is held by " + "y" * LONGEST).startswith("x is held by ")
    assert time.perf_counter() - began < 1
