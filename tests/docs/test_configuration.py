"""The configuration page: every setting that the code reads, with its type, and no other."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

from quorate.cases.care import SHIPPED
from quorate.decisions.drawing import SHARE
from quorate.effects.connectors.webhook import STATE
from quorate.effects.limits import Limits

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/quorate"
TEXT = (ROOT / "docs/reference/configuration.md").read_text()
SERVE = ("firehose", "labeler", "outside", "publicity", "serve", "sign_in")
READ = {
    "serve.toml": (
        "atproto/moderators.py",
        *(f"settings/{n}.py" for n in SERVE),
    ),
    "sequencer.toml": ("settings/sequencer.py",),
    "effector.toml": ("effects/configuration.py", "effects/connectors/configured.py"),
    "signer.toml": ("settings/signer.py",),
    "witness.toml": ("settings/witness.py",),
}
TYPES = {
    "required": "text",
    "_optional": "text",
    "_file": "path",
    "_number": "whole number",
    "_texts": "list",
    "text": "text",
    "secure": "address",
    "whole": "whole number",
    "integer": "whole number",
    "truth": "true or false",
    "texts": "list",
    "_chosen": "list",
}
Found = tuple[str, str]


def settings(file: Path) -> set[Found]:
    """Name and type of each setting that a module reads."""
    return set(_settings(ast.parse(file.read_text()), None))


def _settings(node: ast.AST, outer: str | None) -> Iterator[Found]:
    """`outer` is what is made of the value: a path, or an address that was judged."""
    match node:
        case ast.FunctionDef(name="_public_url"):
            outer = "address"
        case ast.BinOp(op=ast.Div()):
            outer = "path"
        case ast.Call(func=ast.Name(id="_secure")):  # of a text that is read within
            outer = "address"
        case ast.Call(func=ast.Name(id="beside"), args=[ast.Constant(value=str(name))]):
            yield name, "path"
        case ast.Call(func=ast.Name(id="_seconds"), args=[_, ast.Constant(value=str(name)), _]):
            yield f"{name}_seconds", "whole number"
        case ast.Call(func=ast.Name(id=reader), args=[_, ast.Constant(value=str(name)), *_]) if (
            reader in TYPES
        ):
            yield name, "path" if name.endswith("_file") else outer or TYPES[reader]
        case _:
            pass
    for child in ast.iter_child_nodes(node):
        yield from _settings(child, outer)


BY_NAME: dict[str, set[Found]] = {
    "serve.toml": {
        ("second_reviews", "number"),
        *((name, "path") for name in ("provider_file", "months", "reports")),
        *((one.name, "whole number") for one in fields(type(SHIPPED))),
    }
}
"""What no reader names by a word of its own."""


def told(file: str) -> list[Found]:
    """Name and type of each row that stands under the file's heading."""
    part = TEXT.split(f"## {file}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \| ([\w ]+) \|", part, re.MULTILINE)


@pytest.mark.parametrize("file", READ)
def test_every_setting_has_its_row_with_its_type(file: str) -> None:
    read = {found for name in READ[file] for found in settings(SOURCE / name)}
    assert set(told(file)) == read | BY_NAME.get(file, set())


def test_every_module_of_settings_is_looked_into() -> None:
    named = {name.rpartition("/")[2] for names in READ.values() for name in names}
    files = {file.name for file in (SOURCE / "settings").glob("*.py")}
    assert files - named == {"__init__.py", "reading.py", "sources.py"}


def test_the_defaults_are_the_code_s() -> None:
    usual = Limits()
    for name in re.findall(r"^\| `(\w+)_seconds` \| whole number \| `", TEXT, re.MULTILINE):
        assert f"| `{name}_seconds` | whole number | `{_seconds(usual, name)}` |" in TEXT
    for one in fields(SHIPPED):
        assert f"| `{one.name}` | whole number | `{getattr(SHIPPED, one.name)}` |" in TEXT
    assert f"| `second_reviews` | number | `{SHARE}` |" in TEXT
    assert f"| `read_back` | text | `{STATE}` |" in TEXT


def _seconds(limits: Limits, name: str) -> int:
    found = getattr(limits, name)
    assert isinstance(found, timedelta)
    return int(found.total_seconds())
