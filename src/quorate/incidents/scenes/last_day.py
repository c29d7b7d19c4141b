"""2017: a contractor, one hour before the end of the last working day, closes a head of state."""

from quorate.incidents.replay import OFFICE, Scene, Story
from quorate.incidents.stage.roles import Row, row
from quorate.incidents.stage.world import NOON, TROLL
from quorate.incidents.without import Guard
from quorate.vocabulary.actions import Action

WHO = "contractor on the last day"
FOLLOWERS = 41_000_000


def people() -> list[Row]:
    """Their shift ends at 13:00 today, and with it everything."""
    day = {"days": [1, 2, 3, 4, 5, 6, 7], "starts": "05:00", "ends": "13:00"}
    last = NOON.date().isoformat()
    return [row(WHO, "reports", "contractor", shift=day, last_working_day=last)]


async def play(scene: Scene) -> str:
    """Deactivate, then suspend alone, then with a second contractor, then after the end."""
    scene.knows(TROLL)
    small = await scene.propose(WHO, "proposes to deactivate a small account", Action.DEACTIVATE)
    await scene.order(small, WHO, "wants it done now, an hour before the end")
    scene.knows(OFFICE, FOLLOWERS, 2)
    closing = await scene.propose(
        WHO,
        f"proposes to deactivate an account that {FOLLOWERS:,} people follow",
        Action.DEACTIVATE,
    )
    await scene.order(closing, WHO, "orders it at the effector's own door")
    muting = await scene.propose(WHO, "proposes to suspend it instead", Action.SUSPEND)
    await scene.order(muting, WHO, "orders it, alone")
    await scene.approve(muting, "contractor", "approves: a contractor too")
    await scene.approve(muting, "other contractor", "approves: a third contractor")
    await scene.order(muting, WHO, "orders it with three contractors' hands")
    scene.world.later(minutes=61)
    await scene.approve(muting, "employee", "approves, a minute after the proposer's shift ended")
    await scene.order(muting, "employee", "orders it", (Guard.CLOCK,))
    return (
        f"{OFFICE} was never touched. The contractor's access ended at 13:00 by itself; "
        "no message had to arrive for that."
    )


STORY = Story(
    "last-day-contractor",
    "The last hour of the last day (2017)",
    "A contractor, in the last hour of the last working day, closed a head of state's account. "
    "Nobody had broken a rule of the software. It stayed closed for eleven minutes.",
    people,
    play,
)
