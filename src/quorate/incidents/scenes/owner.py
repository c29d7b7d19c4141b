"""An owner says "no limits", and means the own hand."""

from quorate.accounts.register import Reading
from quorate.authority.charter import Charge
from quorate.incidents.replay import OFFICE, Scene, Story
from quorate.incidents.stage.amending import amendment, applied, word
from quorate.incidents.stage.roles import Row, row
from quorate.incidents.without import Guard
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind, Role

CRITIC = "@critic:here.example"
REPORTS = ("first of the owner's staff", "second of the owner's staff")


def people() -> list[Row]:
    """Two reviewers whom the owner manages."""
    return [row(name, f"team of {name}", manager="owner") for name in REPORTS]


async def play(scene: Scene) -> str:
    """The own hand, the own people file, the own staff, the own register, the own amendment."""
    scene.knows(CRITIC)
    said = await scene.propose("owner", "proposes to suspend a critic", Action.SUSPEND)
    await scene.order(said, "owner", 'orders it: "no limits"')
    await _grants_itself(scene)
    await scene.judged(said, "owner", "waits for the new role to count", (Guard.BYTES,))
    scene.knows(OFFICE, 2_000_000, 2)
    said = await scene.propose(REPORTS[0], "is told to propose against an office", Action.SUSPEND)
    for who in (REPORTS[1], "owner"):
        await scene.approve(said, who, "approves")
    await scene.order(said, "owner", "orders it with the staff's hands")
    await _lowers(scene)
    return (
        f"{CRITIC} and {OFFICE} were never touched. The owner still is an owner, which has no "
        "hand in silencing, and the office is still protected."
    )


async def _grants_itself(scene: Scene) -> None:
    world = scene.world
    rows = [
        {**person, "roles": ["owner", "reviewer"]} if person["id"] == "owner" else person
        for person in world.people.values()
    ]
    world.publish(world.change_entry(Charge.PEOPLE, {"people": rows}, (world.founders[0],)))
    await scene.look()
    view = scene.station.chronicle.view
    holds = Role.REVIEWER in scene.person("owner").roles
    scene.forged(
        "owner",
        "has one founder sign a people file that makes the owner a reviewer",
        "done" if holds else "refused",
        view.forged[-1].reason,
        "I9",
    )


async def _lowers(scene: Scene) -> None:
    """Alone, with the delay passed: an amendment of one hand never comes into force."""
    world, station = scene.world, scene.station
    world.register({OFFICE: 2})
    world.platform.readings[OFFICE] = Reading(0, verified=False, office=False)
    made = amendment(world, Charge.LOWERING, [{"ref": world.ref(OFFICE), "tier": 0}])
    world.publish(word(world, made, Kind.PROPOSE, "owner"))
    await scene.look()
    scene.step("owner", "opens an amendment that takes the office out of the register", "waiting")
    world.later(hours=73)
    await scene.look()
    held = station.chronicle.view.register.tier(world.ref(OFFICE), world.now)
    done = applied(station, made) or held < 2
    scene.forged(
        "owner",
        "waits out the three days, alone",
        "done" if done else "refused",
        f"the office is still of tier {held}: two approvers are missing",
        "I9, I10",
    )


STORY = Story(
    "no-limits-owner",
    'An owner says "no limits"',
    "Owners of platforms have had accounts closed, opened and made louder on their own word, "
    "by staff who could not refuse.",
    people,
    play,
)
