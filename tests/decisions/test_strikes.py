"""Strikes: what counts, for how long, and which step a policy's ladder names for the next one."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from quorate.decisions.catalogue import Catalogue, Policy, read_catalogue, read_policy
from quorate.decisions.docket import Docket, Proposal
from quorate.decisions.ladder import Ladder, Step
from quorate.decisions.statement import CaseRef, Statement, Target
from quorate.decisions.strikes import next_step, strikes_of
from quorate.incidents.stage.world import NOON, POLICY
from quorate.people.signed import Signed
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind, Slot, SubjectKind
from quorate.vocabulary.times import stamp

LADDER: Final[dict[str, Any]] = {
    "points": 1,
    "expire_days": 180,
    "ladder": [
        {"at": 1, "action": "warn"},
        {"at": 2, "action": "suspend", "days": 3},
        {"at": 4, "action": "suspend", "days": 30},
        {"at": 6, "action": "deactivate"},
    ],
}
ROW: Final = {**POLICY, "strikes": LADDER}
STRICT, LAX = read_policy(ROW), read_policy(POLICY)
SPAM = read_policy({**ROW, "id": "spam"})
CATALOGUE = Catalogue({p.hash: p for p in (STRICT, SPAM)})
DAY = timedelta(days=1)


def done(
    number: int,
    at: datetime = NOON,
    policy: Policy = STRICT,
    action: Action = Action.SUSPEND,
    case: str = "",
    ref: str = "a" * 64,
) -> Proposal:
    """What was carried out at an instant."""
    said = Statement(
        *("00" * 32, "matrix:here.example", Kind.PROPOSE, Slot.PROPOSER, "proposer"),
        *(f"prop_{number}", f"{number:064x}"),
        CaseRef(case or f"case_{number}", "service:intake", "lead"),
        "00" * 32,
        Target(SubjectKind.ACCOUNT, ref),
        0,
        action,
        (),
        policy.hash,
        "00" * 32,
        stamp(at + DAY),
        stamp(at + DAY),
    )
    made = Proposal(said, Signed("proposer", "key", number, at, b""), at)
    made.intents.append(number)
    made.finish("done", at)
    return made


def counted(*proposals: Proposal, now: datetime = NOON, catalogue: Catalogue = CATALOGUE) -> int:
    docket = Docket({p.statement.proposal: p for p in proposals})
    return len(strikes_of(docket, catalogue, ["a" * 64], now))


def test_a_strike_expires_to_the_second() -> None:
    one = done(1)
    assert counted(one, now=NOON + 180 * DAY - timedelta(milliseconds=1)) == 1
    assert counted(one, now=NOON + 180 * DAY) == 0
    assert counted(one, now=NOON - timedelta(milliseconds=1)) == 0


def not_counting() -> Iterator[Proposal]:
    restored, open_one, abandoned = done(1), done(2), done(3)
    restored.restored = True
    overruled = done(7, action=Action.REMOVE_CONTENT)  # which nothing can undo
    overruled.overruled = True
    yield overruled
    open_one.outcome, open_one.done_at = "", None
    abandoned.finish("abandoned", NOON)
    yield restored
    yield open_one
    yield abandoned
    yield done(4, policy=LAX)
    yield done(5, action=Action.NO_VIOLATION)
    yield done(6, ref="b" * 64)


@pytest.mark.parametrize("proposal", list(not_counting()), ids=lambda p: p.statement.proposal)
def test_what_was_taken_back_never_done_or_under_no_ladder_is_no_strike(proposal: Proposal) -> None:
    catalogue = Catalogue({**CATALOGUE.policies, LAX.hash: LAX})
    assert counted(proposal, done(9), catalogue=catalogue) == 1


def test_what_an_appeal_found_wrong_is_owed_until_it_is_restored() -> None:
    suspended, redacted = done(1), done(2, action=Action.REMOVE_CONTENT)
    docket = Docket({p.statement.proposal: p for p in (suspended, redacted)})
    for proposal in (suspended, redacted):
        docket.overrule(proposal)
    assert docket.owed() == [suspended]  # what is removed cannot be given back
    docket.restore(suspended, 9, NOON)
    assert docket.owed() == []


def test_an_effect_that_ended_by_itself_was_right_and_counts_on() -> None:
    ended = done(1)
    ended.ended = True
    assert counted(ended, done(2, action=Action.WARN)) == 2


def test_one_case_is_one_strike_and_a_restore_leaves_what_else_was_done_in_it() -> None:
    """A warning while a proposal waits, and then the suspension, are about one violation."""
    warned = done(1, action=Action.WARN, case="case_1")
    suspended = done(2, NOON + DAY, case="case_1")
    docket = Docket({p.statement.proposal: p for p in (warned, suspended)})

    def proposals() -> list[str]:
        found = strikes_of(docket, CATALOGUE, ["a" * 64], NOON + 2 * DAY)
        return [strike.proposal for strike in found]

    assert proposals() == ["prop_1"]
    warned.restored = True
    assert proposals() == ["prop_2"]
    suspended.restored = True
    assert proposals() == []


def test_the_strikes_of_an_account_are_those_of_its_messages_too() -> None:
    docket = Docket({p.statement.proposal: p for p in (done(1), done(2, ref="c" * 64))})
    refs = ["a" * 64, "c" * 64, "a" * 64]
    found = strikes_of(docket, CATALOGUE, refs, NOON)
    assert [strike.proposal for strike in found] == ["prop_1", "prop_2"]


@pytest.mark.parametrize(
    ("before", "named"),
    [
        (0, Step(1, Action.WARN)),
        (1, Step(2, Action.SUSPEND, 3)),
        (2, Step(2, Action.SUSPEND, 3)),
        (3, Step(4, Action.SUSPEND, 30)),
        (5, Step(6, Action.DEACTIVATE)),
        (60, Step(6, Action.DEACTIVATE)),
    ],
)
def test_the_ladder_names_the_step_that_one_more_violation_reaches(
    before: int, named: Step
) -> None:
    proposals = [done(number) for number in range(before)]
    docket = Docket({p.statement.proposal: p for p in proposals})
    strikes = strikes_of(docket, CATALOGUE, ["a" * 64], NOON)
    assert next_step(strikes, STRICT) == named
    assert next_step(strikes, SPAM) == Step(1, Action.WARN)
    assert next_step(strikes, LAX) is None


def test_a_case_does_not_count_against_itself() -> None:
    """Who was warned while a proposal waits is not on the next step for that."""
    docket = Docket({p.statement.proposal: p for p in (done(1), done(2, case="case_now"))})
    strikes = strikes_of(docket, CATALOGUE, ["a" * 64], NOON)
    assert next_step(strikes, STRICT, "case_now") == Step(2, Action.SUSPEND, 3)
    assert next_step(strikes, STRICT, "case_1") == Step(2, Action.SUSPEND, 3)
    assert next_step(strikes[:1], STRICT, "case_1") == Step(1, Action.WARN)


def test_points_are_those_of_the_version_under_which_it_was_decided() -> None:
    """A newer version counts what came before it as it was decided, and is the ladder to climb."""
    newer = read_policy({**ROW, "version": 2, "strikes": {**LADDER, "points": 2}})
    catalogue = CATALOGUE.with_policy(newer)
    docket = Docket({p.statement.proposal: p for p in (done(1), done(2, policy=newer))})
    strikes = strikes_of(docket, catalogue, ["a" * 64], NOON)
    assert [s.points for s in strikes] == [1, 2]
    assert next_step(strikes, newer) == Step(4, Action.SUSPEND, 30)


def test_what_was_in_force_is_remembered_through_every_way_to_change_it() -> None:
    newer = read_policy({**ROW, "version": 2})
    catalogue = CATALOGUE.with_policy(newer).without("spam")
    catalogue = read_catalogue({"policies": [POLICY]}).succeeding(catalogue)
    for policy in (STRICT, SPAM, newer):
        assert catalogue.by_hash(policy.hash) is None
        assert catalogue.ever(policy.hash) == policy
    again = read_catalogue({"policies": [ROW]}).succeeding(catalogue)
    assert STRICT.hash in again.policies
    assert STRICT.hash not in again.past


def test_all_of_it_is_optional_and_part_of_the_policy_s_hash() -> None:
    assert LAX.strikes is None
    usual = read_policy({**POLICY, "strikes": {}})
    assert usual.strikes == Ladder(1, 180, ())
    assert next_step([], usual) is None
    assert len({LAX.hash, STRICT.hash, usual.hash}) == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ([], "strikes"),
        ({"point": 1}, "point"),
        ({"points": 0}, "points"),
        ({"points": True}, "points"),
        ({"expire_days": 0}, "expire_days"),
        ({"expire_days": 3661}, "expire_days"),
        ({"ladder": {}}, "ladder"),
        ({"ladder": [{"action": "warn"}]}, "at"),
        ({"ladder": [{"at": 1, "action": "take_down"}]}, "action"),
        ({"ladder": [{"at": 1, "action": "no_violation"}]}, "action"),
        ({"ladder": [{"at": 1, "action": "warn", "days": 3}]}, "days"),
        ({"ladder": [{"at": 1, "action": "deactivate", "days": 3}]}, "days"),
        ({"ladder": [{"at": 1, "action": "suspend", "days": 367}]}, "days"),
        ({"ladder": [{"at": 1, "action": "suspend", "hours": 3}]}, "hours"),
        ({"ladder": [{"at": 2, "action": "warn"}, {"at": 2, "action": "lock"}]}, "at"),
    ],
)
def test_a_ladder_that_does_not_fit_is_refused_in_words(wrong: object, field: str) -> None:
    allowed = [*(a for a in POLICY["actions"] if a != "take_down"), "no_violation"]
    row = {**POLICY, "actions": allowed, "strikes": wrong}
    with pytest.raises(ValueError, match=field):
        read_policy(row)
