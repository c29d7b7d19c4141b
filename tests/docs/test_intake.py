"""What the pages about intake show can be used as it stands."""

import csv
import json
import re
from pathlib import Path
from typing import Any

from tests.intake.foreigners import TOKENS

from quorate.intake.foreign.coop import read_report
from quorate.intake.foreign.mailed import MOST_PARTS, MOST_READ
from quorate.intake.model import Accepted, check
from quorate.intake.sources import SETTINGS, Shape, read_sources
from quorate.intake.tables import COLUMNS, Rows, batches

DOCS = Path(__file__).parents[2] / "docs"
HOW = (DOCS / "how-to/bring-reports-in.md").read_text()
REFERENCE = (DOCS / "reference/intake.md").read_text()


def shown(heading: str) -> list[dict[str, Any]]:
    """The JSON under a heading."""
    part = HOW.split(f"## {heading}\n")[1].split("\n## ")[0]
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", part, re.DOTALL)]


def test_the_options_of_each_tool_are_taken() -> None:
    headings = {
        "A platform that speaks to Coop": Shape.COOP,
        "Mastodon": Shape.MASTODON,
        "Osprey": Shape.OSPREY,
        "The abuse box": Shape.MAIL,
    }
    for heading, shape in headings.items():
        said = {"token": "a token of some length", "reads": shape, **shown(heading)[0]}
        assert read_sources({"new": said}, Path())["new"].shape is shape


def test_the_report_of_a_coop_platform_is_read() -> None:
    options, report = shown("A platform that speaks to Coop")
    source = read_sources({"coop": {**TOKENS["coop"], **options}}, Path())["coop"]
    found = read_report(source, report)
    assert (found.category, found.subject.native) == ("harassment", "post/9001/42")
    assert isinstance(check(found), Accepted)


def test_the_rows_of_the_csv_file_are_read() -> None:
    (text,) = re.findall(r"```csv\n(.*?)```", HOW, re.DOTALL)
    found = list(batches(text.splitlines(keepends=True), "secret", 900_000))
    assert [(one.book, one.lines) for one in found if isinstance(one, Rows)] == [
        ("reports", [2]),
        ("alarms", [3]),
    ]
    assert len(found) == len(list(csv.reader(text.splitlines()))) - 1


def test_settings_columns_and_caps_are_the_code_s() -> None:
    part = REFERENCE.split("## A source\n")[1].split("\n## ")[0]
    names: dict[str, set[str]] = {}
    for cell, of in re.findall(r"^\| (`.+?) \| (.+?) \|", part, re.MULTILINE):
        for name in re.findall(r"`(\w+)`", cell):
            names[name] = set(re.findall(r"\w+", of))
    for shape, settings in SETTINGS.items():
        assert {n for n, of in names.items() if of & {shape, "all"}} == settings, shape
    columns = REFERENCE.split("## Columns of a CSV file\n")[1]
    assert set(re.findall(r"^\| `(\w+)` \|", columns, re.MULTILINE)) == set(COLUMNS)
    assert f"{MOST_READ // 1024} KiB are read, at most {MOST_PARTS} parts" in REFERENCE
