"""I2: whoever gave a case to its holder has a part in it, however the holder takes it again."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from tests.playing import Play, playing

from quorate.cases.model import ASSIGNED_FOR, QUEUE
from quorate.incidents.stage.world import TROLL, World
from quorate.vocabulary.kinds import Outcome
from quorate.vocabulary.problems import Refusal

HOURS = ASSIGNED_FOR.total_seconds() / 3600


@pytest.fixture
async def play(world: World, database_url: str) -> AsyncIterator[Play]:
    async with playing(world, database_url) as found:
        yield found


async def gave(play: Play, lead: str, case: UUID, to: str) -> None:
    found = await play.assign(lead, case, to)
    assert not isinstance(found, Refusal), found


async def picked(play: Play, who: str, case: UUID) -> str:
    """The assigner in their statement, who have picked it now."""
    found = await play.claim(who, case)
    assert not isinstance(found, Refusal), found
    held = await play.case(case)
    assert (held.claimed_by, held.assigned_by) == (who, who)
    return held.given_to(who)


async def test_i2_the_giver_stays_one_after_the_lease(play: Play) -> None:
    case = await play.report(TROLL)
    await gave(play, "lead", case, "employee")
    assert (await play.case(case)).given_to("employee") == "lead"
    play.world.later(hours=HOURS)
    assert await picked(play, "employee", case) == "lead"
    play.world.later(hours=HOURS)
    assert await picked(play, "employee", case) == "lead"


async def test_i2_the_giver_stays_one_after_a_release(play: Play) -> None:
    case = await play.report(TROLL)
    await gave(play, "lead", case, "employee")
    await play.release("employee", case)
    assert await picked(play, "employee", case) == "lead"


async def test_i2_the_giver_stays_one_after_the_case_was_closed_and_opened_again(
    play: Play,
) -> None:
    case = await play.report(TROLL)
    await gave(play, "lead", case, "employee")
    await play.close("employee", case, Outcome.NO_VIOLATION)
    await play.reopen("other lead", case)
    assert await picked(play, "employee", case) == "lead"


async def test_i2_the_giver_stays_one_whoever_else_had_the_case_in_between(play: Play) -> None:
    """A lead who gives it to one colleague after another gave it to each of them."""
    case = await play.report(TROLL)
    await gave(play, "lead", case, "employee")
    await play.release("employee", case)
    assert await picked(play, "contractor", case) == QUEUE
    await play.release("contractor", case)
    await gave(play, "other lead", case, "contractor")
    await play.release("contractor", case)
    assert await picked(play, "employee", case) == "lead"


async def test_i2_who_gives_it_next_takes_the_giver_s_place(play: Play) -> None:
    case = await play.report(TROLL)
    await gave(play, "lead", case, "employee")
    await play.release("employee", case)
    await gave(play, "other lead", case, "employee")
    await play.release("employee", case)
    assert await picked(play, "employee", case) == "other lead"


async def test_i2_what_the_queue_gave_was_given_by_nobody(play: Play) -> None:
    case = await play.report(TROLL)
    await gave(play, "lead", case, "employee")
    await play.release("employee", case)
    await play.take("employee")
    assert (await play.case(case)).given_to("employee") == QUEUE
    await play.release("employee", case)
    assert await picked(play, "employee", case) == QUEUE
