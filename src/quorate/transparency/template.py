"""The eleven parts of the harmonised transparency report: columns, rows, and categories.

`parts.json` restates Annex I of Commission Implementing Regulation (EU) 2024/2835. Where the Annex
writes `[...]` between the first and the last Member State or language, the lists of all 27 and 24
stand, in the order of their English names, as the Annex has it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from quorate.ledger.fields import as_object, items, text, texts

TOTAL: Final = "TOTAL"
OTHER: Final = "KEYWORD_OTHER"
"""The row of what no other keyword of its category names; each category with keywords has one."""
_READ: Final = as_object(
    json.loads(Path(__file__).with_name("parts.json").read_text()), "parts.json"
)
STATES: Final = tuple(texts(_READ, "states"))
"""The Member States as Eurostat writes them: Greece is EL."""
LANGUAGES: Final = tuple(texts(_READ, "languages"))
"""The official languages, ISO 639-1."""
APPLIES: Final = {name: str(said) for name, said in as_object(_READ["applies"], "applies").items()}
"""The words of the first column by the short name that the parts use."""
_SCOPES: Final = {said: str(name) for said, name in as_object(_READ["scopes"], "scopes").items()}


@dataclass(frozen=True, slots=True)
class Category:
    """One high-level category, what it is, and its keywords with what each is, in order."""

    code: str
    says: str
    keywords: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A row of categories: TOTAL has neither category nor keyword, a category's own no keyword."""

    category: str = ""
    keyword: str = ""

    @property
    def code(self) -> str:
        """What stands in the row."""
        return self.keyword or self.category or TOTAL


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part with a row for each category and keyword (3 to 6).

    `heads` are the columns before the figures; the figures' own are followed by one for context
    each, in the same order.
    """

    name: str
    columns: Sequence[str]
    applies: str
    heads: int
    places: Sequence[Place]
    places_by_state: Sequence[Place]

    @property
    def figures(self) -> int:
        """How many figures a row has."""
        return (len(self.columns) - self.heads) // 2


@dataclass(frozen=True, slots=True)
class Line:
    """A row with one figure (7 to 10). `figure` names it, as `complaints.median`."""

    applies: str
    section: str
    indicator: str
    scope: str
    figure: str


@dataclass(frozen=True, slots=True)
class Said:
    """A row with one text of the provider (1 and 11). `name` is what they call it."""

    applies: str
    indicator: str
    name: str


def _category(row: object) -> Category:
    code, says, keywords = cast("tuple[str, str, list[tuple[str, str]]]", row)
    return Category(code, says, dict(keywords))


CATEGORIES: Final = {
    found.code: found for found in map(_category, cast("list[object]", _READ["categories"]))
}
"""Every category by its code, in the order of the template."""
_PARTS: Final = {
    name: as_object(part, name) for name, part in as_object(_READ["parts"], "parts").items()
}


def _places(without: Sequence[str]) -> tuple[Place, ...]:
    found = [Place()]
    for category in CATEGORIES.values():
        if category.code not in without:
            found.append(Place(category.code))
            found += [Place(category.code, k) for k in category.keywords if k not in without]
    return tuple(found)


def _sheet(name: str) -> Sheet:
    part = _PARTS[name]
    columns, without = texts(part, "columns"), texts(part, "without")
    context = next(i for i, c in enumerate(columns) if c.lower().startswith("contextual"))
    heads = 2 * context - len(columns)
    left = [*without, *texts(part, "without_by_state")]
    return Sheet(name, columns, text(part, "applies"), heads, _places(without), _places(left))


def _lines(name: str) -> tuple[Line, ...]:
    return tuple(
        Line(
            text(block, "applies"),
            text(block, "section"),
            text(block, "indicator"),
            scope,
            f"{text(block, 'figure')}.{_SCOPES.get(scope, scope)}",
        )
        for block in items(_PARTS[name], "blocks")
        for scope in _scopes(texts(block, "scopes"))
    )


def _scopes(said: Sequence[str]) -> Sequence[str]:
    if "[...]" not in said:
        return said
    before = said.index("[...]")
    whole = STATES if said[before - 1] in STATES else LANGUAGES
    return (*said[: before - 1], *whole)


def _said(name: str) -> tuple[Said, ...]:
    rows = cast("list[tuple[str, str, str]]", _PARTS[name]["texts"])
    return tuple(Said(*row) for row in rows)


SUMMARY, NAMES, ORDERS, NOTICES, ILLEGAL, TERMS, APPEALS, AUTOMATED, STAFF, RECIPIENTS, TEXTS = (
    _PARTS
)
COLUMNS: Final = {name: tuple(texts(part, "columns")) for name, part in _PARTS.items()}
"""The columns of each part; the parts in their order."""
SHEETS: Final = {name: _sheet(name) for name in (ORDERS, NOTICES, ILLEGAL, TERMS)}
LINES: Final = {name: _lines(name) for name in (APPEALS, AUTOMATED, STAFF, RECIPIENTS)}
SAID: Final = {name: _said(name) for name in (SUMMARY, TEXTS)}


def labels() -> Mapping[str, tuple[str, str, str]]:
    """The rows of part 2 by their label: label, description, code."""
    found = {TOTAL: (TOTAL, "All the entries", TOTAL)}
    for number, category in enumerate(CATEGORIES.values(), 1):
        label = f"Category {number}"
        found[label] = (label, category.says, category.code)
        for letter, (keyword, says) in zip("abcdefgh", category.keywords.items(), strict=False):
            found[label + letter] = (label + letter, says, keyword)
    return found


def check_place(sheet: str, category: str, keyword: str) -> None:
    """Whether a part has a row for that. Raises ValueError naming what does not fit."""
    if Place(category, keyword) not in _KNOWN[sheet] or not category:
        raise ValueError(f"{sheet} has no row for {category[:80]} with {keyword[:80] or 'nothing'}")
    if not keyword and CATEGORIES[category].keywords:
        raise ValueError(f"{category} is counted by its keywords; {OTHER} where none fits")


_KNOWN: Final = {name: frozenset(sheet.places) for name, sheet in SHEETS.items()}
