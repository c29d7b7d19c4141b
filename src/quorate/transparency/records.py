"""What a month's reports are counted from: flat records of what happened, without personal data.

No record has an account, a person, a case or a text. An instant is aware. Where a field may be
None, its words say whether that means that it did not happen or that nobody knows: a figure that an
unknown field decides is unknown itself, and stays blank in the report.

Articles are those of Regulation (EU) 2022/2065; what a figure counts follows Annex II of Commission
Implementing Regulation (EU) 2024/2835.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias

from quorate.transparency.template import ILLEGAL, NOTICES, ORDERS, STATES, TERMS, check_place
from quorate.transparency.values import VALUES
from quorate.vocabulary.kinds import OrderKind


class Kind(StrEnum):
    """The kinds of records, as their files are named."""

    CASES = "cases"
    COMPLAINTS = "complaints"
    DISPUTES = "disputes"
    MEASURES = "measures"
    NOTICES = "notices"
    ORDERS = "orders"
    SUSPENSIONS = "suspensions"


class Ground(StrEnum):
    """On what a restriction rests, in the words of the Transparency Database."""

    ILLEGAL = "DECISION_GROUND_ILLEGAL_CONTENT"
    TERMS = "DECISION_GROUND_INCOMPATIBLE_CONTENT"


class Origin(StrEnum):
    """What a measure followed. It is the provider's own where neither an order of an authority nor
    a notice under Article 16 came before it."""

    NOTICE = "notice"
    ORDER = "order"
    OWN = "own"


class About(StrEnum):
    """The decision that a complaint is about (Article 20(1), points (a) to (d)), or that no action
    was taken on a notice."""

    ACCOUNT = "account"
    MONEY = "money"
    NOTICE = "notice"
    SERVICE = "service"
    VISIBILITY = "visibility"


class Outcome(StrEnum):
    """What became of the provider's first decision; omitted where there was no new one, as after a
    withdrawal."""

    OMITTED = "omitted"
    PARTLY_REVERSED = "partly_reversed"
    REVERSED = "reversed"
    UPHELD = "upheld"


class Misuse(StrEnum):
    """Why somebody was suspended (Article 23(2)): what they handed in again and again was
    manifestly unfounded. Suspensions for manifestly illegal content (23(1)) the provider counts: no
    record of a measure says that it was one."""

    COMPLAINTS = "complaints"
    NOTICES = "notices"


RESTRICTIONS: Final = frozenset(
    value
    for field in ("visibility", "monetary", "provision", "account")
    for value in VALUES[f"decision_{field}"]
)
"""Every restriction there is, in the words of the Transparency Database (Article 17(1))."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case that a report began; for the monthly page alone, no part of the report counts it.

    `decided` is when it was first closed, None while it is open.
    """

    opened: datetime
    decided: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice under Article 16. ValueError where part 4 has no row for it.

    `decided` is when what was decided was carried out, or that nothing is; None before. Until then
    the numbers of actions are 0: those taken for illegality (`by_law`) and by the terms and
    conditions (`by_terms`). `items` are the pieces of information it names. None for unknown:
    `trusted` (a trusted flagger's, Article 22), `items`, and `automated` (whether it was processed
    by automated means: an `automated_decision` of the Transparency Database).
    """

    received: datetime
    category: str
    keyword: str = ""
    decided: datetime | None = None
    trusted: bool | None = None
    items: int | None = None
    automated: str | None = None
    by_law: int = 0
    by_terms: int = 0

    def __post_init__(self) -> None:
        check_place(NOTICES, self.category, self.keyword)
        _among("automated", self.automated, VALUES["automated_decision"])


