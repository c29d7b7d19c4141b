"""I15: whatever people write or are, no entry of any type holds it as it stands.

Every field that takes a free text or an account's id is given a mark; the log is then read for the
marks, and for whatever looks like a handle, an address, or a number of the network.
"""

import re
from datetime import timedelta
from pathlib import Path

from tests.appealing import ANSWER, BODY, WORDS
from tests.casework import LAW, NOW, actor, granted, rows
from tests.invariants.asking import QUORUM
from tests.invariants.looking import SECRET, asked
from tests.invariants.posting import Post
from tests.invariants.test_i12_i16_outside import look as look_outside
from tests.invariants.test_i15_rebuild import FACTS, RAISED, REASON, SUBJECT, named, story
from tests.noticing import NOTICE, WHY
from tests.ordering import CONTENT, TEXT
from tests.playing import Play, playing

from quorate.authority.charter import Charge
from quorate.authority.erasure import ERASE
from quorate.authority.gate import warrant
from quorate.cases.exporting import export
from quorate.cases.queries import ALL_CASES
from quorate.cases.searching import Search
from quorate.decisions.statement import UNTIL
from quorate.effects.doors.identities import Identities
from quorate.effects.doors.outside import OutsideDoor
from quorate.effects.doors.staff import StaffDoor
from quorate.effects.limits import Limits
from quorate.incidents.stage.amending import FIRST, SECOND, amend, leads, word
from quorate.incidents.stage.looking import look
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.sources import Source
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import ANSWERS, TROLL, World
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import read_entry
from quorate.people.keys import key_id
from quorate.people.orders import read_order
from quorate.people.pseudonyms import pseudonym
from quorate.sessions.actions import obey
from quorate.sessions.signals import Signal
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

LOOKS_PERSONAL = re.compile(
    rb"@[\w.=/+-]+:[\w.-]+"  # a handle
    rb"|[\w.+-]+@[\w-]+\.[\w.]+"  # an address
    rb"|\b(?:\d{1,3}\.){3}\d{1,3}\b"  # a number of the network
    rb"|\bcanary\b"
)

ISSUER = "https://id.example"
# Their fields are ids, pseudonyms and words of closed lists: see docs/reference/entries.md.
NOT_PLAYED = frozenset({Event.EFFECT_ABANDONED, Event.NOTICE_TRUSTED, Event.PROPOSAL_REFUSED})


async def staff(play: Play, station: Station) -> None:
    """What people do to each other, and looks: by the effector's own door."""
    world, door = play.world, StaffDoor(station.effector, station.door)
    glass = await door.break_glass(world.order("break-glass", "emergency", "employee"))
    assert isinstance(glass, dict), glass
    told = await door.break_glass(world.order("break-glass", "canary", "on-call"))
    assert isinstance(told, Refusal)
    assert told.problem is Problem.BODY_INVALID
    await asked(station, look(world, "other employee"))
    await asked(station, look(world, "auditor"))
    world.later(minutes=61)
    await play.confirm()
    play.publish()
    review = world.order("review-glass", str(glass["glass"]), "auditor")
    assert isinstance(await door.review_glass(review), dict)
    await door.lock_person(world.order("lock-person", "contractor", "on-call"))
    own = key_id(seeded("other contractor").public)
    station.door.revoke_key(world.order("revoke-key", own, "other contractor"))
    await outside(world, station)


async def outside(world: World, station: Station) -> None:
    """Somebody suspends an account by another tool; on-call takes it on and has it freed."""
    station.executor.limits = Limits(outside_every=timedelta(0))
    world.raise_protection(TROLL, 2, "other employee")
    world.platform.in_effect.add((Action.SUSPEND, TROLL))
    await look_outside(station)
    door = OutsideDoor(station.effector, station.door)
    change = next(c.id for c in station.chronicle.view.outside.values() if c.in_force)
    assert isinstance(door.acknowledge(world.order("acknowledge-change", change, "on-call")), dict)
    assert isinstance(await door.free(world.order("free-account", change, "on-call")), dict)
    await station.step()


