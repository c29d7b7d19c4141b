"""I7, I8: a private field is shown in a held, open case that somebody else gave; logged before
its bytes leave; until the earliest of all ends; and kept nowhere."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from tests.invariants.looking import SECRET, asked, events, logged, refused

from quorate.accounts.register import Reading
from quorate.effects.doors import reveals
from quorate.effects.limits import Limits
from quorate.incidents.stage.looking import given, look, ordered, vouched, word_about
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested
from quorate.vocabulary.private import PrivateField, Purpose
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import instant, stamp

READ = [(TROLL, PrivateField.EMAIL)]


@pytest.fixture
def station(world: World) -> Station:
    made = world.station()
    world.platform.secrets[TROLL, PrivateField.EMAIL] = [SECRET]
    return made


async def test_i8_the_intent_is_published_before_the_platform_is_read(
    world: World, station: Station
) -> None:
    seen: list[str] = []
    world.platform.before_reveal = lambda: seen.append(events(world)[-1])
    found = await asked(station, look(world, "employee"))
    assert found["shown"]["values"] == [SECRET]
    assert seen == ["reveal:intended"]
    assert events(world)[-2:] == ["reveal:intended", "reveal:shown"]
    intended, shown = logged(world)[-2:]
    assert intended["data"]["order"]["signer"] == "employee"
    assert intended["data"]["assigner"] == "service:queue"
    assert shown["data"] == {
        "reveal": found["shown"]["reveal"],
        "field": "email",
        "ref": world.ref(TROLL),
        "case": "case-1",
        "signer": "employee",
    }


async def test_i8_no_file_of_ours_holds_what_was_shown(world: World, station: Station) -> None:
    found = await asked(station, look(world, "employee"))
    assert found["shown"]["values"] == [SECRET]
    files = [path for path in world.folder.rglob("*") if path.is_file()]
    assert station.path in files
    assert len(files) > 5
    assert [path for path in files if SECRET.encode() in path.read_bytes()] == []


async def test_i8_with_the_ledger_away_nothing_is_read(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reveals, "PUBLISHED_WITHIN", 0.05)
    station.memory.database_up = False
    found = await asked(station, look(world, "employee"))
    assert isinstance(found, Refusal)
    assert (found.problem, found.invariant) == (Problem.LEDGER_UNAVAILABLE, "I14")
    assert world.platform.reads == []
    station.memory.flush()
    await station.step()
    assert world.platform.reads == []
    assert events(world)[-2:] == ["reveal:intended", "reveal:refused"]


async def test_i8_a_dead_sequencer_is_a_refusal(world: World, station: Station) -> None:
    world.resign()
    station.chronicle.catch_up()
    world.later(seconds=6)
    found = await station.reveals.reveal(look(world, "employee"))
    assert isinstance(found, Refusal)
    assert found.problem is Problem.LEDGER_STALE
    assert world.platform.reads == []


WORDS: list[tuple[dict[str, str], Problem]] = [
    ({"state": "closed"}, Problem.CASE_NEEDED),
    ({"case": "case-2"}, Problem.CASE_NEEDED),
    ({"ref": "somebody else"}, Problem.CASE_NEEDED),
    ({"genesis": "00" * 32}, Problem.CASE_NEEDED),
    ({"holder": "contractor"}, Problem.LEASE_LOST),
    ({"assigner": "employee"}, Problem.SELF_EXCLUDED),
    ({"creator": "employee"}, Problem.SELF_EXCLUDED),
]


@pytest.mark.parametrize(("said", "why"), WORDS, ids=[str(said) for said, _ in WORDS])
async def test_i8_only_in_a_held_open_case_that_somebody_else_gave(
    world: World, station: Station, said: dict[str, str], why: Problem
) -> None:
    await refused(station, look(world, "employee", **said), why)


async def test_i8_a_lead_gives_a_case_and_does_not_look_in_it(
    world: World, station: Station
) -> None:
    world.change_people(row("lead", "lobby", roles=["lead"]))
    found = await asked(station, look(world, "employee", assigner="lead"))
    assert found["shown"]["values"] == [SECRET]
    await refused(station, look(world, "lead", assigner="lead"), Problem.SELF_EXCLUDED)


@pytest.mark.parametrize("by", ["nobody", "employee", "effector"])
async def test_i8_a_word_that_no_serving_process_signed_does_not_count(
    world: World, station: Station, by: str
) -> None:
    body = look(world, "employee")
    key = seeded(by) if by != "effector" else world.process_key(by)
    order = ordered(world, "employee")
    await refused(
        station,
        {**body, "word": vouched(world, word_about(world, order), key)},
        Problem.CASE_NEEDED,
    )
    await refused(station, {**look(world, "employee"), "word": None}, Problem.CASE_NEEDED)


async def test_i8_an_old_word_is_none(world: World, station: Station) -> None:
    body = look(world, "employee")
    world.later(seconds=31)
    await refused(station, body, Problem.CASE_NEEDED)


async def test_i8_a_forged_case_row_is_still_logged_first(world: World, station: Station) -> None:
    """A stolen web server and database with one person's key: seen, and never unlogged."""
    body = look(world, "employee", creator="service:intake", assigner="service:queue")
    found = await asked(station, body)
    assert found["shown"]["values"] == [SECRET]
    told = station.chronicle.view.looks.at_account(world.ref(TROLL))
    assert [(look.person, look.outcome) for look in told] == [("employee", "shown")]


