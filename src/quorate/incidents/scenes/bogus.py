"""A ticket opened and worked by the same hand, to look into an account and to silence it."""

from quorate.decisions.statement import CaseRef
from quorate.incidents.replay import Scene, Story
from quorate.incidents.stage.looking import look
from quorate.incidents.stage.roles import Row, row
from quorate.vocabulary.actions import Action
from quorate.vocabulary.problems import Refusal

WHO = "insider"
THEIRS = "@insider-at-home:here.example"
VICTIM = "@somebody-they-know:here.example"


def people() -> list[Row]:
    """A reviewer of the own employment; what they own on the platform is known."""
    return [row(WHO, "reports")]


async def play(scene: Scene) -> str:
    """A look, a suspension, and the same with a report from the own second account."""
    world = scene.world
    mine = world.ref(THEIRS)
    world.changed(WHO, accounts=[mine])
    scene.knows(VICTIM)
    await _look(scene)
    case = CaseRef("case-made-up", WHO, WHO)
    said = await scene.propose(
        WHO, "opens a case about somebody they know and proposes to lock it", Action.LOCK, case=case
    )
    await scene.order(said, WHO, "orders it: at tier 0 one hand is enough")
    scene.station.knows(VICTIM, (THEIRS,))
    said = await scene.propose(
        WHO,
        "reports it from a second account of their own, and proposes on that case",
        Action.LOCK,
        reporters=world.reporters_digest((THEIRS,)),
    )
    await scene.order(said, WHO, "orders it")
    return f"{VICTIM} was never touched, nothing private was read, and on file is who tried."


async def _look(scene: Scene) -> None:
    wish = look(scene.world, WHO, scene.native, creator=WHO, assigner=WHO)
    scene.world.resign()
    answer = await scene.station.reveals.reveal(wish)
    refused = answer if isinstance(answer, Refusal) else None
    answered = "refused" if refused else "done"
    scene.step(WHO, "asks for the mail address behind the account", answered, refused)
    given = look(scene.world, WHO, scene.native)
    asked = await scene.station.reveals.reveal(given)
    scene.had_it_been(
        "asking who opened and gave the case",
        str(asked) if isinstance(asked, Refusal) else "it would be shown",
    )


STORY = Story(
    "bogus-ticket",
    "A ticket opened and worked by the same hand",
    "Employees of several platforms opened cases about people they knew, worked them themselves, "
    "and looked into accounts or closed them.",
    people,
    play,
)
