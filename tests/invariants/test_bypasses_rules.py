"""Cedar's own traps, each between a person's hand and the effector: allowed is a clean Allow alone.

That Cedar has them, shown on Cedar itself, is in tests/authority/test_engine.
"""

from typing import Final

import pytest
from tests.invariants.asking import ERRS, EVERYTHING, QUORUM, Ruled, problem

from quorate.authority.policyset import SCHEMA, SHIPPED, PolicySetError, read_set, read_texts
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.vocabulary.problems import Problem

TEXTS: Final = read_texts(SHIPPED)
FORBID: Final = '@id("own") @says("own") forbid (principal, action, resource)'


async def verdict(station: Station, tier: int = 0) -> Problem | None:
    """The shipped rules permit it; what is said to the effector is the set's further file."""
    said = station.world.propose(tier)
    if tier:
        station.world.approve(said, *QUORUM)
    return await problem(station.world, station, said)


async def test_the_shipped_rules_leave_the_hand(ruled: Ruled) -> None:
    """Else the tests below would prove nothing."""
    assert await verdict(ruled(own=EVERYTHING)) is None


async def test_trap_a_forbid_that_errs_is_skipped(ruled: Ruled) -> None:
    station = ruled(errs=ERRS)
    assert await verdict(station) is Problem.POLICY_BROKEN
    await station.step()
    assert station.platform.calls == []


async def test_trap_entities_without_a_schema_are_unchecked(ruled: Ruled) -> None:
    """A set that asks for a fact which no person has: unchecked, it would be found absent."""
    wants = TEXTS[SCHEMA].replace("team: String,", "team: String, clearance: Long,")
    rule = f"{FORBID} when {{ principal has clearance && principal.clearance < 3 }};"
    assert await verdict(ruled(schema=wants, own=rule)) is Problem.POLICY_BROKEN


async def test_trap_bad_context_answers_no_decision(ruled: Ruled) -> None:
    other = TEXTS[SCHEMA].replace("hour: Long, ", "hour: String, ")
    assert other != TEXTS[SCHEMA]
    assert await verdict(ruled(schema=other)) is Problem.POLICY_BROKEN


async def test_trap_there_is_no_set_size_so_no_rule_counts_a_quorum(ruled: Ruled) -> None:
    """No rule can count, and one that permits everything fills no slot: the kernel counts."""
    with pytest.raises(PolicySetError, match="size"):
        read_set({**TEXTS, "own.cedar": f"{FORBID} when {{ principal.roles.size() < 3 }};"})
    names = [path.stem for path in SHIPPED.glob("*.cedar")]
    station = ruled(**dict.fromkeys(names, ""), own=EVERYTHING)
    said = station.world.propose(2)
    station.world.approve(said, "contractor", "other contractor", "on-call", "owner", "auditor")
    assert await problem(station.world, station, said) is Problem.QUORUM_MISSING


@pytest.mark.parametrize("end", ["last_working_day", "contract_end"])
async def test_trap_a_bare_date_is_midnight(world: World, station: Station, end: str) -> None:
    """The last day is worked to its shift's end; with midnight it would be over before it began,
    and a rule that reads it the other way round would give a day more."""
    world.changed("proposer", **{end: "2026-11-25"}, zone="America/Los_Angeles")
    said = world.propose(0)
    assert await problem(world, station, said) is None
    world.later(hours=19, minutes=59)  # 07:59 of the 26th in UTC, 23:59 of the 25th there
    assert await problem(world, station, said) is None
    world.later(minutes=1)
    assert await problem(world, station, said) is Problem.PERSON_NOT_ALIVE


ABSENT: Final = [
    'when { Person::"boss" has vendor && principal.team == "intake" }',
    'when { principal in Person::"boss" }',
    'when { resource == Matter::"tier 7" }',
    'unless { Person::"boss" has vendor }',
]


@pytest.mark.parametrize("asks", ABSENT)
async def test_trap_a_rule_asks_for_an_entity_that_is_not_in_the_slice(
    ruled: Ruled, asks: str
) -> None:
    """To Cedar it has no attributes and gives no error: the forbid would be passed over."""
    assert await verdict(ruled(own=f"{FORBID} {asks};")) is Problem.POLICY_BROKEN


async def test_trap_another_version_of_the_rules_decides(ruled: Ruled) -> None:
    """Somebody widens the file of the pinned set under the effector: nothing is silenced, and not
    by the wider rules; the pinned bytes, laid back, decide again."""
    station = ruled(own=f"{FORBID} when {{ false }};")
    assert await verdict(station) is None
    (file,) = station.world.folder.parent.glob("rules/set/own.cedar")
    pinned = file.read_text()
    for text, expected in ((EVERYTHING, Problem.POLICY_BROKEN), (pinned, None)):
        file.write_text(text)
        station = station.world.station(rules=file.parents[1], state=f"anew {len(text)}")
        assert await verdict(station) is expected