@pytest.mark.parametrize("change", ["purpose", "signer", "field", "ref"])
async def test_i8_an_order_is_for_exactly_these_bytes(
    world: World, station: Station, change: str
) -> None:
    other = {
        "purpose": "legal_request",
        "signer": "other employee",
        "field": "phone",
        "ref": world.ref("@other:here.example"),
    }
    body = look(world, "employee")
    body["order"][change] = other[change]
    found = await asked(station, body)
    assert isinstance(found, Refusal)
    assert found.problem in (Problem.SIGNATURE_INVALID, Problem.KEY_UNKNOWN)
    assert world.platform.reads == []


async def test_i8_a_field_is_shown_for_its_purposes_only(world: World, station: Station) -> None:
    spam = ordered(world, "employee", purpose=Purpose.SPAM_NETWORK)
    await refused(station, given(world, spam), Problem.PURPOSE_NOT_ALLOWED)
    around = ordered(world, "employee", field=PrivateField.MESSAGES, purpose=Purpose.REPORT_CONTEXT)
    await refused(station, given(world, around), Problem.FIELD_NOT_OFFERED)


async def test_i8_an_order_of_another_installation_means_nothing(
    world: World, station: Station
) -> None:
    order = ordered(world, "employee", genesis="00" * 32)
    await refused(station, given(world, order, genesis="00" * 32), Problem.STATEMENT_FOREIGN)


async def test_i8_an_order_is_good_for_five_minutes(world: World, station: Station) -> None:
    order = ordered(world, "employee")
    world.later(minutes=5, seconds=1)
    await refused(station, given(world, order), Problem.EXPIRED)


@pytest.mark.parametrize("again", ["running", "restarted", "rolled back", "second effector"])
async def test_i8_an_order_is_taken_once(world: World, station: Station, again: str) -> None:
    old = world.folder / "old.sqlite"
    old.write_bytes(station.path.read_bytes())
    body = look(world, "employee")
    assert isinstance(await asked(station, body), dict)
    if again == "restarted":
        station.restart()
    elif again == "rolled back":
        station = world.station(state="old")
    elif again == "second effector":
        station = world.station("second effector")
    await refused(station, body, Problem.ALREADY_DECIDED)
    await station.step()
    assert world.platform.reads == READ
    assert events(world).count("reveal:intended") == 1