@dataclass(frozen=True, slots=True)
class Measure:
    """One restriction of content or of an account (Article 15(1)(c) and (e)), when it was applied.

    ValueError where the part of its ground has no row for it, or for a word that is none.
    `language` is ISO 639-1 and None where the content has none. None for unknown: `origin`,
    `detected` (whether by automated means alone), and `automated` (whether it was decided by
    automated means: an `automated_decision` of the Transparency Database).
    """

    applied: datetime
    ground: Ground
    category: str
    keyword: str
    restriction: str
    origin: Origin | None = None
    detected: bool | None = None
    automated: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        check_place(
            ILLEGAL if self.ground is Ground.ILLEGAL else TERMS, self.category, self.keyword
        )
        _among("restriction", self.restriction, RESTRICTIONS)
        _among("automated", self.automated, VALUES["automated_decision"])


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint to the internal complaint-handling system (Article 20; Article 15(1)(d)).

    `decided` is when who complained was told the decision, None before; `outcome` and `restricted`
    (whether a restriction was newly imposed by it) belong to that. None for unknown: `trusted`
    (whether the notice of a complaint about one was a trusted flagger's), `restricted`.
    """

    received: datetime
    about: About
    decided: datetime | None = None
    outcome: Outcome | None = None
    trusted: bool | None = None
    restricted: bool | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An authority's order (Articles 9 and 10; Article 15(1)(a)). ValueError where part 3 has no
    row for it.

    `state` is the Member State of the authority. `told` is when the authority was told of its
    receipt, `effected` when effect was given to it; None before. `items` are the pieces of
    information that an order to act names, None for unknown.
    """

    received: datetime
    kind: OrderKind
    state: str
    category: str
    keyword: str = ""
    told: datetime | None = None
    effected: datetime | None = None
    items: int | None = None

    def __post_init__(self) -> None:
        check_place(ORDERS, self.category, self.keyword)
        _among("state", self.state, frozenset(STATES))


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute that an out-of-court body settled (Article 21; Article 24(1)(a)).

    `decided` is when the provider was told. `implemented` is whether a decision that reverses,
    wholly or partly, was carried out. None for unknown. When it was brought, and what was brought
    and is not settled, the provider counts: no record says it.
    """

    decided: datetime
    outcome: Outcome | None = None
    implemented: bool | None = None


@dataclass(frozen=True, slots=True)
class Suspension:
    """A suspension for misuse (Article 23; Article 24(1)(b)), when it was enacted."""

    enacted: datetime
    misuse: Misuse


Record: TypeAlias = Case | Complaint | Dispute | Measure | Notice | Order | Suspension
TYPES: Final[Mapping[Kind, type[Record]]] = {
    Kind.CASES: Case,
    Kind.COMPLAINTS: Complaint,
    Kind.DISPUTES: Dispute,
    Kind.MEASURES: Measure,
    Kind.NOTICES: Notice,
    Kind.ORDERS: Order,
    Kind.SUSPENSIONS: Suspension,
}

KIND_OF: Final = {held: kind for kind, held in TYPES.items()}
MOMENTS: Final = {
    kind: tuple(f.name for f in fields(held) if f.type in (datetime, datetime | None))
    for kind, held in TYPES.items()
}
"""The fields that say when something happened to a record: it belongs to the month of each."""
_TOLD_WITH: Final[Mapping[type[Record], Mapping[str, Mapping[str, object]]]] = {
    Complaint: {"decided": {"outcome": None, "restricted": None}},
    Notice: {"decided": {"automated": None, "by_law": 0, "by_terms": 0}},
}
"""What comes with a moment, as it is before."""


def as_of(record: Record, end: datetime) -> Record:
    """The record as it stood before that instant: what happened to it then or later is not yet, nor
    what came with that. The moment that began it stays."""
    _, *others = MOMENTS[KIND_OF[type(record)]]
    changes: dict[str, object] = {}
    for name in others:
        at: datetime | None = getattr(record, name)
        if at is not None and at >= end:
            changes |= {name: None, **_TOLD_WITH.get(type(record), {}).get(name, {})}
    return replace(record, **changes) if changes else record  # pyright: ignore[reportArgumentType]


def counted_from(figure: str) -> Kind | None:
    """What a figure of the parts 7 to 10 is counted from; None where the provider says it."""
    if figure in _NOT_RECORDED:
        return None
    return _COUNTED_FROM.get(re.split(r"[._]", figure, maxsplit=1)[0])


_NOT_RECORDED: Final = frozenset({"disputes.median", "disputes.total", "suspensions_content.total"})
_COUNTED_FROM: Final = {
    "complaints": Kind.COMPLAINTS,
    "disputes": Kind.DISPUTES,
    "measures": Kind.MEASURES,
    "new": Kind.COMPLAINTS,
    "notices": Kind.NOTICES,
    "suspensions": Kind.SUSPENSIONS,
}


def _among(name: str, value: str | None, known: frozenset[str]) -> None:
    if value is not None and value not in known:
        raise ValueError(f"{name}: {value[:80]!r} is not among the values that are taken")
