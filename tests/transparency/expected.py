"""The eleven parts as they must come out, cell by cell, from a year's notes and the Annex alone.

Nothing of the product is used here. A figure is None where a field that decides it is not known.
"""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from tests.transparency import annex
from tests.transparency.stories import (
    ELSEWHERE,
    FLOODS,
    Complained,
    Measured,
    Noticed,
    Settled,
    Worked,
)

from quorate.intake.notices import FORM

SERVICE, PERIOD = "Example Chat", "2026-01-01/2026-12-31"
UNKNOWN = None
ORDERS, NOTICES, ILLEGAL, TERMS = annex.ROWS
APPEALS, MEANS, STAFF, RECIPIENTS = annex.LINES


class Placed(NamedTuple):
    """Where decisions of an area stand."""

    ground: str
    category: str
    keyword: str


PLACED = {
    "safety": Placed("terms", "CYBER_VIOLENCE", "CYBER_HARASSMENT"),
    "threats": Placed("illegal", "VIOLENCE", "INCITEMENT_VIOLENCE_HATRED"),
    "scams": Placed("terms", "SCAMS_AND_FRAUD", "PHISHING"),
    "fakes": Placed("illegal", "SCAMS_AND_FRAUD", "IMPERSONATION_ACCOUNT_HIJACKING"),
    "minors": Placed("illegal", "SCAMS_AND_FRAUD", "OTHER"),
    FLOODS: Placed("terms", "OTHER_VIOLATION_TC", "OTHER"),
}
"""All but the last are said in the provider's file."""
FOLLOWED = {
    "app": ("own", False),
    "alarms": ("own", True),
    FORM: ("notice", False),
    "hotline": ("notice", False),
    ELSEWHERE: (UNKNOWN, UNKNOWN),
}
"""What measures of each source followed, and whether automated means alone found them."""
OTHERS = {"SCAMS_AND_FRAUD": "Lotteries.", "OTHER_VIOLATION_TC": "Floods of the same message."}
COLUMN = {
    "remove_content": "Visibility restriction Removal",
    "suspend": "Account restriction Suspension",
    "lock": "Account restriction Suspension",
    "deactivate": "Account restriction Termination",
}
IMPOSED = {
    *COLUMN.values(),
    "Visibility restriction Demoted",
    "Visibility restriction Disable",
}
"""The columns of restrictions that this service has at all; the others are blank."""
SPEAKERS = {"Total number": 12.5, "mt": 1}
SAID: dict[str, Any] = {
    "name": "Example Ltd",
    "service": SERVICE,
    "type": "very_large_platform",
    "published": "2027-02-12",
    "previous": "2026-02-16",
    "areas": {
        area: {
            "category": f"STATEMENT_CATEGORY_{category}",
            "keyword": f"KEYWORD_{keyword}",
            "ground": ground,
        }
        for area, (ground, category, keyword) in PLACED.items()
        if area != FLOODS
    },
    "sources": {
        source: {"origin": origin, "detected": detected}
        for source, (origin, detected) in FOLLOWED.items()
        if source != ELSEWHERE
    },
    "others": {f"STATEMENT_CATEGORY_{name}": said for name, said in OTHERS.items()},
    "figures": {"speakers": {"total": 12.5, "mt": 1}},
    "texts": {"summary": "We remove messages and suspend accounts."},
    "categories": {"Category 3b": "Doxing is under 3g."},
}
"""The provider's file."""


@dataclass(frozen=True)
class Notes:
    """What happened, of all times, and the span that is reported."""

    measured: Sequence[Measured]
    complained: Sequence[Complained]
    noticed: Sequence[Noticed]
    settled: Sequence[Settled]
    suspended: Sequence[datetime]
    since: datetime
    until: datetime

    def inside(self, instant: datetime | None) -> bool:
        return instant is not None and self.since <= instant < self.until

    @property
    def imposed(self) -> list[Measured]:
        return [m for m in self.measured if self.inside(m.at)]


