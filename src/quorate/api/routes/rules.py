"""Rules over reports: what each version does and would have done; write, back-test, move."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, StringConstraints

from quorate.api.around.deps import SIGNED, CurrentActor, allowed, dependencies
from quorate.api.around.document import problems
from quorate.api.around.problems import accepted
from quorate.api.shapes import Strict
from quorate.api.steps import noticing
from quorate.authority.gate import Actor
from quorate.signals import actions, queries
from quorate.signals.actions import SIGNALS
from quorate.signals.backtest import Answer, backtest
from quorate.signals.language import LONGEST
from quorate.signals.model import Backtest, Rule, State
from quorate.signals.queries import Shown
from quorate.vocabulary.identifiers import CASE, REPORT, edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.times import stamp

router = APIRouter(
    prefix="/v1/signals/rules",
    tags=["signals"],
    dependencies=[SIGNED],
    responses=problems(401, 403, 404, 409, 413, 422, 429, 500, 503),
)
Name = Annotated[str, StringConstraints(max_length=64)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class WriteIn(Strict):
    """A new version of a rule."""

    name: Name
    area: str = Field(max_length=64, description="An area of the policies in force")
    expression: str = Field(max_length=2 * LONGEST, description="CEL over the fields of a report")


class TestIn(Strict):
    """Which version reads how many past days."""

    version: Version | None = Field(None, description="The newest where it is left out")
    days: int = Field(ge=1, le=366)


class MoveIn(Strict):
    """Which version does what from now on."""

    version: Version
    to: str = Field(max_length=16, description="shadow, live or off")


class TestedOut(BaseModel):
    """A back-test. `share` is that of the decided cases that were acted on, null without any."""

    tested_by: str
    tested_at: str
    since: str
    reports: int
    hits: int
    failed: int
    cases: int
    decided: int
    actioned: int
    share: float | None


class RuleOut(BaseModel):
    """One version; `hits`, `alarms` and `failed` are since it began to read."""

    name: str
    version: int
    state: str
    area: str
    expression: str | None = Field(None, description="Null once it was erased")
    written_by: str
    written_at: str
    moved_by: str | None
    hits: int = 0
    alarms: int = 0
    failed: int = 0
    tested: TestedOut | None = None


class RulesOut(BaseModel):
    """By name, the newest version first."""

    rules: list[RuleOut]


class ExampleOut(BaseModel):
    """A report that would have been hit, and how its case ended; null while it is open."""

    report: str
    case: str
    received_at: str
    outcome: str | None


class AnswerOut(BaseModel):
    """What the version would have hit, with the newest examples."""

    name: str
    version: int
    tested: TestedOut
    examples: list[ExampleOut]


async def listed(request: Request, actor: Actor) -> list[Shown]:
    """Every version, for leads."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_ASSIGN, SIGNALS)
    async with deps.pool.connection() as conn:
        return await queries.rules(conn, leave)


async def write(request: Request, actor: Actor, name: str, area: str, asks: str) -> Rule:
    """A new version; each refusal is raised."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_ASSIGN, SIGNALS)
    areas, now = noticing.areas(request), deps.clock()
    async with deps.pool.connection() as conn:
        return accepted(await actions.write_rule(conn, leave, name, area, asks, areas, now))


async def test(request: Request, actor: Actor, name: str, version: int | None, days: int) -> Answer:
    """What it would have hit; each refusal is raised."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_ASSIGN, SIGNALS)
    async with deps.pool.connection() as conn, conn.transaction():
        return accepted(await backtest(conn, leave, name, version, days, deps.clock()))


async def move(request: Request, actor: Actor, name: str, version: int, to: str) -> Rule:
    """Another state; each refusal is raised."""
    deps, state = dependencies(request), accepted(actions.state_of(to))
    needed = Permission.CASE_RELEASE if state is State.OFF else Permission.CASE_ASSIGN
    leave = allowed(deps, actor, needed, SIGNALS)
    async with deps.pool.connection() as conn:
        return accepted(await actions.move_rule(conn, leave, name, version, state, deps.clock()))


@router.get("")
async def list_rules(request: Request, actor: CurrentActor) -> RulesOut:
    """Every version with its state, hits and newest back-test."""
    return RulesOut(rules=[_shown(one) for one in await listed(request, actor)])


@router.post("", status_code=201)
async def write_rule(request: Request, actor: CurrentActor, body: WriteIn) -> RuleOut:
    """Write a new version, a draft; the expression is checked first."""
    made = await write(request, actor, body.name, body.area, body.expression)
    return _rule(made, body.expression)


@router.post("/{name}/backtest")
async def backtest_rule(
    request: Request, actor: CurrentActor, name: Name, body: TestIn
) -> AnswerOut:
    """Let a version read the reports of past days; nothing follows but an entry of the ledger."""
    found = await test(request, actor, name, body.version, body.days)
    return AnswerOut(
        name=name,
        version=found.tested.version,
        tested=_tested(found.tested),
        examples=[
            ExampleOut(
                report=edge(REPORT, one.report),
                case=edge(CASE, one.case),
                received_at=stamp(one.received_at),
                outcome=one.outcome,
            )
            for one in found.examples
        ],
    )


@router.post("/{name}/move")
async def move_rule(request: Request, actor: CurrentActor, name: Name, body: MoveIn) -> RuleOut:
    """Put a version in shadow, live (by somebody else than wrote it, once tested) or off."""
    return _rule(await move(request, actor, name, body.version, body.to), None)


def _shown(one: Shown) -> RuleOut:
    counts = {"hits": one.hits, "alarms": one.alarms, "failed": one.failed}
    tested = _tested(one.tested) if one.tested else None
    return _rule(one.rule, one.asks).model_copy(update={**counts, "tested": tested})


def _rule(rule: Rule, asks: str | None) -> RuleOut:
    return RuleOut(
        name=rule.name,
        version=rule.version,
        state=rule.state,
        area=rule.area,
        expression=asks,
        written_by=rule.written_by,
        written_at=stamp(rule.written_at),
        moved_by=rule.moved_by,
    )


def _tested(tested: Backtest) -> TestedOut:
    found = tested.figures
    return TestedOut(
        tested_by=tested.tested_by,
        tested_at=stamp(tested.tested_at),
        since=stamp(tested.since),
        reports=found.reports,
        hits=found.hits,
        failed=found.failed,
        cases=found.cases,
        decided=found.decided,
        actioned=found.actioned,
        share=found.share,
    )
