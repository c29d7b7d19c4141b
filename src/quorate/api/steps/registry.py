"""The register as both doors show it: a page of rows, whom the web knows behind them, the costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import Request

from quorate.accounts.register import Listing
from quorate.api.around.deps import dependencies
from quorate.api.steps.casework import house
from quorate.authority.lowering import Pending, pending_lowerings
from quorate.decisions import store
from quorate.decisions.waiting import Cost, costs_of
from quorate.ledger.commitment import Salted
from quorate.ledger.kept import kept

WHOLE: Final = "register"


@dataclass(frozen=True, slots=True)
class Known:
    """A row with what stands beside the log: who it is, and why."""

    row: Listing
    account: str | None
    reason: str | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Rows by pseudonym; `cursor` is the last one where more follow.

    `names` has the accounts behind pseudonyms, of rows and pending lowerings, that the web knows;
    `late` counts the reviews that are past, `total` all rows.
    """

    rows: Sequence[Known]
    costs: Sequence[Cost]
    pending: Sequence[Pending]
    names: Mapping[str, str]
    late: int
    total: int
    cursor: str | None


def pending(request: Request) -> list[Pending]:
    """Lowerings that are on their way: the notice that everybody may see (I10)."""
    view = house(request).onlooker.view
    return pending_lowerings(view.agenda, view.register)


async def read(request: Request, *, after: str = "", limit: int = 100, late: bool = False) -> Page:
    """The rows after a pseudonym, or those whose review is past, oldest first, when `late`."""
    deps = dependencies(request)
    rules, view, now = house(request).rules(), house(request).onlooker.view, deps.clock()
    overdue, listed = view.register.overdue(now.date()), view.register.listed
    rest = overdue if late else [listed[ref] for ref in sorted(listed) if ref > after]
    rows, lowerings = rest[:limit], pending(request)
    async with deps.pool.connection() as conn:
        refs = {row.ref for row in rows} | {low.ref for low in lowerings}
        names = await store.accounts_behind(conn, sorted(refs))
        texts = await kept(conn, [row.reason for row in rows])
    known = [
        Known(row, names.get(row.ref), _text(texts.get(row.reason)), row.review_by < now.date())
        for row in rows
    ]
    costs = costs_of(rules.docket, view.register, rules.catalogue, now)
    cursor = rows[-1].ref if len(rest) > limit else None
    return Page(known, costs, lowerings, names, len(overdue), len(listed), cursor)


def _text(known: Salted | None) -> str | None:
    return known.value if known else None
