"""What only the provider can say of a report: who they are, their texts, and what counts as what.

They write it in one YAML file, each word of which docs/reference/transparency.md lists. One that
the report has no place for is refused, so that nothing is left out by a slip of the pen.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from quorate.ledger.canonical import canonical
from quorate.ledger.fields import as_object, items, optional_text, text, texts
from quorate.transparency.figures import Value
from quorate.transparency.records import RESTRICTIONS, Ground, Kind, Origin, counted_from
from quorate.transparency.template import (
    CATEGORIES,
    COLUMNS,
    ILLEGAL,
    LINES,
    OTHER,
    SAID,
    TERMS,
    TEXTS,
    check_place,
    labels,
)
from quorate.vocabulary.actions import Action

RESTRICTION_OF: Final[Mapping[Action, str]] = {
    Action.DEACTIVATE: "DECISION_ACCOUNT_TERMINATED",
    Action.HIDE_CONTENT: "DECISION_VISIBILITY_CONTENT_DISABLED",
    Action.LIMIT: "DECISION_VISIBILITY_CONTENT_DEMOTED",
    Action.LOCK: "DECISION_ACCOUNT_SUSPENDED",
    Action.REMOVE_CONTENT: "DECISION_VISIBILITY_CONTENT_REMOVED",
    Action.SUSPEND: "DECISION_ACCOUNT_SUSPENDED",
    Action.TAKE_DOWN: "DECISION_ACCOUNT_SUSPENDED",
}
"""The restriction that an action is; the others restrict nothing."""
LONGEST: Final = 5000
"""Characters of a text of part 11 (Annex II, part II, 2)."""
APPLICABLE: Final[Mapping[str, frozenset[str]]] = {
    "intermediary": frozenset({"all"}),
    "hosting": frozenset({"all", "hosting"}),
    "platform": frozenset({"all", "hosting", "platform"}),
    "very_large_platform": frozenset({"all", "hosting", "platform", "vlop", "very_large"}),
    "very_large_search": frozenset({"all", "very_large"}),
}
"""The rows that apply to each type of service, as the template's first column tells."""
_GROUNDS: Final = {"illegal": Ground.ILLEGAL, "terms": Ground.TERMS}
_SAID: Final = frozenset(
    line.figure for lines in LINES.values() for line in lines if counted_from(line.figure) is None
)
DEFAULT: Final = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
_KEYS: Final = (
    *("areas", "categories", "context", "figures", "name", "none", "others", "previous"),
    *("published", "restrictions", "service", "sources", "texts", "type"),
)


@dataclass(frozen=True, slots=True)
class Placing:
    """Under which ground, category and keyword a decision of an area counts."""

    ground: Ground = Ground.TERMS
    category: str = DEFAULT
    keyword: str = OTHER


@dataclass(frozen=True, slots=True)
class Mechanism:
    """What came before a measure whose case a source began, and whether automated means alone
    detected it; None for unknown."""

    origin: Origin | None = None
    detected: bool | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """A text beside the figures: in the column of every row of a part where the named columns have
    these values. Without a `figure` it is the part's only column for it."""

    part: str
    where: Mapping[str, str]
    figure: str
    text: str


@dataclass(frozen=True, slots=True)
class Provider:
    """The whole file. `restrictions` are those that the service can impose, `none` the kinds of
    records of which there were none, `others` what is counted under a category's KEYWORD_OTHER,
    `categories` the context of part 2 by label; `figures` those that nobody counts here, by name.
    `digest` is the SHA-256 of its canonical JSON, hex."""

    name: str
    service: str
    type: str
    published: str
    previous: str
    areas: Mapping[str, Placing]
    sources: Mapping[str, Mechanism]
    restrictions: frozenset[str]
    none: frozenset[Kind]
    others: Mapping[str, str]
    categories: Mapping[str, str]
    figures: Mapping[str, Value]
    texts: Mapping[str, str]
    context: tuple[Context, ...]
    digest: str

    def applies(self, to: str) -> bool:
        """Whether rows with that applicability are filled in."""
        return to in APPLICABLE[self.type]

    def placing(self, area: str) -> Placing:
        """How a decision of an area is placed: without a word on it, as another violation of the
        terms and conditions."""
        return self.areas.get(area, Placing())

    @property
    def database_categories(self) -> Mapping[str, str]:
        """The Transparency Database's category of each area that is named."""
        return {area: placing.category for area, placing in self.areas.items()}

    def mechanism(self, source: str) -> Mechanism:
        """What is known of the cases of a source."""
        return self.sources.get(source, Mechanism())


