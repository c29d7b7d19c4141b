"""I15: the state is made again from the folder alone, and what differs is named by its entry."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from tests.appealing import Appeals, appealed
from tests.casework import rows
from tests.exporting import exported
from tests.holding import held
from tests.invariants.tampering import Statement, loosened, put_back, row_of, tamper
from tests.noticing import misused
from tests.ordering import ordered
from tests.playing import Play, playing
from tests.signalling import ruled

from quorate.appeals.filing import Filed
from quorate.cli.checks import verify_ledger
from quorate.decisions.facts import ToldFacts
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import ANSWERS, TROLL, World
from quorate.ledger.append import append
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Json, process_entry
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.people.sign_ins import link
from quorate.rebuilding.comparing import How
from quorate.rebuilding.reading import Compared, compare_with, told_by
from quorate.rebuilding.tables import FOLDED, STORED
from quorate.rebuilding.writing import UNTOLD, NotEmptyError, write
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Kind, Outcome

SUBJECT, REASON = "ada@mail.example", "the last weeks were tight"
RAISED = "runs for the council of Elbonia"
FACTS = ToldFacts("hounded a neighbour in public", "5b" * 32)

CHANGED: dict[str, Json] = {
    "change": "change_1",
    "ref": "ab" * 32,
    "tier": 2,
    "action": Action.SUSPEND,
    "in_force": False,
    "proposal": "prop_1",
}


async def story(play: Play, station: Station) -> list[UUID]:
    """Every step that a case can take, proposals with their hands, one effect and its restore."""
    natives = (TROLL, "@b:here.example", "@c:here.example", "@d:here.example", "@e:here.example")
    cases = [await play.report(native) for native in natives]
    first, second, third, fourth, fifth = cases
    await play.report(TROLL)
    await play.report(natives[3], reporter="@other-witness:example.org")
    await play.claim("proposer", first)
    said = await play.propose("proposer", first, TROLL, ANSWERS, FACTS)
    play.publish()
    await play.say("employee", Kind.APPROVE, said)
    play.publish()
    await station.cool()
    await play.close("proposer", first, Outcome.ACTIONED)
    await appealed(play, said.proposal)
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
    for number in (0, 1):
        filed = await Appeals(play).report(fourth, number=number)
        assert isinstance(filed, Filed)
        assert filed.new
    await play.reopen("lead", fourth)
    await play.overdue(fifth)
    async with play.pool.connection() as conn:
        await link(conn, "https://id.example", SUBJECT, "employee", play.world.now, "web")
    await play.confirm()
    await play.amend("lead", REASON)
    await station.door.restore(play.world.spoken(said, Kind.RESTORE, "on-call"))
    await station.step()
    await play.protect("on-call", natives[2], RAISED)
    await misused(play)
    await exported(play, TROLL)
    await held(play, first, fourth)
    await ordered(play)
    await ruled(play)
    station.chronicle.write(Event.PLATFORM_CHANGED, CHANGED)
    await station.step()
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
    again = [d for d in compare_with(empty_url, told, size).differences if d.table not in UNTOLD]
    assert [str(d) for d in again] == []
    givers = "SELECT id, givers FROM cases ORDER BY id"
    assert rows(empty_url, givers) == rows(database_url, givers)
    assert {"employee": "lead"} in [given for _, given in rows(empty_url, givers)]
    with pytest.raises(NotEmptyError):
        write(empty_url, told.books)


async def test_i15_each_tampered_row_of_each_table_is_named_by_its_entry(
    world: World, station: Station, database_url: str, postgres_url: str
) -> None:
    """One field of every table at once, until each was changed; then a row of each, gone or new."""
    async with playing(world, database_url) as play:
        await story(play, station)
    told, size = told_by(world.log, world.genesis)
    last = {str(n) for n in range(size)}
    with psycopg.connect(database_url) as conn:
        every = [row_of(conn, table) for table in STORED]

    url = loosened(postgres_url, database_url)

    def differing(statements: Sequence[Statement]) -> dict[tuple[How, str, str], str]:
        tamper(url, statements)
        found = compare_with(url, told, size).differences
        put_back(url)
        entries = {(d.how, d.table, d.field): d.entry for d in found}
        assert len(entries) == len(found)
        return entries

    for n in range(max(len(table.fields) for table in STORED)):
        some = [(row.table.fields[n], row) for row in every if n < len(row.table.fields)]
        found = differing([row.with_another(field) for field, row in some])
        assert found.keys() == {(How.CHANGED, row.table.name, field) for field, row in some}
        assert set(found.values()) <= last
    found = differing([row.gone() for row in every])
    assert found.keys() == {(How.MISSING, table.name, "") for table in STORED}
    assert set(found.values()) <= last
    found = differing([row.copied() for row in every])
    assert found == {(How.INVENTED, table.name, ""): "" for table in STORED}
    assert differing([]) == {}


async def test_i15_each_tampered_row_of_what_is_folded_is_named_by_its_entry(
    world: World, station: Station, database_url: str, empty_url: str
) -> None:
    async with playing(world, database_url) as play:
        await story(play, station)
    told, size = told_by(world.log, world.genesis)
    write(empty_url, told.books)
    for name in FOLDED:
        table = sql.Identifier(name)
        (key,) = rows(empty_url, sql.SQL("SELECT id FROM {} ORDER BY id LIMIT 1").format(table))
        field = next(iter(told.books.table(name)[key].values))
        change = sql.SQL("UPDATE {} SET facts = jsonb_set(facts, %s, '\"x\"') WHERE id = %s")
        tamper(empty_url, [(change.format(table), ([field], *key))])
        invent = sql.SQL("INSERT INTO {} SELECT 'x', facts FROM {} WHERE id = %s")
        tamper(empty_url, [(invent.format(table, table), key)])
        other = next((k for k in told.books.table(name) if k != key), None)
        if other:
            tamper(empty_url, [(sql.SQL("DELETE FROM {} WHERE id = %s").format(table), other)])
        found = [d for d in compare_with(empty_url, told, size).differences if d.table == name]
        ways = {d.how: d for d in found}
        assert ways[How.CHANGED].field == field
        assert ways[How.CHANGED].entry == told.books.table(name)[key].said[field]
        assert ways[How.INVENTED].key == ("x",)
        assert not other or ways[How.MISSING].key == other


def test_i15_a_folder_that_is_not_the_pinned_one_tells_nothing(world: World) -> None:
    with pytest.raises(LedgerError) as refused:
        told_by(world.log, "00" * 32)
    assert refused.value.reason is LedgerReason.GENESIS_MISMATCH
    tile = world.log / "tile/entries/000.p/3"
    tile.write_bytes(tile.read_bytes().replace(b"harassment", b"harassmenT"))
    with pytest.raises(LedgerError):
        told_by(world.log, world.genesis)


def test_i15_a_row_that_is_no_entry_is_named_and_changes_nothing(world: World) -> None:
    before, size = told_by(world.log, world.genesis)
    world.publish(b"no entry")
    told, _ = told_by(world.log, world.genesis)
    assert [(wrong.entry, wrong.event) for wrong in told.wrong] == [(str(size), "?")]
    assert told.books == before.books


async def test_i15_i16_what_the_web_s_role_writes_in_another_s_name_is_named_everywhere(
    world: World, station: Station, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stolen web server decides a case as somebody else; row and entry fit each other."""
    async with playing(world, database_url) as play:
        case = await play.report(TROLL)
        await play.claim("employee", case)
        data = {
            "case": edge(CASE, case),
            "by": "employee",
            "fence": 1,
            "version": 3,
            "outcome": "no_violation",
        }
        entry = process_entry(Event.CASE_CLOSED, world.now, "web", data)
        async with play.pool.connection() as conn:
            await append(conn, entry)
            await conn.execute(
                "UPDATE cases SET state = 'closed', outcome = 'no_violation', closed_at = %s,"
                " claimed_by = NULL, assigned_by = NULL, lease_until = NULL, version = 3",
                (world.now,),
            )
        play.publish()
    index = str(world.sequencer.size - 1)
    told, size = told_by(world.log, world.genesis)
    (wrong,) = told.wrong
    assert (wrong.entry, wrong.event) == (index, "case:closed")
    found = compare_with(database_url, told, size).differences
    assert {d.field for d in found} >= {"state", "outcome", "closed_at", "version"}
    assert {d.entry for d in found} == {str(int(index) - 1), str(int(index) - 2)}
    await station.step()
    assert station.pager.heard("forged") == 1
    world.sequencer.close()
    verify_ledger(world.log, genesis=world.genesis)
    assert f"entry {index} (case:closed) does not count: in the name of employee" in (
        capsys.readouterr().out
    )


def named(reporter: str | None) -> set[str]:
    """Whom a report names; a notice's is a random id, and an authority's order names nobody."""
    return set() if reporter is None or reporter.startswith("notifier_") else {reporter}


async def test_i15_no_entry_of_a_whole_story_holds_raw_personal_data(
    world: World, station: Station, database_url: str
) -> None:
    async with playing(world, database_url) as play:
        await story(play, station)
    raw = {
        SUBJECT,
        REASON,
        "buy now",
        "@witness",
        RAISED,
        *(answer for _, answer in ANSWERS.told()),
    }
    for native, reporter, body in rows(
        database_url,
        "SELECT s.native, r.reporter, r.body FROM reports r JOIN subjects s ON s.id = r.subject_id",
    ):
        raw |= {native, *named(reporter), body}
    guesses = {hashlib.sha256(f"https://id.example\n{SUBJECT}".encode()).hexdigest()}
    bodies = list(LogReader(world.log).entries(0, world.sequencer.size))
    assert len(bodies) > 30
    for index, entry in enumerate(bodies):
        for text in raw | guesses:
            assert text.encode() not in entry, (index, text)
