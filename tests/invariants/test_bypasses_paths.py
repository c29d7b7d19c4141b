"""A check in the direct path, and the scheduled, bulk, appeal, API-key or automated one around it.

Every path that leads to a platform is played here: with a full quorum it acts, with the check of
the certificate refusing it does not, and with one hand it never does. That there is no further
path is read from the code in test_bypasses_code.
"""

from collections.abc import Awaitable, Callable
from typing import Final

import pytest
from tests.invariants.asking import QUORUM

from quorate.authority.charter import Charge
from quorate.authority.gate import SERVICES, service_warrant
from quorate.decisions.catalogue import read_policy
from quorate.decisions.docket import Proposal
from quorate.decisions.statement import Statement
from quorate.effects import executor
from quorate.effects.connectors.base import INVERSES, Freeing
from quorate.effects.doors.staff import StaffDoor
from quorate.incidents.stage.station import Crash, Station
from quorate.incidents.stage.world import POLICY, TROLL, World, proposal_of
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

SPAMMERS: Final = [f"@spammer{i}:here.example" for i in range(3)]
Hands = tuple[str, ...]


def acted(world: World) -> list[str]:
    """The calls that were not freeing, in order."""
    return [call for call, _ in world.platform.calls if call not in list(Freeing)]


def proposed(world: World, station: Station, hands: Hands, action: Action) -> Statement:
    said = world.propose(2, action=action)
    world.approve(said, *hands)
    return said


async def quorum_reached(world: World, station: Station, hands: Hands) -> None:
    """Nobody asks: the effector sees the last approval, and the cooling-off ends by the clock."""
    proposed(world, station, hands, Action.SUSPEND)
    await station.cool()


async def ordered(world: World, station: Station, hands: Hands) -> None:
    """Somebody orders it at the effector's own door, and the loop has not looked since."""
    said = proposed(world, station, hands, Action.SUSPEND)
    await station.step()
    world.later(minutes=31)
    world.resign()
    await station.door.execute(world.order("execute", said.proposal, "on-call"))


async def many_at_once(world: World, station: Station, hands: Hands) -> None:
    for native in SPAMMERS:
        station.knows(native)
        world.approve(world.propose(2, native), *hands)
    await station.cool()


async def interim(world: World, station: Station, hands: Hands) -> None:
    """What is signed beside a proposal that waits: it acts by the same check, or not at all."""
    proposed(world, station, hands, Action.WARN)
    await station.step()


async def platform_back(world: World, station: Station, hands: Hands) -> None:
    """Tried again by itself once the platform answers."""
    proposed(world, station, hands, Action.LOCK)
    await station.step()
    world.platform.down = True
    await station.cool()
    world.platform.down = False
    await station.cool()


async def another_takes_over(world: World, station: Station, hands: Hands) -> None:
    """The first effector is gone before it acts; a second follows the same log."""
    proposed(world, station, hands, Action.SUSPEND)
    station.memory.close()
    await world.station("second effector").cool()


async def after_a_restore(world: World, station: Station, hands: Hands) -> None:
    """An account was freed; whoever wants it silenced again comes by the same check."""
    first = world.propose(0)
    await station.step()
    await station.door.restore(world.spoken(first, Kind.RESTORE, "on-call"))
    await station.effector.keep_restoring()
    world.platform.calls.clear()
    proposed(world, station, hands, Action.SUSPEND)
    await station.cool()


Way = Callable[[World, Station, Hands], Awaitable[None]]
WAYS: Final[list[Way]] = [
    quorum_reached,
    ordered,
    many_at_once,
    interim,
    platform_back,
    another_takes_over,
    after_a_restore,
]


