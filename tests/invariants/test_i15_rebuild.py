"""I15: the state is made again from the folder alone, and what differs is named by its entry."""

from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from tests.playing import Play, playing

from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World
from quorate.people.sign_ins import link
from quorate.rebuilding.reading import Compared, compare_with, told_by
from quorate.rebuilding.tables import FOLDED
from quorate.rebuilding.writing import NotEmptyError, write
from quorate.vocabulary.kinds import Kind, Outcome


async def story(play: Play, station: Station) -> list[UUID]:
    """Every step that a case can take, proposals with their hands, one effect and its restore."""
    natives = (TROLL, "@b:here.example", "@c:here.example", "@d:here.example", "@e:here.example")
    cases = [await play.report(native) for native in natives]
    first, second, third, fourth, fifth = cases
    await play.report(TROLL)
    await play.claim("proposer", first)
    said = await play.propose("proposer", first, TROLL)
    play.publish()
    await play.say("employee", Kind.APPROVE, said)
    play.publish()
    await station.cool()
    await play.close("proposer", first, Outcome.ACTIONED)
    await play.assign("lead", second, "employee")
    other = await play.propose("employee", second, natives[1])
    play.publish()
    await play.say("contractor", Kind.DENY, other)
    await play.release("employee", second)
    await play.claim("contractor", third)
    await play.escalate("contractor", third)
    await play.take("lead")
    await play.skip("employee", fourth)
    await play.claim("employee", fourth)
    await play.skip("employee", fourth)
    play.world.later(minutes=20)
    await play.claim("contractor", fourth)
    await play.close("contractor", fourth, Outcome.NO_VIOLATION)
    await play.reopen("lead", fourth)
    await play.overdue(fifth)
    async with play.pool.connection() as conn:
        await link(conn, "https://id.example", "subject-1", "employee", play.world.now, "web")
    await station.door.restore(play.world.spoken(said, Kind.RESTORE, "on-call"))
    await station.step()
    play.world.raise_protection(natives[2], 2, "on-call")
    play.publish()
    return cases


def compared(world: World, url: str) -> Compared:
    told, size = told_by(world.log, world.genesis)
    assert not told.wrong
    return compare_with(url, told, size)


@pytest.fixture
def empty_url(postgres_url: str) -> str:
    name = "rebuilt"
    with psycopg.connect(postgres_url, autocommit=True) as conn:
        for verb in ("DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}"):
            conn.execute(sql.SQL(verb).format(sql.Identifier(name)))
    return f"{postgres_url.rpartition('/')[0]}/{name}"


async def test_i15_a_whole_story_is_made_again_from_its_log(
    world: World, station: Station, database_url: str, empty_url: str
) -> None:
    async with playing(world, database_url) as play:
        await story(play, station)
    found = compared(world, database_url)
    assert [str(d) for d in found.differences] == []
    told, size = told_by(world.log, world.genesis)
    counts = write(empty_url, told.books)
    assert all(counts[name] for name in ("cases", "skips", "proposals", "hands", *FOLDED)), counts
    with psycopg.connect(empty_url) as conn:
        conn.execute("DELETE FROM ledger_queue")
    again = [d for d in compare_with(empty_url, told, size).differences if d.table != "sign_ins"]
    assert [str(d) for d in again] == []
    with pytest.raises(NotEmptyError):
        write(empty_url, told.books)
