"""Holds, and what goes when its time is over, in a Play."""

from datetime import timedelta
from uuid import UUID, uuid4

from tests.playing import Play

from quorate.retention.actions import HOLDS, Wanted, lift_hold, place_hold
from quorate.retention.jobs import erase_day
from quorate.retention.model import SHIPPED, DataKind, Hold
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

WHY = "the court of Elbonia asked, says canary"


async def place(
    play: Play, case: UUID, who: str = "lead", **about: bool | str | None
) -> Hold | Refusal:
    """By a lead, as they sit at their desk."""
    leave = play.leave(who, Permission.HOLD_PLACE, HOLDS)
    whole, review = bool(about.get("whole_account")), about.get("review_on")
    wanted = Wanted(case, str(about.get("reason", WHY)), whole, str(review) if review else None)
    async with play.pool.connection() as conn:
        return await place_hold(conn, leave, wanted, play.world.now)


async def lift(play: Play, hold: Hold, who: str = "other lead") -> Hold | Refusal:
    leave = play.leave(who, Permission.HOLD_PLACE, HOLDS)
    async with play.pool.connection() as conn:
        return await lift_hold(conn, leave, hold.id, play.world.now)


async def held(play: Play, case: UUID, other: UUID) -> None:
    """One case is held, an account was; then the time of a kept search is over."""
    assert isinstance(await place(play, case), Hold)
    account = await place(play, other, whole_account=True)
    assert isinstance(account, Hold)
    assert isinstance(await lift(play, account), Hold)
    async with play.pool.connection() as conn:
        await conn.execute(
            "INSERT INTO saved_searches (id, person, name, query, saved_at)"
            " VALUES (%s, 'employee', 'canary', 'canary', %s)",
            (uuid4(), play.world.now - timedelta(days=731)),
        )
    done = await erase_day(play.pool, SHIPPED, lambda _: [], play.world.now)
    assert done[DataKind.SEARCH] == 1
