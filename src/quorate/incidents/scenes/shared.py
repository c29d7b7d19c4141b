"""One key, several people; and one person, several keys."""

from quorate.authority.charter import Charge
from quorate.incidents.replay import OFFICE, Scene, Story
from quorate.incidents.stage.roles import Row, row, seeded
from quorate.incidents.without import Guard
from quorate.people.keys import key_id
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind

HOLDER, FRIEND, LENT = "holder of the key", "friend with a copy", "spare key of the holder"


def people() -> list[Row]:
    """The holder has two keys of their own; the friend has one, and a copy of the holder's."""
    keys = [{"public": seeded(k).public.hex(), "channel": "cli"} for k in (HOLDER, LENT)]
    return [row(HOLDER, "north side", keys=keys), row(FRIEND, "south side")]


async def play(scene: Scene) -> str:
    """Enrolled twice, used for somebody else, used twice, and taken away."""
    world = scene.world
    scene.knows(OFFICE, 2_000_000, 2)
    await _enrolled_twice(scene)
    said = await scene.propose("proposer", "proposes to suspend an office", Action.SUSPEND)
    await scene.approve(said, HOLDER, "approves")
    world.publish(world.word(said, Kind.APPROVE, FRIEND, seeded(HOLDER)))
    await scene.judged(
        said, FRIEND, "approves too, with the copy of the holder's key", (Guard.BYTES,)
    )
    world.publish(world.word(said, Kind.APPROVE, HOLDER, seeded(LENT)))
    await scene.look()
    await scene.order(said, HOLDER, "approves a second time with the spare key, and orders it")
    await scene.approve(said, "employee", "approves: now the hands are there")
    key = key_id(seeded(HOLDER).public)
    scene.station.door.revoke_key(world.order("revoke-key", key, HOLDER))
    scene.step(HOLDER, "finds out about the copy and revokes the key", "done")
    await scene.cool()
    await scene.order(said, "employee", "orders it after the cooling-off", (Guard.KEYS,))
    return f"{OFFICE} was never touched: one key is one human, one human is one hand."


async def _enrolled_twice(scene: Scene) -> None:
    """All three founders sign it, and still it does not take effect."""
    world = scene.world
    shared = [{"public": seeded(HOLDER).public.hex(), "channel": "cli"}]
    rows = [
        {**person, "keys": shared} if person["id"] == FRIEND else person
        for person in world.people.values()
    ]
    world.publish(world.change_entry(Charge.PEOPLE, {"people": rows}))
    await scene.look()
    scene.forged(
        "three founders",
        "sign a people file in which two people have the same key",
        "refused",
        scene.station.chronicle.view.forged[-1].reason,
        "I16",
    )


STORY = Story(
    "shared-key",
    "A key that several people share",
    "Shared credentials made it impossible to say who had done what, and gave one person "
    "several hands.",
    people,
    play,
)
