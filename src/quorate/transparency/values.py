"""The closed lists of the Transparency Database, as its API takes them since 1 July 2025.

`values.json` has each value with the Commission's label for it; languages (ISO 639-1) and countries
(the European Union's with Iceland, Liechtenstein and Norway) are codes alone.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

_LISTS: Final = cast(
    "Mapping[str, Mapping[str, str] | list[str]]",
    json.loads(Path(__file__).with_name("values.json").read_text()),
)
VALUES: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(listed) for name, listed in _LISTS.items() if name != "renamed"
}
"""Each list by its name: that of the field, and `keyword` for `category_specification`."""
RENAMED: Final = cast("Mapping[str, str]", _LISTS["renamed"])
"""Values of before July 2025, and what took their place."""


def labels(name: str) -> Mapping[str, str]:
    """The Commission's words for the values of a list."""
    listed = _LISTS[name]
    return listed if isinstance(listed, Mapping) else {}
