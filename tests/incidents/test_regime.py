"""A file of rules: what it may say, and which field is named when it does not fit."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorate.authority.kernel import KERNEL
from quorate.incidents.regime import IN_FORCE, LARGEST, Regime, read_regime
from quorate.vocabulary.eligibility import ELIGIBILITY
from quorate.vocabulary.kinds import Employment, Role

WHOLE = """
approvers: [0, 1, 3, 4]
employee_from: 1
apart_from: 1
cooling_off_minutes: [0, 5, 60, 120]
tiers: [0, 2, 2, 3]
narrowing_minutes: {last_day: 120, shift: 30}
caps: {tier_0: 50, above: 5}
eligibility:
  - {role: reviewer, employment: contractor, propose: 1, approve: never, veto: false}
"""


def test_every_field_is_read() -> None:
    found = read_regime(WHOLE)
    assert found.terms.approvers == (0, 1, 3, 4)
    assert (found.terms.employee_from, found.terms.apart_from) == (1, 1)
    assert found.cooling_off == tuple(timedelta(minutes=n) for n in (0, 5, 60, 120))
    assert found.tiers == (0, 2, 2, 3)
    assert found.terms.windows.last_day == timedelta(minutes=120)
    assert found.terms.windows.shift == timedelta(minutes=30)
    assert (found.cap_tier_0, found.cap_above) == (50, 5)
    row = found.terms.eligibility[Role.REVIEWER, Employment.CONTRACTOR]
    assert (row.propose, row.approve, row.veto, row.restore) == (1, None, False, True)


def test_what_it_does_not_say_stays_as_it_is() -> None:
    found = read_regime("caps: {above: 3}")
    assert found.terms == KERNEL
    assert found == Regime(cap_above=3)
    assert found.terms.eligibility is ELIGIBILITY
    assert Regime() == IN_FORCE


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        ("", "file: an object"),
        ("{}", "file: it states no rule"),
        ("- 1", "file: an object"),
        ("a: [", "file: not YAML"),
        ("quorum: 3", "quorum: no such field"),
        ("approvers: 3", "approvers: a list"),
        ("approvers: [0, 1, 2]", "approvers: four numbers"),
        ("approvers: [0, 1, 2, 99]", "approvers: four numbers"),
        ("approvers: [0, 2, 1, 3]", "approvers: a higher tier"),
        ("approvers: [true, 1, 2, 3]", "approvers: a list of whole numbers"),
        ("employee_from: 5", "employee_from: 0 to 4"),
        ("tiers: [0, 1, 2, 4]", "tiers: four numbers from 0 to 3"),
        ("cooling_off_minutes: [0, 0, -1, 0]", "cooling_off_minutes: four numbers"),
        ("narrowing_minutes: 5", "narrowing_minutes: an object"),
        ("narrowing_minutes: {night: 5}", "narrowing_minutes.night: last_day or shift"),
        ("narrowing_minutes: {shift: -5}", "narrowing_minutes.shift: 0 to"),
        ("caps: {all: 5}", "caps.all: tier_0 or above"),
        ("caps: {above: many}", "above: a whole number"),
        ("eligibility: [{role: king, employment: employee}]", "eligibility[0].role: one of"),
        ("eligibility: [{role: lead}]", "eligibility[0].employment: one of"),
        (
            "eligibility: [{role: lead, employment: employee, approve: 9}]",
            "eligibility[0].approve: a tier from 0 to 3, or never",
        ),
        ("x: " + "y" * LARGEST, "file: larger than 16 KiB"),
        ("[" * 5000, "file: more than 200 brackets"),
    ],
)
def test_an_error_names_its_field(rules: str, named: str) -> None:
    with pytest.raises(ValueError, match="^" + named.replace("[", r"\[").replace("]", r"\]")):
        read_regime(rules)


@given(st.text(max_size=200))
def test_any_text_is_a_regime_or_a_value_error(rules: str) -> None:
    try:
        found = read_regime(rules)
    except ValueError:
        return
    assert isinstance(found, Regime)
