"""I6, I13, I21: a source of people's facts takes away at once, alone gives nothing, and when it is
silent or loses a word nothing is silenced."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.invariants.asking import QUORUM, problem, words

from quorate.authority.charter import Charge
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.sources import NAME, Source
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import NOON, TROLL, World, proposal_of
from quorate.ledger.entry import Entry, read_entry, sealed
from quorate.people.chain import Speaker
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind
from quorate.vocabulary.problems import Problem

TODAY = NOON.date().isoformat()


@pytest.fixture
def source(world: World) -> Source:
    made = Source(world)
    made.declare()
    made.confirm()
    return made


@pytest.mark.parametrize(
    "facts",
    [
        {"active": False},
        {"last_working_day": "2026-11-24", "zone": "UTC"},
        {"contract_end": "2026-11-25", "zone": "Pacific/Kiritimati"},
        {"roles": ["auditor"]},
        {"shifts": []},
        {"shifts": [{"days": [3], "starts": "08:00", "ends": "12:00"}]},
    ],
)
async def test_i21_a_source_s_narrowing_reaches_an_open_proposal_at_once(
    world: World, station: Station, source: Source, facts: dict[str, object]
) -> None:
    said = world.propose(1)
    world.approve(said, "contractor")
    assert await problem(world, station, said) is None
    source.narrow("contractor", **facts)
    assert await problem(world, station, said) is Problem.QUORUM_MISSING
    await station.step()
    assert world.platform.calls == []


async def test_i21_the_last_working_day_of_a_source_ends_open_proposals_by_itself(
    world: World, station: Station, source: Source
) -> None:
    world.changed("contractor", shift={"days": [3], "starts": "08:00", "ends": "13:00"})
    source.declare()
    said = world.propose(1)
    world.approve(said, "contractor")
    source.narrow("contractor", last_working_day=TODAY, zone="UTC")
    assert await problem(world, station, said) is None
    world.later(minutes=59, seconds=59)
    source.confirm()
    assert await problem(world, station, said) is None
    world.later(seconds=1)
    assert "I5" in await words(world, station, said) or "off shift" in await words(
        world, station, said
    )


async def test_i6_a_source_alone_brings_nobody_back(
    world: World, station: Station, source: Source
) -> None:
    source.narrow("contractor", active=False)
    source.narrow("contractor", roles=["owner", "lead"])
    source.narrow("contractor", active=True)
    source.narrow("employee", last_working_day="2099-01-01", zone="UTC")
    world.resign()
    station.chronicle.catch_up()
    view = station.chronicle.view
    assert view.roster.people["contractor"].locked
    assert view.roster.people["contractor"].roles == frozenset()
    assert [f.reason for f in view.forged] == ["a source alone brings nobody back"]


async def test_i6_a_founders_file_wins_over_what_a_source_narrowed(
    world: World, station: Station, source: Source
) -> None:
    source.narrow("contractor", active=False, roles=[], last_working_day=TODAY)
    source.declare()
    world.resign()
    station.chronicle.catch_up()
    person = station.chronicle.view.roster.people["contractor"]
    assert (person.locked, bool(person.roles), person.bounds) == (False, True, ())


async def test_i11_a_source_that_takes_a_veto_away_restarts_the_cooling_off(
    world: World, station: Station, source: Source
) -> None:
    said = world.propose(2)
    world.approve(said, *QUORUM)
    await station.step()
    world.later(minutes=9)
    source.narrow("employee", training=["protected-accounts"])
    source.narrow("owner", active=False)
    await station.step()
    world.later(minutes=1)
    assert await problem(world, station, said) is None
    source.narrow("on-call", active=False)
    assert await problem(world, station, said) is Problem.COOLING_OFF


async def test_i13_people_unconfirmed_for_15_minutes_stop_silencing_and_never_restoring(
    world: World, station: Station, source: Source
) -> None:
    done = world.propose(0)
    await station.step()
    said = world.propose(0, native=TROLL)
    world.later(minutes=15)
    assert await problem(world, station, said) is None
    world.later(seconds=1)
    assert await problem(world, station, said) is Problem.PEOPLE_STALE
    for _ in range(2):
        await station.step()
        await station.effector.silence.tell()
    assert station.pager.heard("people's facts are stale") == 1
    assert world.platform.calls == [("suspend", TROLL)]
    answer = await station.door.restore(world.spoken(done, Kind.RESTORE, "on-call"))
    assert "restored" in str(answer)
    source.confirm()
    other = world.propose(0)
    assert await problem(world, station, other) is None


async def test_i13_a_declared_source_has_to_speak_before_anything_is_silenced(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    source = Source(world)
    source.declare()
    assert await problem(world, station, said) is Problem.PEOPLE_STALE
    source.confirm()
    assert await problem(world, station, said) is None


async def test_i13_a_word_held_back_and_let_through_late_confirms_nothing(
    world: World, station: Station, source: Source
) -> None:
    held = source.signed(Event.PEOPLE_CONFIRMED)
    world.later(minutes=16)
    said = world.propose(0)
    world.publish(held)
    assert await problem(world, station, said) is Problem.PEOPLE_STALE


async def test_i13_a_word_signed_for_the_future_confirms_no_longer_than_now(
    world: World, station: Station, source: Source
) -> None:
    world.later(hours=5)
    ahead = source.signed(Event.PEOPLE_CONFIRMED)
    world.now -= timedelta(hours=5)
    world.publish(ahead)
    await station.step()
    world.later(minutes=16)
    assert await problem(world, station, world.propose(0)) is Problem.PEOPLE_STALE


async def test_i13_a_narrowing_that_is_held_back_shows_by_its_number(
    world: World, station: Station, source: Source
) -> None:
    held = source.signed(Event.PEOPLE_NARROWED, person="contractor", facts={"active": False})
    source.confirm()
    said = world.propose(0)
    assert await problem(world, station, said) is Problem.PEOPLE_STALE
    assert "number 2 is missing" in await words(world, station, said)
    await station.effector.silence.tell()
    assert station.pager.heard("number 2 is missing") == 1
    world.publish(held)
    source.confirm()
    assert await problem(world, station, said) is Problem.PEOPLE_STALE
    source.declare()
    source.confirm()
    assert await problem(world, station, said) is None


async def test_i13_two_stories_of_one_source_stop_silencing(
    world: World, station: Station, source: Source
) -> None:
    """Its stolen key speaks first; what the source itself says next follows another word."""
    thief = replace(source, chain=source.chain)
    thief.confirm()
    source.narrow("contractor", active=False)
    source.confirm()
    said = world.propose(0)
    assert await problem(world, station, said) is Problem.PEOPLE_STALE
    assert "does not follow" in await words(world, station, said)


async def test_i13_a_word_said_again_confirms_nothing(
    world: World, station: Station, source: Source
) -> None:
    body = source.signed(Event.PEOPLE_CONFIRMED)
    world.publish(body)
    world.later(minutes=16)
    world.publish(body)
    said = world.propose(0)
    assert await problem(world, station, said) is Problem.PEOPLE_STALE
    assert station.chronicle.view.forged[-1].reason == "number 2 was said before"


def unsigned(world: World) -> bytes:
    data = {
        "genesis": world.genesis,
        "source": NAME,
        "sequence": 2,
        "previous": "0" * 64,
        "person": "contractor",
        "facts": {"active": False},
    }
    return world.entry(Event.PEOPLE_NARROWED, data, Attested.SOURCE, NAME).canonical()


def by_another_key(world: World, source: Source) -> bytes:
    thief = replace(source, speaker=Speaker(NAME, seeded("thief")))
    return thief.signed(Event.PEOPLE_NARROWED, person="contractor", facts={"active": False})


def edited(source: Source) -> bytes:
    body = source.signed(Event.PEOPLE_NARROWED, person="employee", facts={"active": False})
    return body.replace(b'"employee"', b'"on-call"')


def undeclared(world: World) -> bytes:
    other = Source(world, Speaker("other", seeded("other")))
    return other.signed(Event.PEOPLE_NARROWED, person="contractor", facts={"active": False})


def of_staging(world: World, source: Source) -> bytes:
    body = source.signed(Event.PEOPLE_CONFIRMED)
    entry = replace(read_entry(body), sig="")
    entry = replace(entry, data={**entry.data, "genesis": "ab" * 32})
    return sealed(entry, source.speaker.key.sign).canonical()


def as_a_person(source: Source) -> bytes:
    entry: Entry = read_entry(source.signed(Event.PEOPLE_CONFIRMED))
    forged = replace(entry, attested=Attested.PERSON, sig="")
    return sealed(forged, source.speaker.key.sign).canonical()


def widening(world: World) -> bytes:
    rows = [{**world.people["contractor"], "roles": ["lead", "owner"]}]
    return world.change_entry(Charge.PEOPLE, {"people": rows}, founders=())


@pytest.mark.parametrize(
    "forge",
    ["unsigned", "by another key", "edited", "undeclared", "of staging", "as a person", "widening"],
)
async def test_i13_a_stolen_database_role_changes_nobody_and_is_told(
    world: World, station: Station, source: Source, forge: str
) -> None:
    await station.step()
    before = station.chronicle.view.roster, station.chronicle.view.chains[NAME]
    bodies = {
        "unsigned": lambda: unsigned(world),
        "by another key": lambda: by_another_key(world, source),
        "edited": lambda: edited(source),
        "undeclared": lambda: undeclared(world),
        "of staging": lambda: of_staging(world, source),
        "as a person": lambda: as_a_person(source),
        "widening": lambda: widening(world),
    }
    world.publish(bodies[forge]())
    await station.step()
    assert (station.chronicle.view.roster, station.chronicle.view.chains[NAME]) == before
    assert len(station.chronicle.view.forged) == 1
    assert station.pager.heard("forged") == 1


async def test_i13_confirmations_survive_a_restart_with_the_time_they_were_seen(
    world: World, station: Station, source: Source
) -> None:
    await station.step()
    world.later(minutes=16)
    station.restart()
    said = world.propose(0)
    assert await problem(world, station, said) is Problem.PEOPLE_STALE
    source.confirm()
    assert await problem(world, station, said) is None
    assert proposal_of(station, said).outcome == ""
