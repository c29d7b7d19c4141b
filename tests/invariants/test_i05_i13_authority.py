"""I5, I13, I23 for the rules of authority: they take hands away at the instant of acting, they
never give one, and while they cannot be relied on nothing is silenced and everything is freed."""

from typing import Final

from tests.invariants.asking import ERRS, EVERYTHING, QUORUM, Ruled, problem, words

from quorate.authority.laws import Laws
from quorate.authority.policyset import SHIPPED
from quorate.decisions.statement import Statement
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Entry, read_entry
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal

BROKEN: Final = "rules of authority are broken"
NIGHT: Final = """@id("night") @says("contractors have no hand in silencing at night")
forbid (principal, action == Action::"proposal:open", resource)
when { principal has vendor && (context.hour < 6 || context.hour >= 22) };"""


async def restored(station: Station, said: Statement, who: str = "on-call") -> str:
    found = await station.door.restore(station.world.spoken(said, Kind.RESTORE, who))
    return found.problem if isinstance(found, Refusal) else str(found["receipt"])


def entries(world: World, event: Event) -> list[Entry]:
    """What the log has of this type."""
    reader = LogReader(world.log)
    found = reader.entries(0, int(reader.checkpoint_text().split("\n")[1]))
    return [entry for entry in map(read_entry, found) if entry.event is event]


def break_rules(station: Station) -> None:
    """Somebody changes a file of the pinned set."""
    station.laws = Laws(station.world.folder / "nothing").pinned
    station.restart()
    station.chronicle.catch_up()


async def test_i05_untrained_proposer_has_no_hand_at_tier_2(world: World, station: Station) -> None:
    said = world.propose(2)
    world.approve(said, *QUORUM)
    world.changed("proposer", training=["private-data"])
    assert await problem(world, station, said) is Problem.NOT_PERMITTED
    assert "protected-accounts" in await words(world, station, said)


async def test_i05_untrained_approver_fills_no_slot_at_tier_2(
    world: World, station: Station
) -> None:
    world.changed("employee", training=[])
    said = world.propose(2)
    world.approve(said, *QUORUM)
    assert await problem(world, station, said) is Problem.QUORUM_MISSING
    world.approve(said, "other employee")
    assert await problem(world, station, said) is Problem.PAGE_NOT_TAKEN


async def test_i05_training_is_not_asked_for_at_tier_1(world: World, station: Station) -> None:
    world.changed("proposer", training=[])
    world.changed("employee", training=[])
    said = world.propose(1)
    world.approve(said, "employee")
    assert await problem(world, station, said) is None


async def test_i01_rules_that_permit_everything_fill_no_slot(ruled: Ruled) -> None:
    """Policies narrow what the kernel allows; they never widen it."""
    names = [path.stem for path in SHIPPED.glob("*.cedar")]
    station = ruled(**dict.fromkeys(names, ""), wide=EVERYTHING)
    world = station.world
    said = world.propose(2)
    world.approve(said, "contractor", "other contractor", "owner", "on-call")
    assert await problem(world, station, said) is Problem.QUORUM_MISSING
    by_owner = world.propose(1, signer="owner")
    world.approve(by_owner, "employee")
    assert await problem(world, station, by_owner) is Problem.NOT_ELIGIBLE


async def test_i05_a_rule_for_hours_and_vendors_takes_the_hand_away(ruled: Ruled) -> None:
    station = ruled(night=NIGHT)
    world = station.world
    said = world.propose(1)
    world.approve(said, "employee")
    assert await problem(world, station, said) is None
    world.later(hours=10)
    assert "at night" in await words(world, station, said)


async def test_i13_a_rule_that_errs_refuses_silencing_and_is_alarmed(ruled: Ruled) -> None:
    station = ruled(errs=ERRS)
    world = station.world
    said = world.propose(2)
    world.approve(said, *QUORUM)
    await station.cool()
    assert world.platform.calls == []
    assert station.pager.heard(Problem.POLICY_BROKEN) == 1


async def test_i13_without_the_pinned_rules_nothing_is_silenced(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    break_rules(station)
    assert await problem(world, station, said) is Problem.POLICY_BROKEN
    await station.step()
    assert world.platform.calls == []


async def test_i23_broken_rules_are_logged_and_alarmed_at_tier_2(
    world: World, station: Station
) -> None:
    said = world.propose(2)
    break_rules(station)
    await station.step()
    await station.step()
    assert station.pager.heard(BROKEN) == 1
    assert station.pager.heard("refused, tier 2") == 1
    logged = entries(world, Event.EFFECT_REFUSED)
    assert [entry.data["problem"] for entry in logged] == [Problem.POLICY_BROKEN]
    assert logged[0].data["proposal"] == said.proposal


async def test_i13_without_the_pinned_rules_one_person_restores(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    await station.step()
    break_rules(station)
    assert "restored" in await restored(station, said)
    assert world.platform.calls == [("suspend", TROLL), ("unsuspend", TROLL)]


async def test_i13_without_the_pinned_rules_one_person_vetoes(
    world: World, station: Station
) -> None:
    said = world.propose(2)
    break_rules(station)
    found = station.door.veto(world.spoken(said, Kind.VETO, "on-call"))
    assert not isinstance(found, Refusal)


async def test_i13_rules_that_err_stop_no_restore(ruled: Ruled) -> None:
    station = ruled(errs=ERRS.replace('Action::"proposal:open"', 'Action::"effect:restore"'))
    said = station.world.propose(0)
    await station.step()
    assert "restored" in await restored(station, said)


async def test_i05_the_set_in_force_is_the_one_that_the_ledger_pins(
    world: World, station: Station
) -> None:
    """Another set, however good, is not taken for it."""
    said = world.propose(0)
    station.chronicle.catch_up()
    station.chronicle.view.authority = "11" * 32
    assert await problem(world, station, said) is Problem.POLICY_BROKEN
