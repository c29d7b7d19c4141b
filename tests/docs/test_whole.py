"""No change and no decision breaks off in the middle of a sentence, as a bad merge leaves it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
BEGINS = re.compile(r"(\d+\.|-) ")


def points(text: str) -> Iterator[str]:
    """Each point of the page's lists, with the lines that are indented below it."""
    said: list[str] = []
    for line in text.split("\n"):
        if said and not line.startswith(" "):
            yield " ".join(said)
            said = []
        if BEGINS.match(line) or said:
            said.append(line.strip())


@pytest.mark.parametrize("page", ["CHANGELOG.md", "docs/decisions/index.md"])
def test_every_point_ends_with_its_sentence(page: str) -> None:
    found = list(points((ROOT / page).read_text()))
    assert len(found) > 100
    assert [point for point in found if not point.endswith((".", ".)", ":"))] == []
