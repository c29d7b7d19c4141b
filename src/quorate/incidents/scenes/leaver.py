"""Somebody has left, and everything still works: the key, the session, yesterday's approval."""

from datetime import timedelta

from quorate.authority.engine import shipped_law
from quorate.authority.gate import Actor, warrant
from quorate.incidents.replay import OFFICE, Scene, Story
from quorate.incidents.stage.roles import Row, row
from quorate.incidents.stage.sources import Source
from quorate.incidents.stage.world import NOON, TROLL
from quorate.incidents.without import Guard
from quorate.vocabulary.actions import Action
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

WHO = "leaver"
LEAVING = "colleague who leaves today"


def people() -> list[Row]:
    """One left yesterday; of the other the house still believes that they stay."""
    yesterday = (NOON - timedelta(days=1)).date().isoformat()
    return [
        row(WHO, "reports", "contractor", contract_end=yesterday),
        row(LEAVING, "appeals"),
    ]


async def play(scene: Scene) -> str:
    """The old session, the old key, and an approval given in the last hour."""
    source = Source(scene.world)
    source.declare()
    source.confirm()
    scene.knows(TROLL)
    await scene.look()
    _session(scene)
    said = await scene.propose(WHO, "proposes with the key that nobody took away", Action.SUSPEND)
    await scene.order(said, WHO, "orders it: at tier 0 one hand is enough")
    scene.knows(OFFICE, 2_000_000, 2)
    said = await scene.propose("proposer", "proposes to suspend an office", Action.SUSPEND)
    await scene.approve(said, "contractor", "approves")
    await scene.approve(said, LEAVING, "approves, in the last hour")
    source.narrow(LEAVING, last_working_day="2026-11-24", zone="UTC")
    await scene.look()
    scene.step("the source of people's facts", "says: that colleague has left", "done")
    scene.world.later(minutes=10)
    source.confirm()
    await scene.cool(10)
    await scene.order(said, "proposer", "orders it after the cooling-off", (Guard.CLOCK,))
    return f"{OFFICE} and {TROLL} were never touched; who left has no hand, whatever they hold."


def _session(scene: Scene) -> None:
    """The console asks the same facts at each request."""
    person, now = scene.person(WHO), scene.world.now
    found = warrant(shipped_law(), Actor(person), Permission.CASE_READ, "all cases", now)
    refused = found if isinstance(found, Refusal) else None
    scene.step(WHO, "opens the queue in a browser that is still signed in", "refused", refused)
    before = NOON - timedelta(days=1)
    then = warrant(shipped_law(), Actor(person), Permission.CASE_READ, "all cases", before)
    scene.had_it_been(
        "asking the contract at each request",
        str(then) if isinstance(then, Refusal) else "it would be shown, as the day before",
    )


STORY = Story(
    "leaver",
    "A leaver whose access stays",
    "Accounts of people who had left were used weeks later: nobody had told every system.",
    people,
    play,
)
