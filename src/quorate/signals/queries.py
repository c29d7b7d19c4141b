"""Reads of rules: every version with its words, its newest test and its hits."""

from dataclasses import dataclass

from quorate.authority.gate import Warrant
from quorate.ledger.kept import kept
from quorate.signals import store
from quorate.signals.actions import require
from quorate.signals.model import Backtest, Rule
from quorate.signals.store import Connection
from quorate.vocabulary.permissions import Permission

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A version; `asks` is None once its words were erased, `tested` before its first test."""

    rule: Rule
    asks: str | None
    tested: Backtest | None
    hits: int
    alarms: int
    failed: int


async def rules(conn: Connection, warrant: Warrant) -> list[Shown]:
    """Up to 200 versions by name, the newest of each first."""
    require(warrant, Permission.CASE_ASSIGN)
    found = await store.listed(conn, SHOWN)
    said = await kept(conn, [rule.expression for rule in found])
    tests, counts = await store.newest_tests(conn), await store.counts(conn)
    return [
        Shown(
            rule,
            said[rule.expression].value if rule.expression in said else None,
            tests.get((rule.name, rule.version)),
            *counts.get((rule.name, rule.version), (0, 0, 0)),
        )
        for rule in found
    ]