async def administration(play: Play, station: Station) -> None:
    """An identity is opened and shown; amendments end each way; a source narrows; a value goes."""
    world = play.world
    made = await play.amend("other lead", REASON)
    play.publish()
    world.publish(word(world, made, Kind.VETO, "on-call"))
    opened = amend(world, Charge.QUORUM, {"2": 0}, FIRST, SECOND)
    world.publish(word(world, opened, Kind.DENY, "other lead"))
    Source(world).narrow("other employee", locked=True)
    said = world.order(ERASE, f"gdpr-17:{made.reason}", "owner")
    order = read_order(said["order"], said["key"], said["sig"])
    await play.erase("owner", order)
    play.publish()


async def effects(world: World, station: Station) -> None:
    """What the effector decides and does, refusals among it, and what founders change."""
    world.change_people(*leads())
    world.register({"@canary-listed:here.example": 2})
    done = world.propose(2)
    assert isinstance(
        await station.door.execute(world.order("execute", done.proposal, "proposer")), Refusal
    )
    world.approve(done, *QUORUM)
    post = Post(station)
    await station.cool()
    await post.step()
    await station.door.restore(world.spoken(done, Kind.RESTORE, "on-call"))
    await station.step()
    ends = stamp(world.now + timedelta(minutes=5))
    world.propose(0, action=Action.LOCK, parameters=((UNTIL, ends),))
    await station.cool()
    await station.effector.temporary.end()
    vetoed, revoked = world.propose(2), world.propose(2)
    world.veto(vetoed, "on-call")
    station.chronicle.catch_up()
    station.door.revoke(world.spoken(revoked, Kind.REVOKE, "proposer"))
    world.propose(2)
    name = pseudonym(world.subject_key, "employee")
    amend(world, Charge.IDENTITY, {"pseudonym": name}, FIRST, SECOND)
    for _ in range(3):
        await station.step()
    world.change_people(*leads())
    door = Identities(station.effector, station.door)
    assert isinstance(await door.show(world.order("show-identity", name, "lead")), dict)
    world.later(hours=20)
    for _ in range(2):
        await station.step()
    world.holds(0, 1)
    world.publish(world.rotation_entry(world.rotation(1)))


def seen(world: World, marks: set[str]) -> frozenset[Event]:
    """The types of the log's entries, once each was read for the marks."""
    found: set[Event] = set()
    for index, body in enumerate(LogReader(world.log).entries(0, world.sequencer.size)):
        event = read_entry(body).event
        found.add(event)
        for mark in marks:
            assert mark.encode() not in body, (index, event, mark)
        named = LOOKS_PERSONAL.search(body)
        assert named is None, (index, event, named)
    return frozenset(found)


async def test_i15_no_entry_of_any_type_holds_a_name_an_address_or_somebody_s_words(
    world: World, station: Station, database_url: str, folder: Path
) -> None:
    async with playing(world, database_url) as play:
        await story(play, station)
        async with play.pool.connection() as conn:
            leave = granted(warrant(LAW, actor("lead"), Permission.CASE_READ, ALL_CASES, NOW))
            await export(conn, leave, Search(SECRET), NOW)
            await obey(conn, Signal(ISSUER, "canary", "session-revoked", (ISSUER, SUBJECT)), NOW)
        await staff(play, station)
        await administration(play, station)
    marks = {NOTICE.email, NOTICE.name, NOTICE.explanation, WHY, WORDS, ANSWER, BODY, FACTS.text}
    marks |= {CONTENT.authority, CONTENT.contact, CONTENT.reference, CONTENT.reasons, TEXT}
    marks |= {SUBJECT, SECRET, REASON, RAISED, TROLL, ANSWERS.speaker, ANSWERS.harm, ISSUER}
    for row in rows(
        database_url,
        "SELECT s.native, r.reporter, r.body FROM reports r JOIN subjects s ON s.id = r.subject_id",
    ):
        marks |= {row[0], *named(row[1]), row[2]}
    other = World(folder / "other").found()
    await effects(other, other.station())
    assert set(Event) - seen(world, marks) - seen(other, marks) == NOT_PLAYED