async def test_i8_what_was_asked_while_the_log_was_away_is_taken_and_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reveals, "PUBLISHED_WITHIN", 0.02)
    station = world.station(limits=Limits(cap_looks=2))
    station.memory.database_up = False
    found: list[Problem] = []
    bodies: list[dict[str, Any]] = []
    for number in range(3):
        native = f"@away{number}:here.example"
        station.knows(native)
        bodies.append(look(world, "employee", native))
        answer = await asked(station, bodies[-1])
        found.append(answer.problem)
    again = await asked(station, bodies[0])
    assert found == [*[Problem.LEDGER_UNAVAILABLE] * 2, Problem.LOOKS_CAPPED]
    assert again.problem is Problem.ALREADY_DECIDED
    assert world.platform.reads == []


async def test_i16_a_row_that_no_effector_signed_is_no_look(world: World, station: Station) -> None:
    body = look(world, "employee")
    more = {"account": body["order"]["ref"], "tier": 0, "ends": stamp(world.now)}
    data = {name: body[name] for name in ("order", "key", "sig")} | more
    entry = world.entry(Event.REVEAL_INTENDED, data, Attested.PROCESS, "web")
    world.publish(entry.canonical())
    await station.step()
    assert station.chronicle.view.looks.intended == {}
    assert station.pager.heard("forged") == 1


async def test_i8_an_order_given_ten_times_at_once_is_taken_once(
    world: World, station: Station
) -> None:
    body = look(world, "employee")
    world.resign()
    found = await asyncio.gather(*(station.reveals.reveal(body) for _ in range(10)))
    assert sum(isinstance(one, dict) for one in found) == 1
    assert world.platform.reads == READ


async def test_i8_of_two_effectors_only_the_lowest_intent_shows(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reveals, "PUBLISHED_WITHIN", 0.3)
    other = world.station("second effector")
    station.memory.database_up = other.memory.database_up = False
    body = look(world, "employee")
    world.resign()
    asking = [asyncio.create_task(one.reveals.reveal(body)) for one in (station, other)]
    await asyncio.sleep(0.05)
    other.memory.flush()
    station.memory.flush()
    found = await asyncio.gather(*asking)
    assert [isinstance(one, dict) for one in found] == [False, True]
    assert world.platform.reads == READ


async def test_i2_nobody_looks_at_their_own_account_or_one_they_reported(
    world: World, station: Station
) -> None:
    world.changed("employee", accounts=[world.ref(TROLL)])
    await refused(station, look(world, "employee"), Problem.SELF_EXCLUDED)
    world.changed("employee", accounts=[world.ref("@me:here.example")])
    station.memory.take_report("a", world.ref(TROLL), world.ref("@me:here.example"))
    await refused(station, look(world, "employee"), Problem.SELF_EXCLUDED)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"locked": True}, Problem.PERSON_NOT_ALIVE),
        ({"contract_end": "2026-11-24"}, Problem.PERSON_NOT_ALIVE),
        (
            {"shift": {"days": [3], "starts": "06:00", "ends": "12:00"}},
            Problem.PERSON_NOT_ALIVE,
        ),
        ({"keys": []}, Problem.KEY_UNKNOWN),
        ({"roles": ["auditor"]}, Problem.NOT_ELIGIBLE),
        ({"employment": "volunteer"}, Problem.NOT_ELIGIBLE),
    ],
)
async def test_i5_a_look_wants_somebody_alive_and_eligible(
    world: World, station: Station, fields: dict[str, Any], why: Problem
) -> None:
    world.changed("employee", **fields)
    if fields == {"keys": []}:
        found = await asked(station, look(world, "employee"))
        assert isinstance(found, Refusal)
        assert found.problem is why
    else:
        await refused(station, look(world, "employee"), why)
    assert world.platform.reads == []


async def test_i5_a_revoked_key_looks_at_nothing_and_its_try_is_logged(
    world: World, station: Station
) -> None:
    body = look(world, "employee")
    world.resign()
    station.door.revoke_key(world.order("revoke-key", body["key"], "employee"))
    await refused(station, body, Problem.KEY_UNKNOWN)