def cell(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def median(pairs: Iterable[tuple[datetime, datetime]]) -> float | None:
    """In hours; nothing of nothing."""
    taken = [(end - begin).total_seconds() * 1e6 for begin, end in pairs]
    return statistics.median(taken) / 3.6e9 if taken else None


def own(measures: Iterable[Measured]) -> int | None:
    """How many were the provider's own: not known where one's source is not."""
    origins = [FOLLOWED[m.source][0] for m in measures]
    return None if UNKNOWN in origins else origins.count("own")


def detected(measures: Iterable[Measured]) -> int | None:
    found = [FOLLOWED[m.source] for m in measures]
    return None if (UNKNOWN, UNKNOWN) in found else found.count(("own", True))


def head(applies: str) -> list[str]:
    return [applies, SERVICE, PERIOD]


def places(codes: Sequence[str]) -> list[tuple[str, str, str]]:
    """Each row's code with its category and keyword, shortened; TOTAL has neither."""
    found: list[tuple[str, str, str]] = []
    category = ""
    for code in codes:
        kind, _, name = code.partition("_")
        if kind == "STATEMENT":
            category = name.removeprefix("CATEGORY_")
        found.append((code, category, name if kind == "KEYWORD" else ""))
    return found


def measures(notes: Notes, part: str, ground: str) -> list[list[str]]:
    rows: list[list[str]] = []
    for code, category, keyword in places(annex.ROWS[part]):
        here = [
            m
            for m in notes.imposed
            if PLACED[m.area].ground == ground
            and category in ("", PLACED[m.area].category)
            and keyword in ("", PLACED[m.area].keyword)
        ]
        figures = [cell(own(here)), cell(detected(here))]
        for column in annex.MEASURE_FIGURES[2:]:
            of_it = [m for m in here if COLUMN[m.action] == column]
            figures.append(cell(own(of_it)) if column in IMPOSED else "")
        other = OTHERS.get(category, "") if keyword == "OTHER" else ""
        rows.append([*head(annex.APPLIES[part]), code, other, *figures, *[""] * len(figures)])
    return rows


def orders() -> list[list[str]]:
    """There was none."""
    nothing = ["0", "0", "", "", "0", "", ""]
    return [
        [
            *head(annex.ALL),
            code,
            OTHERS.get(category, "") if keyword == "OTHER" else "",
            "TOTAL",
            *nothing,
            *[""] * 7,
        ]
        for code, category, keyword in places(annex.ROWS[ORDERS])
    ]


def notices(notes: Notes) -> list[list[str]]:
    """Each names one place, and is decided when its case is first closed after it."""
    rows: list[list[str]] = []
    for code, category, keyword in places(annex.ROWS[NOTICES]):
        here = [n for n in notes.noticed if _stands(n, category, keyword)]
        figures: list[str] = []
        for count in (_received, _received, _hours, _by_law, _by_terms):
            figures += [cell(count(notes, of)) for of in (here, [n for n in here if n.trusted])]
        other = OTHERS.get(category, "") if keyword == "OTHER" else ""
        rows.append([*head(annex.HOSTING), code, other, *figures, *[""] * 10])
    return rows


def _stands(notice: Noticed, category: str, keyword: str) -> bool:
    """Part 4 has no row for what only breaks the terms: a row of its own is for all of that."""
    place = PLACED[notice.area]
    if place.category not in {c for _, c, _ in places(annex.ROWS[NOTICES])}:
        return category in ("", "NOT_SPECIFIED_NOTICE") and not keyword
    return category in ("", place.category) and keyword in ("", place.keyword)


def _received(notes: Notes, found: Sequence[Noticed]) -> int:
    return sum(notes.inside(n.received) for n in found)


def _hours(notes: Notes, found: Sequence[Noticed]) -> float | None:
    """Of those on which something was done."""
    done = [n for n in found if notes.inside(n.decided) and n.acts]
    return median((n.received, n.decided) for n in done if n.decided)


def _by_law(notes: Notes, found: Sequence[Noticed]) -> int:
    return _acts(notes, found).count("illegal")


def _by_terms(notes: Notes, found: Sequence[Noticed]) -> int:
    return _acts(notes, found).count("terms")


def _acts(notes: Notes, found: Sequence[Noticed]) -> list[str]:
    return [PLACED[area].ground for n in found if notes.inside(n.decided) for area in n.acts]


_ABOUT = ("visibility", "service", "account", "money", "notice", "trusted")
ABOUT = dict(zip(annex.DECISIONS, _ABOUT, strict=True))
OUTCOME = {
    "Decisions upheld": "upheld",
    "Decisions partially reversed": "partly_reversed",
    "Decisions reversed": "reversed",
    "Decision omitted": "omitted",
}


def complaints(notes: Notes, indicator: str, scope: str) -> str:
    """One cell: by what a complaint was about, and what became of it."""
    about = ABOUT.get(indicator.removeprefix("Complaint regarding a decision "), "")
    here = [c for c in notes.complained if about in ("", c.about, "trusted")]
    if about == "trusted":
        here = [c for c in here if c.trusted]
    done = [c for c in here if notes.inside(c.decided)]
    if scope == "Total number":
        found = [c for c in here if notes.inside(c.received)]
    elif scope == "Median time":
        found = done
    else:
        found = [c for c in done if c.outcome == OUTCOME[scope]]
    if scope == "Median time":
        return cell(median((c.received, c.decided) for c in found if c.decided))
    return cell(len(found))


def appeals(notes: Notes) -> list[list[str]]:
    rows: list[list[str]] = []
    for applies, section, indicator, scope in annex.APPEALS:
        found = ""
        if indicator.startswith("Number of restrictions newly imposed"):
            done = [c for c in notes.complained if notes.inside(c.decided)]
            # What follows such a decision is decided in the case, later.
            found = "" if any(_leads_on(c) for c in done) else "0"
        elif section == annex.COMPLAINTS:
            found = complaints(notes, indicator, scope)
        elif section == annex.BODIES:
            found = disputes(notes, scope)
        elif section == annex.REPEATED:
            found = suspensions(notes, indicator)
        rows.append([*head(applies), section, indicator, scope, found, ""])
    return rows


def disputes(notes: Notes, scope: str) -> str:
    """How many were brought, and for how long, no entry says."""
    done = [s for s in notes.settled if notes.inside(s.decided)]
    if scope in OUTCOME:
        return cell(sum(s.outcome == OUTCOME[scope] for s in done))
    if scope in ("Total number", "Median time"):
        return ""
    freed = [s.implemented for s in done if s.outcome == "reversed"]
    return cell(freed.count(True) / len(freed) if freed else None)


def suspensions(notes: Notes, indicator: str) -> str:
    """No account's suspension says that it was for what it provided again and again."""
    if "content" in indicator:
        return ""
    of = notes.suspended if "notices" in indicator else ()
    return cell(sum(notes.inside(at) for at in of))


def _leads_on(complaint: Complained) -> bool:
    reversed_notice = (complaint.about, complaint.outcome) == ("notice", "reversed")
    return reversed_notice or complaint.outcome == "partly_reversed"


def means(notes: Notes) -> list[list[str]]:
    """People sign every decision: none is automated."""
    rows: list[list[str]] = []
    for applies, section, indicator, scope in annex.AUTOMATED:
        found: int | None = None
        if indicator in annex.MEASURES:
            of_all = ("Total number", "Own-initiative ")
            here = [m for m in notes.imposed if scope in (*of_all, m.language)]
            by_people = own(here) if scope == "Own-initiative " else len(here)
            found = by_people if indicator == annex.MEASURES[1] else 0
        elif indicator in annex.NOTICES:
            of = [n for n in notes.noticed if n.trusted or scope == "NAM Total"]
            done = sum(notes.inside(n.decided) for n in of)
            found = done if indicator == annex.NOTICES[1] else 0
        rows.append([*head(applies), section, indicator, scope, cell(found), ""])
    return rows


def staff() -> list[list[str]]:
    return [
        [
            *head(applies),
            section,
            indicator,
            scope,
            cell(SPEAKERS.get(scope)) if indicator == annex.SPEAKERS else "",
            "",
        ]
        for applies, section, indicator, scope in annex.STAFF
    ]


def parts(notes: Notes) -> dict[str, list[list[str]]]:
    """The rows of each part below its columns; those of the second without their descriptions."""
    summary = [*map(SAID.get, ("name", "published", "previous")), "2026-01-01", "2026-12-31"]
    return {
        "1_summary": [
            [annex.ALL, SERVICE, said, str(value)]
            for said, value in zip(annex.SUMMARY, summary, strict=True)
        ],
        "2_categories_names": labels(),
        ORDERS: orders(),
        NOTICES: notices(notes),
        ILLEGAL: measures(notes, ILLEGAL, "illegal"),
        TERMS: measures(notes, TERMS, "terms"),
        APPEALS: appeals(notes),
        MEANS: means(notes),
        STAFF: staff(),
        RECIPIENTS: [[*head(row[0]), *row[1:], ""] for row in annex.RECIPIENTS],
        "11_qualitative": [
            [*head(applies), said, SAID["texts"]["summary"] if at == 0 else ""]
            for at, (applies, said) in enumerate(annex.TEXTS)
        ],
    }


def labels() -> list[list[str]]:
    found = [["TOTAL", "TOTAL", ""]]
    for number, group in enumerate(annex.GROUPS, 1):
        for letter, code in zip(["", *"abcdefgh"], group, strict=False):
            label = f"Category {number}{letter}"
            found.append([label, code, SAID["categories"].get(label, "")])
    return found


RESTRICTED = {
    "remove_content": "Removal of content",
    "suspend": "Suspension of the account",
    "lock": "Suspension of the account",
    "deactivate": "Termination of the account",
}


def page(notes: Notes, worked: Iterable[Worked]) -> dict[str, str]:
    """The figures of one month's page, by their words."""
    worked = list(worked)
    decided = [w for w in worked if notes.inside(w.decided)]
    names = [RESTRICTED[m.action] for m in notes.imposed]
    done = [c.outcome for c in notes.complained if notes.inside(c.decided)]
    return {
        "Cases that reports began": cell(sum(notes.inside(w.opened) for w in worked)),
        "Cases decided": cell(len(decided)),
        "Median hours to a decision": cell(
            median((w.opened, w.decided) for w in decided if w.decided)
        )
        or "no decision",
        "Measures": cell(len(names)),
        **{name: cell(names.count(name)) for name in names},
        "Appeals": cell(sum(notes.inside(c.received) for c in notes.complained)),
        "Decisions reversed on appeal": cell(done.count("reversed")),
        "Decisions partly reversed on appeal": cell(done.count("partly_reversed")),
    }
