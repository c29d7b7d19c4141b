"""The reference of exports says what the code gives."""

import re
from pathlib import Path

from quorate.exports.document import FORMAT, INFORMATION, SECTIONS, Form
from quorate.exports.model import CODE, LASTS
from quorate.public.exports import NAME, SHOWN

TEXT = (Path(__file__).parents[2] / "docs/reference/export.md").read_text()
KINDS = {
    Form.DAY: "day",
    Form.NAME: "text",
    Form.NUMBER: "number",
    Form.TEXT: "text",
    Form.TIME: "instant",
    Form.WORD: "word",
    Form.WORDS: "list of words",
    Form.YES_NO: "truth",
}


def test_every_section_has_its_table_with_every_field() -> None:
    parts = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^### |\Z)", TEXT, re.MULTILINE | re.DOTALL))
    assert list(parts) == list(SECTIONS)
    for name, section in SECTIONS.items():
        assert section.says.text in parts[name]
        said = re.findall(r"^\| `(\w+)` \| ([\w ]+) \| (.+) \|$", parts[name], re.MULTILINE)
        told = [(n, KINDS[f.form], f.label.text) for n, f in section.fields.items()]
        assert said == told, name


def test_the_numbers_and_names_are_the_code_s() -> None:
    assert f"`{FORMAT}`" in TEXT
    assert f"`{NAME}`" in TEXT
    assert f"code, {CODE} characters" in TEXT
    assert f"for {LASTS.days} days" in TEXT
    assert f"newest {SHOWN} of each" in TEXT
    assert ", ".join(f"`{name}`" for name in INFORMATION) in TEXT
