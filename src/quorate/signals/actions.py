"""The verbs of rules: write, move, and keep a test; each with its ledger entry."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

from quorate.authority.gate import Warrant
from quorate.intake.wellformed import one_ended
from quorate.ledger.append import append
from quorate.ledger.commitment import Salted
from quorate.ledger.entry import Json, process_entry
from quorate.ledger.kept import keep
from quorate.signals import store
from quorate.signals.language import Fault, read
from quorate.signals.model import TEST, Backtest, Rule, State, decide_move, decide_write
from quorate.signals.store import Connection
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import edge
from quorate.vocabulary.kinds import Role, ValueKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

SIGNALS: Final = "signals"
_BY: Final = "web"


async def write_rule(
    conn: Connection,
    warrant: Warrant,
    name: str,
    area: str,
    asks: str,
    areas: Collection[str],
    now: datetime,
) -> Rule | Refusal:
    """A new version, as a draft. Refused as `decide_write` says, and BODY_INVALID with the place
    for an expression that is not checked through."""
    require(warrant, Permission.CASE_ASSIGN)
    said = one_ended(asks).strip()
    found = read(said)
    if isinstance(found, Fault):
        return Refusal(
            Problem.BODY_INVALID,
            f"line {found.line}, column {found.column}: {found.why}",
            "expression",
        )
    value = Salted.fresh(ValueKind.RULE_EXPRESSION, said)
    await store.lock(conn)
    known = await store.versions(conn, name)
    new = Rule(name, 1, area, value.commitment, warrant.who, now)
    decided = decide_write(new, areas, known[0] if known else None)
    if isinstance(decided, Refusal):
        return decided
    await keep(conn, value, warrant.who, now)
    await store.add(conn, decided)
    more: dict[str, Json] = {"area": decided.area, "expression": decided.expression}
    await _tell(conn, Event.SIGNAL_WRITTEN, decided, warrant.who, now, more)
    return decided


async def move_rule(
    conn: Connection, warrant: Warrant, name: str, version: int, to: State, now: datetime
) -> Rule | Refusal:
    """To shadow, live or off; another version in the same state makes room. Stopping needs no new
    work, so whoever leads may at any hour."""
    require(warrant, Permission.CASE_RELEASE if to is State.OFF else Permission.CASE_ASSIGN)
    if Role.LEAD not in warrant.roles:
        return Refusal(Problem.NOT_ELIGIBLE, "leads keep the rules", "name")
    await store.lock(conn)
    known = await store.versions(conn, name)
    rule = next((one for one in known if one.version == version), None)
    if rule is None:
        return Refusal(Problem.NOT_FOUND, "there is no such version", "version")
    tested = (await store.newest_tests(conn, name)).get((name, version))
    decided = decide_move(rule, to, warrant.who, tested, await store.running_count(conn), now)
    if isinstance(decided, Refusal):
        return decided
    replaced = next((r for r in known if r.state is to and to is not State.OFF), None)
    if replaced is not None:
        gone = replace(replaced, state=State.OFF, moved_by=warrant.who, moved_at=now)
        await store.save(conn, gone)
    await store.save(conn, decided)
    more: dict[str, Json] = {"to": to, "replaced": replaced.version if replaced else None}
    await _tell(conn, Event.SIGNAL_MOVED, decided, warrant.who, now, more)
    return decided


async def keep_test(conn: Connection, warrant: Warrant, tested: Backtest) -> None:
    """What a back-test found, by whoever asked for it."""
    require(warrant, Permission.CASE_ASSIGN)
    await store.add_test(conn, tested)
    found = tested.figures
    data: dict[str, Json] = {
        "rule": tested.name,
        "version": tested.version,
        "by": tested.tested_by,
        "test": edge(TEST, tested.id),
        "since": stamp(tested.since),
        "reports": found.reports,
        "hits": found.hits,
        "failed": found.failed,
        "cases": found.cases,
        "decided": found.decided,
        "actioned": found.actioned,
    }
    await append(conn, process_entry(Event.SIGNAL_TESTED, tested.tested_at, _BY, data))


def state_of(text: str) -> State | Refusal:
    """A state by its name."""
    if text not in set(State):
        return Refusal(Problem.BODY_INVALID, "shadow, live or off", "to")
    return State(text)


def require(warrant: Warrant, permission: Permission) -> None:
    """Raises ValueError unless it is just this leave, for the rules."""
    warrant.require(permission, SIGNALS)


async def _tell(
    conn: Connection, event: Event, rule: Rule, by: str, now: datetime, more: dict[str, Json]
) -> None:
    data: dict[str, Json] = {"rule": rule.name, "version": rule.version, "by": by, **more}
    await append(conn, process_entry(event, now, _BY, data))
