"""2020: callers talk several operators out of their sessions, and post from famous accounts."""

from quorate.decisions.statement import Statement
from quorate.incidents.replay import OFFICE, Scene, Story
from quorate.incidents.stage.roles import Row, row, seeded
from quorate.incidents.stage.world import proposal_of
from quorate.incidents.without import Guard
from quorate.people.keys import key_id
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind

OPERATORS = ("first operator", "second operator", "third operator")
TAKEN = 11


def people() -> list[Row]:
    """Three operators of one team; what the callers hold are the keys of their browsers."""
    return [
        row(name, "support", keys=[{"public": seeded(name).public.hex(), "channel": "console"}])
        for name in OPERATORS
    ]


async def play(scene: Scene) -> str:
    """The famous account first, then as many well-known ones as they get, then the undoing."""
    first, second, third = OPERATORS
    scene.knows(OFFICE, 10_000_000, 2)
    said = await scene.propose(
        first, "callers, from a stolen session, propose to lock a famous account", Action.LOCK
    )
    for who in (second, third):
        await scene.approve(said, who, "callers approve from another stolen session")
    await scene.order(said, first, "callers order it", (Guard.CHANNELS,))
    done = await _well_known(scene)
    await _undone(scene, done)
    await _revoked(scene, done[0])
    scene.knows(OFFICE, 10_000_000, 2)
    return (
        f"The famous account was never touched. {len(done)} of {TAKEN} well-known ones were "
        f"suspended for a minute, up to the cap of an hour, and given back by one person."
    )


async def _well_known(scene: Scene) -> list[Statement]:
    """Two sessions are two hands at tier 1, which is stated: the cap is what holds there."""
    first, second, _ = OPERATORS
    world, said = scene.world, list[Statement]()
    for number in range(TAKEN):
        native = f"@singer-{number}:here.example"
        scene.knows(native, 50_000)
        said.append(world.statement(1, native, signer=first))
    world.publish(*(world.opening(s) for s in said))
    world.publish(*(world.word(s, Kind.APPROVE, second) for s in said))
    await scene.look()
    done = [s for s in said if proposal_of(scene.station, s).outcome == "done"]
    scene.step(
        first,
        f"callers suspend {len(done)} well-known accounts of tier 1 from two stolen sessions",
        "done",
    )
    (last,) = [s for s in said if s not in done]
    await scene.order(last, first, "callers go on to the next one")
    return done


async def _undone(scene: Scene, done: list[Statement]) -> None:
    scene.world.later(minutes=1)
    for said in done:
        body = scene.world.spoken(said, Kind.RESTORE, "on-call")
        await scene.station.door.restore(body)
    await scene.station.effector.keep_restoring()
    scene.step("on-call", f"gives all {len(done)} back, alone, within the minute", "done")


async def _revoked(scene: Scene, before: Statement) -> None:
    """One operator understands, and takes the key away from whoever has it."""
    first, second, _ = OPERATORS
    world, native = scene.world, "@singer-0:here.example"
    scene.knows(native, 50_000)
    again = world.propose(1, native, signer=first)
    world.approve(again, second)
    key = key_id(seeded(first).public)
    scene.station.door.revoke_key(world.order("revoke-key", key, first))
    scene.step(first, "understands, and revokes the own key at the effector's door", "done")
    await scene.order(again, second, "callers order the next one, proposed with that key")
    await scene.order(before, second, "callers order an earlier one once more")


STORY = Story(
    "phone-operators",
    "Operators tricked by phone (2020)",
    "Callers talked several operators of a platform out of their sessions and posted from the "
    "accounts of famous people. Each operator's tools could do it alone.",
    people,
    play,
)
