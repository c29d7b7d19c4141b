"""Sentences that come filled in from rooms that know no language."""

import time
from collections.abc import Iterator

import pytest

from quorate.languages.catalogues import tongues
from quorate.languages.retelling import LONGEST, retell
from quorate.languages.tongues import ENGLISH, TONGUE


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
        (
            "ada when proposing: the contract ended at noon",
            "ada beim Vorschlagen: der Vertrag endete am noon",
        ),
        (
            "expired (I4): ada: too late",
            "Die Zeit dafür ist vorbei (I4): ada: zu spät",
        ),
        ("no-problem (I5): ada: off shift", "no-problem (I5): ada: außerhalb der Schicht"),
        (
            "missing: approver, approver of a second team [not counted: expired (I4): ada: too "
            "late; not-eligible: bo may not approve at tier 2]",
            "es fehlt: eine Zustimmung, Zustimmung aus einem zweiten Team [nicht gezählt: Die Zeit "
            "dafür ist vorbei (I4): ada: zu spät; Das dürfen Sie nicht: bo darf auf Stufe 2 nicht "
            "zustimmen]",
        ),
        (
            "proposes to deactivate an account that 41,000,000 people follow",
            "schlägt vor, ein Konto zu schließen, dem 41.000.000 Menschen folgen",
        ),
    ],
)
def test_a_sentence_is_found_again_by_its_form(said: str, told: str) -> None:
    assert retell(said) == told


def test_in_english_it_stays() -> None:
    TONGUE.set(ENGLISH)
    assert retell("case_1 is held by ada") == "case_1 is held by ada"


def test_hostile_text_costs_little_and_a_long_one_is_not_looked_at() -> None:
    began = time.perf_counter()
    for hostile in (" is held by " * 24, " until" * 49, "a" * LONGEST, ": " * 150):
        retell(hostile)
    for nested in ("narrowed: " * 119, "missing: a [not counted: " * 47, "team " * 60):
        retell(nested)
    assert retell("x is held by " + "y" * LONGEST).startswith("x is held by ")
    assert time.perf_counter() - began < 1
