"""What other rules would have done: on a ledger made by the real effector, and by properties."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorate.authority.kernel import KERNEL, Terms
from quorate.incidents.past import Fate, History, read_history
from quorate.incidents.regime import IN_FORCE, Regime, read_regime
from quorate.incidents.stage.world import NOON, World
from quorate.incidents.whatif import Difference, answer, judge
from quorate.ledger.errors import LedgerError
from quorate.people.model import Windows
from quorate.vocabulary.eligibility import ELIGIBILITY, Powers
from quorate.vocabulary.kinds import Employment, Role

pytest_plugins = ["tests.incidents.working"]
NIGHT = NOON.replace(hour=0)


def changed(history: History, rules: str) -> list[Difference]:
    return [d for d in answer(history, read_regime(rules)).differences if d.changed]


def test_the_ledger_s_actions_are_found_with_their_fates(history: History) -> None:
    assert [(a.fate, a.matter.tier) for a in history.actions] == [
        (Fate.EXECUTED, 0),
        (Fate.RESTORED, 1),
        (Fate.EXECUTED, 2),
        (Fate.REFUSED, 2),
        (Fate.EXECUTED, 0),
    ]
    assert history.actions[3].problem == "quorum-missing"


def test_what_was_executed_is_clear_under_the_rules_in_force(history: History) -> None:
    """The effector and this judge agree about every action of the ledger."""
    for past in history.actions:
        assert judge(past, IN_FORCE).clear == (past.fate is not Fate.REFUSED)


def test_the_same_rules_change_nothing(history: History) -> None:
    found = answer(history, IN_FORCE)
    assert not any(d.changed for d in found.differences)
    assert (found.whole.executed, found.whole.restored, found.whole.refused) == (4, 1, 1)


def test_a_longer_cooling_off_delays_by_what_it_lacks(history: History) -> None:
    (protected,) = changed(history, "cooling_off_minutes: [0, 0, 60, 60]")
    assert protected.past.matter.tier == 2
    assert protected.delay == timedelta(minutes=29)  # it had waited for 31


def test_one_approver_more_is_one_hand_and_the_median_wait(history: History) -> None:
    (protected,) = changed(history, "approvers: [0, 1, 3, 3]")
    assert (protected.hands, protected.delay) == (1, timedelta(minutes=20))


def test_a_second_hand_at_tier_0_would_have_asked_two_actions_for_it(history: History) -> None:
    assert [d.past.matter.tier for d in changed(history, "approvers: [1, 1, 2, 2]")] == [0, 0]


def test_a_longer_narrowing_stops_who_was_close_to_the_end(history: History) -> None:
    (late,) = changed(history, "narrowing_minutes: {shift: 30}")
    assert late.stopped is not None
    assert (late.stopped.invariant, late.past.team) == ("I6", "north")


def test_contractors_who_may_not_propose_are_stopped(history: History) -> None:
    rules = "eligibility: [{role: reviewer, employment: contractor, propose: never}]"
    assert len([d for d in changed(history, rules) if d.stopped]) == 4


def test_a_cap_of_one_stops_the_second_of_an_hour(history: History) -> None:
    assert [d.stopped and d.stopped.invariant for d in changed(history, "caps: {tier_0: 0}")] == [
        "I17",
        "I17",
    ]


def test_tier_1_taken_as_tier_2_lacks_its_second_approver(history: History) -> None:
    (shared,) = changed(history, "tiers: [0, 2, 2, 3]")
    assert (shared.past.fate, shared.hands) == (Fate.RESTORED, 1)


def test_weaker_rules_let_a_refused_one_through(history: History) -> None:
    (lonely,) = changed(history, "approvers: [0, 0, 0, 0]")
    assert lonely.let_through
    assert lonely.past.problem == "quorum-missing"


def test_totals_are_by_the_proposer_s_team_and_by_tier(history: History) -> None:
    found = answer(history, read_regime("approvers: [0, 1, 3, 3]"))
    assert (found.teams["intake"].hands, found.teams["north"].hands) == (1, 0)
    assert {tier: total.hands for tier, total in found.tiers.items()} == {"0": 0, "1": 0, "2": 1}


def test_only_what_happened_since_is_asked_about(worked: World) -> None:
    late = read_history(worked.log, worked.genesis, NOON.replace(day=26, hour=0))
    assert len(late.actions) == 1


def test_a_ledger_of_another_genesis_is_refused(worked: World) -> None:
    with pytest.raises(LedgerError):
        read_history(worked.log, "0" * 64, NIGHT)


def powers_of(propose: int | None, approve: int | None) -> Powers:
    return Powers(propose, approve, veto=True, restore=True, reveal=None)


tier = st.integers(0, 3)
four = st.lists(tier, min_size=4, max_size=4).map(sorted).map(tuple)
minutes = st.integers(0, 90).map(lambda n: timedelta(minutes=n))
tables = st.fixed_dictionaries(
    {}, optional={(Role.REVIEWER, e): st.none() | tier for e in Employment}
).map(
    lambda rows: {
        **ELIGIBILITY,
        **{
            key: Powers(highest, highest, veto=True, restore=True, reveal=None)
            for key, highest in rows.items()
        },
    }
)
regimes = st.builds(
    Regime,
    st.builds(
        Terms,
        four,
        st.integers(0, 4),
        st.integers(0, 4),
        st.builds(Windows, minutes, minutes),
        tables,
    ),
    four,
    st.lists(minutes, min_size=4, max_size=4).map(sorted).map(tuple),
    st.integers(0, 3),
    st.integers(0, 3),
)


def stricter(one: Regime, other: Regime) -> Regime:
    """The stricter of two regimes, rule by rule."""
    a, b = one.terms, other.terms
    least = {
        key: powers_of(
            _least(a.eligibility[key].propose, b.eligibility[key].propose),
            _least(a.eligibility[key].approve, b.eligibility[key].approve),
        )
        for key in ELIGIBILITY
    }
    windows = Windows(
        max(a.windows.last_day, b.windows.last_day), max(a.windows.shift, b.windows.shift)
    )
    terms = Terms(
        _most(a.approvers, b.approvers),
        min(a.employee_from, b.employee_from),
        min(a.apart_from, b.apart_from),
        windows,
        least,
    )
    waits = (one.cooling_off or (), other.cooling_off or ())
    return Regime(
        terms,
        _most(one.tiers, other.tiers),
        tuple(max(pair) for pair in zip(*waits, strict=True)),
        min(one.cap_tier_0, other.cap_tier_0),
        min(one.cap_above, other.cap_above),
    )


def _most(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, int, int, int]:
    w, x, y, z = (max(pair) for pair in zip(one, other, strict=True))
    return w, x, y, z


def _least(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else min(one, other)


@given(regimes, regimes)
def test_stricter_rules_never_stop_fewer(history: History, one: Regime, other: Regime) -> None:
    both = stricter(one, other)
    for past in history.actions:
        usual, strict = judge(past, one), judge(past, both)
        assert bool(strict.stopped) >= bool(usual.stopped)
        assert usual.clear >= strict.clear
        assert strict.cooling_off >= usual.cooling_off
        if not strict.stopped:
            assert strict.hands >= usual.hands


@given(regimes)
def test_a_regime_beside_itself_never_differs(history: History, regime: Regime) -> None:
    assert replace(regime) == regime
    for past in history.actions:
        assert judge(past, regime) == judge(past, replace(regime))
    assert IN_FORCE.terms == KERNEL