def read_provider(content: Mapping[str, object]) -> Provider:
    """The file. Raises ValueError naming the field that does not fit."""
    _only(content, _KEYS, "provider")
    kind = text(content, "type")
    _only({kind: None}, APPLICABLE, "type")
    listed = texts(content, "restrictions") or list(RESTRICTION_OF.values())
    _only(dict.fromkeys(listed), RESTRICTIONS, "restrictions")
    spelled = canonical(dict(content))
    return Provider(
        name=text(content, "name"),
        service=text(content, "service"),
        type=kind,
        published=_day(text(content, "published"), "published"),
        previous=_day(optional_text(content, "previous") or "", "previous"),
        areas={a: _placing(row, a) for a, row in _rows(content, "areas").items()},
        sources={s: _mechanism(row, s) for s, row in _rows(content, "sources").items()},
        restrictions=frozenset(listed),
        none=frozenset(Kind(kind) for kind in texts(content, "none")),
        others=_texts(content, "others", CATEGORIES),
        categories=_texts(content, "categories", labels()),
        figures=_figures(content),
        texts=_texts(content, "texts", [said.name for said in SAID[TEXTS]]),
        context=tuple(_context(row) for row in items(content, "context")),
        digest=hashlib.sha256(spelled).hexdigest(),
    )


def _only(given: Mapping[str, object], known: Collection[str], name: str) -> None:
    for key in given:
        if key not in known:
            raise ValueError(f"{name}: {key[:80]!r} is not known here")


def _rows(content: Mapping[str, object], name: str) -> Mapping[str, Mapping[str, object]]:
    whole = as_object(content.get(name, {}), name)
    return {key: as_object(row, f"{name}.{key}") for key, row in whole.items()}


def _day(said: str, name: str) -> str:
    try:
        return said and date.fromisoformat(said).isoformat()
    except ValueError:
        raise ValueError(f"{name}: a day such as 2027-02-12 is needed") from None


def _placing(row: Mapping[str, object], area: str) -> Placing:
    _only(row, ("category", "ground", "keyword"), f"areas.{area}")
    ground, category = optional_text(row, "ground") or "terms", text(row, "category")
    _only({ground: None}, _GROUNDS, f"areas.{area}.ground")
    found = Placing(_GROUNDS[ground], category, optional_text(row, "keyword") or OTHER)
    sheet = ILLEGAL if found.ground is Ground.ILLEGAL else TERMS
    check_place(sheet, found.category, found.keyword)
    return found


def _mechanism(row: Mapping[str, object], source: str) -> Mechanism:
    _only(row, ("detected", "origin"), f"sources.{source}")
    origin, detected = optional_text(row, "origin"), row.get("detected")
    if not isinstance(detected, bool | None):
        raise ValueError(f"sources.{source}.detected: true or false is needed")
    return Mechanism(Origin(origin) if origin else None, detected)


def _texts(content: Mapping[str, object], name: str, known: Collection[str]) -> dict[str, str]:
    rows = as_object(content.get(name, {}), name)
    _only(rows, known, name)
    found = {key: text(rows, key).strip() for key in rows}
    for key, said in found.items():
        if len(said) > LONGEST:
            raise ValueError(f"{name}.{key}: at most {LONGEST} characters; these are {len(said)}")
    return found


def _figures(content: Mapping[str, object]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for figure, scopes in _rows(content, "figures").items():
        for scope, value in scopes.items():
            name = f"{figure}.{scope}"
            _only({name: None}, _SAID, "figures")
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise ValueError(f"figures.{name}: a number from 0 on is needed")
            found[name] = value
    return found


def _context(row: Mapping[str, object]) -> Context:
    _only(row, ("figure", "part", "text", "where"), "context")
    part = text(row, "part")
    _only({part: None}, COLUMNS, "context.part")
    where = as_object(row.get("where", {}), "context.where")
    values = {name.strip(): text(where, name).strip() for name in where}
    _only(values, [column.strip() for column in COLUMNS[part]], "context.where")
    return Context(part, values, (optional_text(row, "figure") or "").strip(), text(row, "text"))
