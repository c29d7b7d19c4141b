"""`quorate whatif` and `quorate replay`: questions about the past, answered offline."""

import json
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from quorate.cli.files import DEMO_LEDGER, Ledger
from quorate.incidents.past import read_history
from quorate.incidents.regime import read_regime
from quorate.incidents.replay import play
from quorate.incidents.scenes import STORIES
from quorate.incidents.telling import document as document_of
from quorate.incidents.telling import lines
from quorate.incidents.whatif import CAVEATS, HOUR, Answer, Total, answer, document, told
from quorate.vocabulary.terminal import plain


def whatif(
    *,
    policy: Path,
    since: date,
    ledger: Ledger = DEMO_LEDGER,
    genesis: str | None = None,
    as_json: Annotated[bool, Parameter(name="--json")] = False,
) -> None:
    """Replay a ledger under other rules: what would have been stopped, or taken longer.

    The folder is verified first; `--genesis` pins whose it must be. Days begin at midnight UTC.
    """
    regime = read_regime(policy.read_text())
    start = datetime.combine(since, time(), UTC)
    history = read_history(ledger, genesis, start)
    found = answer(history, regime)
    if as_json:
        print(json.dumps(document(found, history), indent=2))
        return
    console = Console(width=None)
    console.print(_actions(found))
    console.print(_totals(found))
    pinned = "" if genesis else " No genesis was pinned: whole, but whose?"
    console.print(f"{len(history.actions)} actions in {history.entries} verified entries.{pinned}")
    if any(d.hands for d in found.differences):
        wait = f"{found.hand_wait / HOUR:.2f}"
        console.print(f"Each further hand is taken to cost {wait} h, the median here.")
    console.print(CAVEATS)


def replay(
    name: str | None = None, *, as_json: Annotated[bool, Parameter(name="--json")] = False
) -> None:
    """Play a known incident on the real code, with what each guard was worth; without a name,
    list them."""
    if name is None:
        listed = {story.name: story.title for story in STORIES.values()}
        shown = (
            [json.dumps(listed, indent=2)] if as_json else [f"{n:24}{listed[n]}" for n in listed]
        )
        print("\n".join(shown))
        return
    if name not in STORIES:
        sys.exit(plain(f"No replay is named {name}. There are: {', '.join(STORIES)}."))
    found = play(STORIES[name])
    print(json.dumps(document_of(found), indent=2) if as_json else "\n".join(lines(found)))


def _actions(found: Answer) -> Table:
    table = Table(title="What would have been different")
    for name in ("entry", "at (UTC)", "action", "tier", "team", "was", "would have been"):
        table.add_column(name)
    for difference in found.differences:
        if difference.changed:
            past = difference.past
            table.add_row(
                str(past.index),
                f"{past.at:%Y-%m-%d %H:%M}",
                past.action,
                str(past.matter.tier),
                plain(past.team, 40),
                past.fate,
                plain(told(difference)),
            )
    return table


def _totals(found: Answer) -> Table:
    table = Table(title="By team and by tier")
    columns = ("executed", "restored", "refused", "stopped", "more hands", "hours", "let through")
    for name in ("", *columns):
        table.add_column(name, justify="right" if name else "left")
    for name, total in found.teams.items():
        _row(table, f"team {plain(name, 40)}", total)
    for name, total in found.tiers.items():
        _row(table, f"tier {name}", total)
    _row(table, "all", found.whole)
    return table


def _row(table: Table, name: str, total: Total) -> None:
    table.add_row(
        name,
        str(total.executed),
        str(total.restored),
        str(total.refused),
        f"{total.stopped} ({total.stopped_of_restored} of restored)",
        str(total.hands),
        f"{total.hours:.2f}",
        str(total.let_through),
    )