@pytest.mark.parametrize("what", ["locked", "revoked"])
async def test_i5_who_is_stopped_between_intent_and_read_sees_nothing(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    wait = station.executor.published

    async def stopped(digest: str, seconds: float) -> bool:
        done = await wait(digest, seconds)
        if what == "locked":
            world.changed("employee", locked=True)
            station.chronicle.catch_up()
        else:
            own = look(world, "employee")["key"]
            station.door.revoke_key(world.order("revoke-key", own, "employee"))
        return done

    monkeypatch.setattr(station.executor, "published", stopped)
    found = await asked(station, look(world, "employee"))
    assert isinstance(found, Refusal)
    assert world.platform.reads == []
    assert events(world)[-1] == "reveal:refused"


async def test_i8_tiers_contractors_look_at_tier_1_and_not_above(
    world: World, station: Station
) -> None:
    world.register({TROLL: 1})
    found = await asked(station, look(world, "contractor"))
    assert found["shown"]["values"] == [SECRET]
    world.platform.readings[TROLL] = Reading(0, verified=False, office=True)
    await refused(station, look(world, "contractor"), Problem.NOT_ELIGIBLE)
    assert isinstance(await asked(station, look(world, "employee")), dict)


async def test_i13_without_a_reading_of_the_tier_nothing_is_shown(
    world: World, station: Station
) -> None:
    world.platform.unreadable = True
    await refused(station, look(world, "employee"), Problem.TIER_UNREAD)


async def test_i23_a_refused_look_at_tier_2_reaches_on_call_once_it_can(
    world: World, station: Station
) -> None:
    world.register({TROLL: 2})
    station.pager.down = True
    await refused(station, look(world, "contractor"), Problem.NOT_ELIGIBLE)
    station.pager.down = False
    await station.step()
    await station.step()
    assert station.pager.heard("a look at private data was refused, tier 2") == 1
    await refused(station, look(world, "employee", assigner="employee"), Problem.SELF_EXCLUDED)
    assert station.pager.heard("employee wanted email for ban_evasion") == 1


async def test_i7_the_grant_ends_with_its_box_and_earlier_with_the_shift(world: World) -> None:
    station = world.station(limits=Limits(reveal_box=timedelta(minutes=15)))
    found = await asked(station, look(world, "employee"))
    assert found["shown"]["ends"] == stamp(world.now + Limits().reveal_box)
    world.changed("employee", shift={"days": [3], "starts": "06:00", "ends": "12:20"})
    station = world.station(state="long", limits=Limits(reveal_box=timedelta(minutes=45)))
    found = await asked(station, look(world, "employee"))
    assert found["shown"]["ends"] == "2026-11-25T12:20:00.000Z"


async def test_i8_the_rules_in_force_narrow_who_looks(world: World, station: Station) -> None:
    world.changed("employee", training=[])
    await refused(station, look(world, "employee"), Problem.NOT_PERMITTED)


async def test_i7_a_grant_that_ends_while_the_log_is_waited_for_shows_nothing(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait = station.executor.published

    async def slow(digest: str, seconds: float) -> bool:
        world.later(minutes=16)
        world.resign()
        return await wait(digest, seconds)

    monkeypatch.setattr(station.executor, "published", slow)
    found = await asked(station, look(world, "employee"))
    assert isinstance(found, Refusal)
    assert (found.problem, found.invariant) == (Problem.EXPIRED, "I7")
    assert world.platform.reads == []


async def test_i8_who_looked_is_told_by_account_and_by_person(
    world: World, station: Station
) -> None:
    await asked(station, look(world, "employee"))
    await refused(station, look(world, "contractor", assigner="contractor"), Problem.SELF_EXCLUDED)
    station.chronicle.catch_up()
    looks = station.chronicle.view.looks
    told = [
        (one.person, one.field, one.purpose, one.case, one.outcome)
        for one in looks.at_account(world.ref(TROLL))
    ]
    assert told == [
        ("employee", "email", "ban_evasion", "case-1", "shown"),
        ("contractor", "email", "ban_evasion", "case-1", "self-excluded"),
    ]
    assert [one.outcome for one in looks.by("employee")] == ["shown"]
    assert instant(looks.by("employee")[0].ends) > world.now
