"""A database administrator writes what rows they like, keeps some back, plays some again."""

import shutil

from quorate.authority.charter import Charge
from quorate.incidents.replay import OFFICE, Scene, Story
from quorate.incidents.stage.roles import Row, seeded
from quorate.incidents.without import Guard
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind

WHO = "database administrator"
HANDS = ("contractor", "employee")


def people() -> list[Row]:
    """Nobody more: they have no place in the people file, only the database."""
    return []


async def play(scene: Scene) -> str:
    """Forged hands, copied hands, a forged people file, a withheld veto, an older log."""
    world = scene.world
    scene.knows(OFFICE, 2_000_000, 2)
    said = await scene.propose("proposer", "proposes to suspend an office", Action.SUSPEND)
    own = seeded(WHO)
    world.publish(*(world.word(said, Kind.APPROVE, who, own) for who in HANDS))
    await scene.judged(said, WHO, "writes two approvals, signed by a key of their own", _BYTES)
    other = world.propose(2, OFFICE, signer="other contractor")
    world.approve(other, *HANDS)
    copied = [world.word(other, Kind.APPROVE, who) for who in HANDS]
    old, new = other.proposal.encode(), said.proposal.encode()
    world.publish(*(body.replace(old, new) for body in copied))
    await scene.judged(said, WHO, "copies two real approvals of another proposal onto it", _BYTES)
    rows = [{**person, "keys": _keys(person)} for person in world.people.values()]
    world.publish(world.change_entry(Charge.PEOPLE, {"people": rows}, ()))
    await scene.look()
    reason = scene.station.chronicle.view.forged[-1].reason
    scene.forged(WHO, "writes a people file in which every key is theirs", "refused", reason, "I9")
    await _withheld(scene, other.proposal)
    await _rolled_back(scene)
    return f"{OFFICE} was never touched. Every row that was written is in the log, and told."


_BYTES = (Guard.BYTES,)


def _keys(person: Row) -> list[Row]:
    return [{"public": seeded(f"{WHO} as {person['id']}").public.hex(), "channel": "cli"}]


async def _withheld(scene: Scene, proposal: str) -> None:
    """A real quorum cools off; the veto never reaches the database."""
    world, station = scene.world, scene.station
    said = station.chronicle.view.docket.proposals[proposal].statement
    station.memory.database_up = False
    station.door.veto(world.spoken(said, Kind.VETO, "on-call"))
    scene.step("on-call", "vetoes at the effector's door; the database keeps the row back", "done")
    world.later(minutes=31)
    await scene.judged(said, WHO, "waits for the cooling-off to end", (Guard.ONCE,), "I11")
    station.memory.database_up = True
    station.memory.flush()
    await scene.look()


async def _rolled_back(scene: Scene) -> None:
    """The log's folder as it was before the last entries; the effector remembers its size."""
    world, station = scene.world, scene.station
    said = await scene.propose("proposer", "proposes once more", Action.SUSPEND)
    old = world.folder / "older"
    shutil.copytree(world.log, old)
    world.approve(said, *HANDS)
    await scene.look()
    world.sequencer.close()
    shutil.rmtree(world.log)
    old.rename(world.log)
    world.reopen()
    world.resign()
    station.restart()
    station.chronicle.catch_up()
    refused = station.chronicle.doubt(station.limits)
    scene.step(WHO, "restores an older copy of the log and the effector's host", "refused", refused)
    fresh = world.station(state="a memory made anew").chronicle
    fresh.catch_up()
    believed = fresh.doubt(station.limits) is None
    scene.had_it_been(
        "the effector's own memory of how long the log was",
        "the older log counts, and two approvals never were" if believed else "nothing changes",
    )


STORY = Story(
    "database-administrator",
    "A database administrator with SQL at will",
    "Whoever runs the database of a casework system can write what its screens would refuse.",
    people,
    play,
)
