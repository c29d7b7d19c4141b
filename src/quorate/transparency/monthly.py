"""One page about one closed month, for a small community: few figures, in Markdown."""

from collections.abc import Mapping
from typing import Final

from quorate.transparency import queries
from quorate.transparency.closing import Closed
from quorate.transparency.counting import figures, opened
from quorate.transparency.figures import Value, written
from quorate.transparency.records import Kind
from quorate.transparency.values import labels

_RESTRICTIONS: Final = {
    f"{value}.restricted": said
    for field in ("visibility", "monetary", "provision", "account")
    for value, said in labels(f"decision_{field}").items()
}
_ASKED: Final = {
    Kind.CASES: queries.CASES,
    Kind.COMPLAINTS: queries.COMPLAINTS,
    Kind.MEASURES: queries.RESTRICTIONS,
}


def page(closed: Closed) -> str:
    """The page. What nobody counted says so; what was counted and is none is 0."""
    found: dict[str, Value] = {}
    with opened([closed]) as (database, known):
        for kind in known & _ASKED.keys():
            found |= figures(database, _ASKED[kind])
    cases = {
        "Cases that reports began": found.get("cases.opened"),
        "Cases decided": found.get("cases.decided"),
    }
    rows = {
        **{name: _told(value) for name, value in cases.items()},
        "Median hours to a decision": written(found.get("cases.median")) or "no decision",
        **(_measures(found) if Kind.MEASURES in known else {"Measures": _NOT_COUNTED}),
        **_appeals(found, 0 if Kind.COMPLAINTS in known else None),
    }
    lines = [f"# Moderation in {closed.month}", "", "| | |", "|---|---:|"]
    lines += [f"| {name} | {value} |" for name, value in rows.items()]
    return "\n".join(lines) + "\n"


_NOT_COUNTED: Final = "not counted"


def _told(value: Value) -> str:
    return written(value) or _NOT_COUNTED


def _measures(found: Mapping[str, Value]) -> dict[str, str]:
    """All of them, then each restriction of which there was one."""
    named = {said: found[name] or 0 for name, said in _RESTRICTIONS.items() if name in found}
    return {"Measures": written(sum(named.values())), **{n: written(v) for n, v in named.items()}}


def _appeals(found: Mapping[str, Value], otherwise: Value) -> dict[str, str]:
    names = {
        "Appeals": "total",
        "Decisions reversed on appeal": "reversed",
        "Decisions partly reversed on appeal": "partly_reversed",
    }
    return {said: _told(found.get(f"complaints.{name}", otherwise)) for said, name in names.items()}
