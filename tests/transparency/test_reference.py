"""The reference says what the code says, and the how-to's file can be used."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

from quorate.cli.files import read_file
from quorate.transparency.provider import APPLICABLE, RESTRICTION_OF, read_provider
from quorate.transparency.records import TYPES, Ground
from quorate.transparency.template import SAID, TEXTS
from quorate.vocabulary.actions import Action

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference/transparency.md").read_text()


def cells(after: str) -> list[list[str]]:
    """The rows of the table below a line, below its head."""
    table = PAGE.partition(after)[2].partition("|---|")[2].partition("\n\n")[0]
    return [line.strip("|").split(" | ") for line in table.splitlines()[1:]]


def words(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_kind_has_its_row_with_its_fields() -> None:
    found = {words(row[0])[0]: words(row[1]) for row in cells("None means what its words say")}
    assert found == {str(kind): [f.name for f in fields(held)] for kind, held in TYPES.items()}


def test_every_action_has_its_restriction() -> None:
    told = {
        name: words(row[1]) for row in cells("### What the ledger tells") for name in words(row[0])
    }
    assert {Action(name): found[0] for name, found in told.items() if found} == RESTRICTION_OF
    assert told.keys() == set(Action)


def test_every_key_of_the_provider_s_file_has_its_row() -> None:
    rows = {name: row[1] for row in cells("## The provider's file") for name in words(row[0])}
    assert words(rows["type"]) == list(APPLICABLE)
    assert words(rows["texts"]) == [said.name for said in SAID[TEXTS]]
    given = ("areas", "categories", "figures", "others", "sources")
    lists = ("context", "none", "restrictions")
    said: dict[str, Any] = {
        **{name: "x" for name in rows},
        **{name: {} for name in given},
        **{name: [] for name in lists},
        "type": "hosting",
        "published": "2027-02-12",
        "previous": "2026-02-12",
        "texts": {name: "x" for name in words(rows["texts"])},
    }
    assert read_provider(said).name == "x"


def test_the_how_to_s_file_can_be_used(tmp_path: Path) -> None:
    page = (DOCS / "how-to/report-transparency.md").read_text()
    (shown,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "provider.yaml").write_text(shown)
    said = read_provider(read_file(tmp_path / "provider.yaml"))
    assert said.placing("threats").ground is Ground.ILLEGAL
    assert said.mechanism("matrix:example.org").detected is False