def refuse(*_: object) -> Refusal:
    return Refusal(Problem.CLOCK_DOUBT, "for this test")


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The check as if it always refused; the proposals that it was asked about."""
    asked: list[str] = []

    def counted(view: object, proposal: Proposal, *rest: object) -> Refusal:
        asked.append(proposal.statement.proposal)
        return refuse()

    monkeypatch.setattr(executor, "certify", counted)
    return asked


@pytest.mark.parametrize("way", WAYS)
async def test_each_way_acts_with_a_whole_quorum(world: World, station: Station, way: Way) -> None:
    """Else the two tests below would prove nothing."""
    await way(world, station, QUORUM)
    assert len(acted(world)) == (len(SPAMMERS) if way is many_at_once else 1)


@pytest.mark.parametrize("way", WAYS)
async def test_trap_a_way_goes_around_the_check(
    world: World, station: Station, refusing: list[str], way: Way
) -> None:
    await way(world, station, QUORUM)
    assert acted(world) == []
    assert refusing


@pytest.mark.parametrize("way", [w for w in WAYS if w is not interim])
@pytest.mark.parametrize("hands", [(), ("employee",)], ids=["proposer alone", "and one"])
async def test_trap_a_way_asks_for_fewer_hands(
    world: World, station: Station, way: Way, hands: Hands
) -> None:
    await way(world, station, hands)
    assert acted(world) == []


def die(*_: object) -> None:
    raise Crash


async def dies(*_: object) -> bool:
    raise Crash


@pytest.mark.parametrize("moment", ["intent unpublished", "before the call"])
async def test_trap_a_replay_after_a_crash_goes_around_the_check(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """What was certified before the crash is checked again, and an intent alone is no leave."""
    if moment == "before the call":
        world.platform.before_act = die
    else:
        monkeypatch.setattr(station.executor, "published", dies)
    proposed(world, station, QUORUM, Action.SUSPEND)
    with pytest.raises(Crash):
        await station.cool()
    world.platform.before_act = lambda: None
    station.restart()
    with monkeypatch.context() as now:
        now.setattr(executor, "certify", refuse)
        for _ in range(3):
            await station.step()
        assert acted(world) == []
    await station.step()
    assert acted(world) == ["suspend"]


@pytest.mark.parametrize("action", [a for a in Action if a is not Action.WARN])
def test_trap_a_measure_meanwhile_silences(action: Action) -> None:
    """No policy names one that does, so none can be offered beside a proposal that waits."""
    with pytest.raises(ValueError, match="interim"):
        read_policy({**POLICY, "actions": list(Action), "interim": action})


@pytest.mark.parametrize("action", [Action.NO_VIOLATION, Action.RESTORE])
async def test_trap_an_appeal_s_proposal_acts(
    world: World, station: Station, action: Action
) -> None:
    """There are no appeals yet. What would be their outcome moves nothing, whatever is allowed."""
    wide = {**POLICY, "version": 2, "actions": list(Action)}
    world.change(Charge.POLICIES, {"policies": [wide]})
    said = world.propose(2, action=action, policy=read_policy(wide).hash)
    world.approve(said, *QUORUM)
    await station.cool()
    assert world.platform.calls == []
    assert proposal_of(station, said).intents == []


@pytest.mark.parametrize("call", sorted(set(Freeing) - {Freeing.TAKE_OFF}))  # no platform's call
async def test_trap_a_restore_is_kept_to_silence(
    world: World, station: Station, call: Freeing
) -> None:
    """It makes the one call that undoes its proposal's, however often it is tried again."""
    action = next(action for action, inverse in INVERSES.items() if inverse is call)
    native = f"!room:here.example/$event/{TROLL}" if FACTS[action].content else TROLL
    station.knows(native)
    said = world.propose(2, native, action=action)
    world.approve(said, *QUORUM)
    await station.cool()
    world.platform.calls.clear()
    await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
    for _ in range(3):
        await station.effector.keep_restoring()
        await station.cool()
    assert {name for name, _ in world.platform.calls} == {call}


async def test_trap_an_emergency_silences(world: World, station: Station) -> None:
    """A broken glass and a colleague locked out move no account, and carry no proposal."""
    proposed(world, station, ("employee",), Action.SUSPEND)
    door = StaffDoor(station.effector, station.door)
    await station.step()
    await door.break_glass(world.order("break-glass", "emergency", "on-call"))
    await door.lock_person(world.order("lock-person", "contractor", "on-call"))
    await station.cool()
    assert world.platform.calls == []


@pytest.mark.parametrize("permission", [p for p in Permission if p not in SERVICES])
def test_trap_an_api_key_decides(permission: Permission) -> None:
    """A token of a service files reports and escalates; for all else it gets no warrant."""
    found = service_warrant("service:intake", permission, "proposal-1")
    assert isinstance(found, Refusal)


async def test_trap_an_automation_s_key_opens_and_approves(world: World, station: Station) -> None:
    """Every process's own key, over well-formed words: rows that the effector takes for forged."""
    for name in ("web", "worker", "effector", "service:classifier"):
        own = world.process_key(name)
        world.publish(world.opening(world.statement(0, signer=name), own))
        said = world.propose(1)
        world.publish(world.word(said, Kind.APPROVE, name, own))
    await station.cool()
    assert world.platform.calls == []
    assert len(station.chronicle.view.forged) == 8
