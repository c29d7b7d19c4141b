"""The register's rows and its ratchet, and the bytes that a raise signs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorate.accounts.raising import Raise, fit_to_sign, read_raise
from quorate.accounts.register import Listing, Reading, Register, committed, listing, read_rows
from quorate.ledger.commitment import Salted, commitment
from quorate.vocabulary.criteria import CRITERIA, Criterion
from quorate.vocabulary.kinds import ValueKind

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = NOW.date()
FIXED = Raise(
    genesis="ab" * 32,
    ref="pseudonym",
    tier=2,
    criterion="newsroom",
    owner="lead of reviews",
    review_by="2027-01-31",
    signer="on-call",
    reason_commitment=Salted(ValueKind.RAISE_REASON, "an editorial office", bytes(32)).commitment,
    at="2026-11-25T12:00:00.000Z",
)
ROW = FIXED.listing()


def test_the_digest_of_a_raise_is_the_golden_one() -> None:
    assert (
        FIXED.digest().hex() == "3def7b96a000ae1ab3f71dc0ddef8db948aeddf3b632e5cb877d26d3e8b93aab"
    )


@pytest.mark.parametrize("field", ["criterion", "owner", "review_by", "tier", "reason_commitment"])
def test_no_field_of_a_row_stays_out_of_the_digest(field: str) -> None:
    other = 3 if field == "tier" else "other"
    assert replace(FIXED, **{field: other}).digest() != FIXED.digest()


def test_a_raise_is_read_back_as_it_was() -> None:
    assert read_raise(FIXED.fields()) == FIXED


@pytest.mark.parametrize("criterion", list(Criterion))
def test_no_row_is_below_its_criterion(criterion: Criterion) -> None:
    least = CRITERIA[criterion].tier
    assert listing("r", least, criterion, "o", "2027-01-01", "", "b").tier == least
    for tier in (least - 1, 4):
        with pytest.raises(ValueError, match="tier"):
            listing("r", tier, criterion, "o", "2027-01-01", "", "b")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"criterion": "friend"}, "criterion"),
        ({"review_by": "tomorrow"}, "review_by"),
        ({"review_by": "2027-W01-1"}, "review_by"),
        ({"review_by": "2027-02-30"}, "review_by"),
        ({"at": "noon"}, "at"),
    ],
)
def test_a_row_out_of_form_is_refused(changed: dict[str, str], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        replace(FIXED, **changed).listing()


def test_nobody_signs_a_raise_that_lowers_or_is_due_already() -> None:
    assert fit_to_sign(FIXED, None, TODAY) == ""
    assert fit_to_sign(FIXED, ROW, TODAY) == ""
    assert fit_to_sign(FIXED, replace(ROW, tier=3), TODAY).startswith("tier: listed at 3")
    assert fit_to_sign(FIXED, None, date(2027, 2, 1)).startswith("review_by")


@pytest.mark.parametrize(("criterion", "days"), [("newsroom", 365), ("crisis", 90)])
def test_a_review_is_at_the_latest_when_the_criterion_says(criterion: str, days: int) -> None:
    last = TODAY + timedelta(days=days)
    said = replace(FIXED, criterion=criterion, review_by=last.isoformat())
    assert fit_to_sign(said, None, TODAY) == ""
    late = replace(said, review_by=(last + timedelta(days=1)).isoformat())
    named = f"review_by: at the latest {last.isoformat()} under {criterion}"
    assert fit_to_sign(late, None, TODAY) == named
    assert fit_to_sign(late, late.listing(), TODAY) == named
    assert named in Register().replaced(_file(late.listing()), TODAY).broken


def test_a_weaker_criterion_takes_no_other_s_place() -> None:
    weak = replace(FIXED, criterion="brigaded")
    assert fit_to_sign(weak, ROW, TODAY).startswith("criterion: brigaded is weaker than")
    assert fit_to_sign(weak, weak.listing(), TODAY) == ""
    assert fit_to_sign(FIXED, weak.listing(), TODAY) == ""
    raised = Register().raised(ROW).raised(replace(weak.listing(), tier=3)).listed[ROW.ref]
    assert (raised.criterion, raised.tier) == (ROW.criterion, 3)


def test_a_raise_of_the_same_tier_renews_the_review() -> None:
    later = replace(ROW, review_by=date(2028, 1, 1), owner="somebody else")
    assert Register().raised(ROW).raised(later).listed == {ROW.ref: later}


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(2, 3)), max_size=12))
def test_raises_never_lower(raises: list[tuple[str, int]]) -> None:
    register, highest = Register(), dict.fromkeys("ab", 0)
    for ref, tier in raises:
        register = register.raised(replace(ROW, ref=ref, tier=tier))
        highest[ref] = max(highest[ref], tier)
        assert {r: register.tier(r, NOW) for r in "ab"} == highest


def test_a_lowering_is_felt_after_90_days() -> None:
    lowered = Register().raised(replace(ROW, tier=3)).lowered([(ROW.ref, 2)], NOW)
    gone = lowered.lowered([(ROW.ref, 0)], NOW + timedelta(days=10))
    assert lowered.listed[ROW.ref].tier == 2
    assert ROW.ref not in gone.listed
    for days, tier in ((0, 3), (89, 3), (90, 2), (99, 2), (100, 0)):
        assert gone.tier(ROW.ref, NOW + timedelta(days=days)) == tier


@pytest.mark.parametrize("tier", [1, 2, 3])
def test_a_lowering_that_lowers_nothing_or_below_the_criterion_is_refused(tier: int) -> None:
    with pytest.raises(ValueError, match="lowering"):
        Register().raised(ROW).lowered([(ROW.ref, tier)], NOW)
    with pytest.raises(ValueError, match="does not stand higher"):
        Register().lowered([(ROW.ref, 0)], NOW)


def _file(*rows: Listing) -> dict[str, object]:
    return {
        "register": [
            {
                "ref": row.ref,
                "tier": row.tier,
                "criterion": row.criterion,
                "owner": row.owner,
                "reason_commitment": "ab" * 32,
                "review_by": row.review_by.isoformat(),
            }
            for row in rows
        ]
    }


def test_a_founders_file_raises_and_never_lowers() -> None:
    register = Register().raised(replace(ROW, tier=3))
    other = replace(ROW, ref="other")
    found = register.replaced(_file(ROW, other), TODAY)
    assert {ref: row.tier for ref, row in found.listed.items()} == {ROW.ref: 3, "other": 2}
    assert found.replaced(_file(), TODAY).listed == found.listed


def test_a_file_that_cannot_be_read_breaks_it_until_one_can() -> None:
    broken = Register().raised(ROW).replaced({"register": [{"ref": "r"}]}, TODAY)
    assert broken.broken
    assert broken.listed == {ROW.ref: ROW}
    assert broken.raised(replace(ROW, ref="other")).broken
    assert Register().replaced(_file(ROW, ROW), TODAY).broken
    assert broken.replaced(_file(), TODAY).broken == ""


def test_what_is_overdue_is_listed_and_stays_protected() -> None:
    late = replace(ROW, ref="late", review_by=TODAY - timedelta(days=1))
    due = replace(ROW, ref="due", review_by=TODAY)
    register = Register().raised(ROW).raised(due).raised(late)
    assert register.overdue(TODAY) == [late]
    assert register.tier("late", NOW + timedelta(days=3650)) == 2


@pytest.mark.parametrize(
    ("reach", "verified", "office", "tier"),
    [
        (9_999, False, False, 0),
        (10_000, False, False, 1),
        (0, True, False, 1),
        (999_999, True, False, 1),
        (1_000_000, False, False, 2),
        (0, False, True, 2),
    ],
)
def test_the_tier_that_facts_make(reach: int, verified: bool, office: bool, tier: int) -> None:
    assert Reading(reach, verified, office).tier == tier


def test_a_reason_s_text_is_committed_to_and_never_stands_in_a_row() -> None:
    made = committed({"ref": ROW.ref, "reason": "runs for mayor", "salt": "cd" * 32})
    assert made["reason_commitment"] == commitment(
        "register-reason", "runs for mayor", b"\xcd" * 32
    )
    assert "runs for mayor" not in str(made)
    for more in ({"reason": "runs for mayor"}, {"salt": "cd" * 32}):
        with pytest.raises(ValueError, match="its commitment only"):
            read_rows({"register": [{**made, **more}]})
