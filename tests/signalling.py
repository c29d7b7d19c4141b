"""Rules over reports in a Play: written, tested, put live by another, read by the job."""

from collections.abc import Sequence

from tests.casework import JOIN
from tests.playing import Play

from quorate.signals import backtest as testing
from quorate.signals import queries
from quorate.signals.actions import SIGNALS, move_rule, write_rule
from quorate.signals.backtest import Answer
from quorate.signals.banking import add_bank, move_bank
from quorate.signals.banks import Bank, BankState
from quorate.signals.jobs import PATIENCE, Programs, weigh
from quorate.signals.model import Rule, State
from quorate.signals.queries import Shown
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

AREAS = ("harassment", "spam")
ASKS = "category == 'spam'"


async def write(
    play: Play, name: str = "spam", asks: str = ASKS, who: str = "lead", area: str = "spam"
) -> Rule | Refusal:
    leave = play.leave(who, Permission.CASE_ASSIGN, SIGNALS)
    async with play.pool.connection() as conn:
        return await write_rule(conn, leave, name, area, asks, AREAS, play.world.now)


async def test(
    play: Play, name: str = "spam", days: int = 30, version: int | None = None, who: str = "lead"
) -> Answer | Refusal:
    leave = play.leave(who, Permission.CASE_ASSIGN, SIGNALS)
    play.world.later(seconds=1)
    async with play.pool.connection() as conn, conn.transaction():
        return await testing.backtest(conn, leave, name, version, days, play.world.now)


async def move(
    play: Play, to: State, version: int = 1, name: str = "spam", who: str = "other lead"
) -> Rule | Refusal:
    needed = Permission.CASE_RELEASE if to is State.OFF else Permission.CASE_ASSIGN
    leave = play.leave(who, needed, SIGNALS)
    async with play.pool.connection() as conn:
        return await move_rule(conn, leave, name, version, to, play.world.now)


async def live(play: Play, name: str = "spam", asks: str = ASKS) -> Rule:
    """Written by one lead, tested, put live by another."""
    written = await write(play, name, asks)
    assert isinstance(written, Rule), written
    assert isinstance(await test(play, name, version=written.version), Answer)
    moved = await move(play, State.LIVE, written.version, name)
    assert isinstance(moved, Rule), moved
    return moved


async def work(play: Play) -> int:
    """Until nothing waits; nobody waits for the platform's word any more."""
    done, programs = 0, Programs()
    while read := await weigh(play.pool, programs, play.world.now + PATIENCE, JOIN):
        done += read
    return done


async def shown(play: Play, who: str = "lead") -> list[Shown]:
    leave = play.leave(who, Permission.CASE_ASSIGN, SIGNALS)
    async with play.pool.connection() as conn:
        return await queries.rules(conn, leave)


async def bank(
    play: Play,
    name: str = "known",
    hashes: Sequence[str] = (),
    algorithm: str = "pdq",
    distance: int = 31,
    who: str = "lead",
    area: str = "spam",
) -> Bank | Refusal:
    leave = play.leave(who, Permission.CASE_ASSIGN, SIGNALS)
    said = (name, algorithm, distance, area, hashes)
    async with play.pool.connection() as conn:
        return await add_bank(conn, leave, *said, AREAS, play.world.now)


async def set_bank(
    play: Play, to: BankState, name: str = "known", who: str = "other lead"
) -> Bank | Refusal:
    needed = Permission.CASE_RELEASE if to is BankState.OFF else Permission.CASE_ASSIGN
    leave = play.leave(who, needed, SIGNALS)
    async with play.pool.connection() as conn:
        return await move_bank(conn, leave, name, to, play.world.now)


async def ruled(play: Play) -> None:
    """A rule goes through all its states; a second version takes the first one's place."""
    await live(play)
    assert isinstance(await write(play, asks="tier > 0"), Rule)
    assert isinstance(await test(play, version=2), Answer)
    assert isinstance(await move(play, State.SHADOW, 2), Rule)
    assert isinstance(await move(play, State.LIVE, 2), Rule)
    assert isinstance(await move(play, State.OFF, 2), Rule)
    assert isinstance(await bank(play, hashes=["0f" * 32]), Bank)
    assert isinstance(await set_bank(play, BankState.LIVE), Bank)
    assert isinstance(await bank(play, "other", ["0f" * 8], "phash", 7), Bank)
