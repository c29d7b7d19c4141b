"""What a real ledger tells: work done, undone and appealed against, through to closed months."""

import base64
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.transparency.ledgerwork import HARASSED, NOVEMBER, PROVIDER, Casework

from quorate.authority.charter import Charge
from quorate.decisions.statement import CaseRef, Statement
from quorate.incidents.stage.world import POLICY
from quorate.ledger.errors import LedgerError
from quorate.transparency.closing import close, closed
from quorate.transparency.collecting import LedgerSource
from quorate.transparency.monthly import page
from quorate.transparency.months import MonthError
from quorate.transparency.noticed import BY_PEOPLE, NOT_SPECIFIED
from quorate.transparency.records import (
    About,
    Case,
    Complaint,
    Dispute,
    Ground,
    Kind,
    Measure,
    Misuse,
    Notice,
    Origin,
    Outcome,
    Suspension,
)
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import AppealOutcome, Settlement


@pytest.fixture
def work(tmp_path: Path) -> Casework:
    return Casework(tmp_path)


def only(work: Casework, kind: Kind) -> Any:
    (found,) = work.taken()[kind]
    return found


def test_a_done_proposal_is_a_measure_filed_by_its_policy_s_area(work: Casework) -> None:
    work.opened("case-1")
    work.done("case-1")
    assert only(work, Kind.MEASURES) == Measure(
        work.world.now,
        Ground.TERMS,
        HARASSED["category"],
        HARASSED["keyword"],
        "DECISION_ACCOUNT_SUSPENDED",
        Origin.OWN,
        detected=False,
        automated=BY_PEOPLE,
        language="de",
    )


def test_the_area_is_that_of_the_policy_as_it_was_proposed_under(work: Casework) -> None:
    work.opened("case-1", area="spam")
    work.done("case-1")
    work.world.later(minutes=1)
    work.world.change(Charge.POLICIES, {"policies": [{**POLICY, "id": "another"}]})
    assert only(work, Kind.MEASURES).keyword == HARASSED["keyword"]


def test_without_its_policy_a_measure_stands_where_its_case_does(work: Casework) -> None:
    work.opened("case-1", area="safety")
    case = CaseRef("case-1", "service:intake", "auditor")
    said = work.world.propose(0, case=case, policy="ab" * 32)
    work.world.resign()
    work.station.chronicle.catch_up()
    work.station.chronicle.write(Event.EFFECT_DONE, {"proposal": said.proposal})
    assert only(work, Kind.MEASURES).keyword == HARASSED["keyword"]


def test_a_ledger_proves_itself_where_nobody_pins_whose_it_is(work: Casework) -> None:
    found = LedgerSource(work.world.log, PROVIDER).take(NOVEMBER)
    assert found.watermark.genesis == work.world.genesis


def test_what_is_not_in_the_ledger_stays_unknown(work: Casework) -> None:
    work.opened("case-1", by="elsewhere")
    work.done("case-1")
    found = only(work, Kind.MEASURES)
    assert (found.origin, found.detected) == (None, None)
    assert set(work.taken()) == set(Kind)


@pytest.mark.parametrize(
    ("action", "restriction"),
    [
        (Action.DEACTIVATE, "DECISION_ACCOUNT_TERMINATED"),
        (Action.LOCK, "DECISION_ACCOUNT_SUSPENDED"),
        (Action.REMOVE_CONTENT, "DECISION_VISIBILITY_CONTENT_REMOVED"),
        (Action.WARN, None),
    ],
)
def test_actions_are_the_restrictions_that_they_are(
    action: Action, restriction: str | None, work: Casework
) -> None:
    native = "room/event/@troll:here.example" if action is Action.REMOVE_CONTENT else "@a:b.example"
    work.opened("case-1")
    work.done("case-1", native, action=action)
    found = [m.restriction for m in work.taken()[Kind.MEASURES] if isinstance(m, Measure)]
    assert found == ([restriction] if restriction else [])


def test_a_case_is_decided_when_it_is_first_closed(work: Casework) -> None:
    work.opened("case-1")
    opened = work.world.now
    work.world.later(hours=3)
    work.closed("case-1", "no_violation")
    decided = work.world.now
    work.world.later(hours=3)
    work.decided(Event.CASE_REOPENED, "case-1", "mistake")
    work.closed("case-1", "no_violation")
    assert only(work, Kind.CASES) == Case(opened, decided)
    assert work.taken()[Kind.COMPLAINTS] == []


@pytest.mark.parametrize(
    ("tag", "language"),
    [("de-AT", "de"), ("MT", "mt"), ("tlh", "tlh"), ("german", None), ("", None), (None, None)],
)
def test_a_language_is_the_first_part_of_its_tag(
    tag: str | None, language: str | None, work: Casework
) -> None:
    work.opened("case-1", language=tag)
    work.done("case-1")
    assert only(work, Kind.MEASURES).language == language


def test_what_is_said_twice_is_what_was_said_first(work: Casework) -> None:
    """A process that dies may say again that it is done; a stolen role may say anything."""
    work.opened("case-1")
    opened = work.world.now
    said = work.done("case-1")
    done = work.world.now
    work.world.later(hours=1)
    work.station.chronicle.write(Event.EFFECT_DONE, {"proposal": said.proposal})
    work.opened("case-1", by="elsewhere")
    found = only(work, Kind.MEASURES)
    assert (found.applied, found.origin) == (done, Origin.OWN)
    assert only(work, Kind.CASES).opened == opened


def test_an_appeal_filed_anew_under_its_name_is_the_one_that_was_answered(work: Casework) -> None:
    said = suspended(work)
    work.answered(said.proposal, AppealOutcome.UPHELD)
    work.appealed("case-1", said.proposal)
    assert only(work, Kind.COMPLAINTS).outcome is Outcome.UPHELD


def test_a_row_that_says_too_little_hides_no_other(work: Casework) -> None:
    work.write(Event.CASE_OPENED, {"case": "case-0"})
    work.appealed("case-0", "never proposed")
    work.opened("case-1")
    assert only(work, Kind.CASES)
    assert work.taken()[Kind.COMPLAINTS] == []


def test_an_appeal_counts_that_comes_before_what_it_is_about_is_done(work: Casework) -> None:
    """An account is told before it is signed out, and the platform may answer late."""
    work.opened("case-1")
    said = work.world.propose(0, action=Action.LOCK, case=CaseRef("case-1", "a", "auditor"))
    work.appealed("case-1", said.proposal)
    assert only(work, Kind.COMPLAINTS).about is About.ACCOUNT


def test_a_forged_closing_decides_nothing(work: Casework) -> None:
    work.opened("case-1")
    work.decided(Event.CASE_CLOSED, "case-1", "actioned", forged=True)
    assert only(work, Kind.CASES).decided is None


Story = Callable[[Casework], None]


def suspended(work: Casework) -> Statement:
    work.opened("case-1")
    said = work.done("case-1")
    work.closed("case-1")
    work.world.later(hours=1)
    work.appealed("case-1", said.proposal)
    work.world.later(hours=2)
    return said


def answered(outcome: AppealOutcome) -> Story:
    def story(work: Casework) -> None:
        work.answered(suspended(work).proposal, outcome)

    return story


def removed(work: Casework) -> None:
    work.opened("case-1")
    native = "room/event/@troll:here.example"
    said = work.done("case-1", native, action=Action.REMOVE_CONTENT)
    work.closed("case-1")
    work.appealed("case-1", said.proposal)
    work.world.later(hours=2)
    work.answered(said.proposal, AppealOutcome.REVERSED)


def left(outcome: AppealOutcome) -> Story:
    def story(work: Casework) -> None:
        work.opened("case-1")
        work.closed("case-1", "no_violation")
        work.world.later(hours=1)
        work.appealed("case-1")
        work.world.later(hours=2)
        work.answered("case-1/2", outcome)

    return story


@pytest.mark.parametrize(
    ("story", "about", "outcome", "restricted"),
    [
        (answered(AppealOutcome.REVERSED), About.ACCOUNT, Outcome.REVERSED, False),
        (answered(AppealOutcome.UPHELD), About.ACCOUNT, Outcome.UPHELD, False),
        (answered(AppealOutcome.PARTLY_REVERSED), About.ACCOUNT, Outcome.PARTLY_REVERSED, None),
        (removed, About.VISIBILITY, Outcome.REVERSED, False),
        (left(AppealOutcome.UPHELD), About.NOTICE, Outcome.UPHELD, False),
        (left(AppealOutcome.REVERSED), About.NOTICE, Outcome.REVERSED, None),
    ],
)
def test_an_appeal_is_a_complaint_with_what_became_of_the_decision(
    story: Story, about: About, outcome: Outcome, restricted: bool | None, work: Casework
) -> None:
    story(work)
    found = only(work, Kind.COMPLAINTS)
    assert (found.about, found.outcome, found.restricted) == (about, outcome, restricted)
    assert timedelta(hours=2) <= found.decided - found.received < timedelta(hours=2, minutes=5)


def test_a_case_opened_again_by_an_answer_is_no_further_complaint(work: Casework) -> None:
    left(AppealOutcome.REVERSED)(work)
    work.decided(Event.CASE_REOPENED, "case-1", "appeal")
    assert only(work, Kind.COMPLAINTS).outcome is Outcome.REVERSED


def test_an_open_appeal_has_no_decision(work: Casework) -> None:
    suspended(work)
    found = only(work, Kind.COMPLAINTS)
    assert found == Complaint(found.received, About.ACCOUNT)


def test_a_notice_is_counted_with_what_was_done_about_it(work: Casework) -> None:
    work.opened("case-1")
    work.noticed("case-1")
    received = work.world.now
    work.world.later(hours=2)
    work.done("case-1")
    work.closed("case-1")
    assert only(work, Kind.NOTICES) == Notice(
        received,
        HARASSED["category"],
        HARASSED["keyword"],
        work.world.now,
        trusted=False,
        items=1,
        automated=BY_PEOPLE,
        by_terms=1,
    )
    assert only(work, Kind.MEASURES).origin is Origin.NOTICE


def test_what_was_done_before_a_notice_came_is_no_answer_to_it(work: Casework) -> None:
    work.opened("case-1")
    work.done("case-1")
    work.world.later(hours=1)
    work.noticed("case-1")
    work.closed("case-1", "duplicate")
    found = only(work, Kind.NOTICES)
    assert (found.decided, found.by_law, found.by_terms) == (work.world.now, 0, 0)
    assert only(work, Kind.MEASURES).origin is Origin.OWN


def test_a_notice_waits_for_what_its_case_still_has_to_do(work: Casework) -> None:
    work.opened("case-1")
    work.noticed("case-1")
    said = work.world.propose(0, case=CaseRef("case-1", "service:intake", "auditor"))
    work.closed("case-1")
    closed = work.world.now
    assert only(work, Kind.NOTICES).decided is None
    work.world.veto(said, "on-call")
    found = only(work, Kind.NOTICES)
    assert (found.decided, found.by_terms) == (closed, 0)


def test_only_a_notice_that_says_illegal_is_one_under_article_16(work: Casework) -> None:
    work.opened("case-1")
    work.noticed("case-1", ground="terms")
    work.done("case-1")
    assert work.taken()[Kind.NOTICES] == []
    assert only(work, Kind.MEASURES).origin is Origin.OWN


def test_a_notice_of_an_area_without_a_place_and_one_only_recorded(work: Casework) -> None:
    work.noticed(None, area="spam")
    found = only(work, Kind.NOTICES)
    assert (found.category, found.keyword) == (NOT_SPECIFIED, "")
    assert (found.decided, found.trusted, found.automated) == (None, False, None)


def test_a_flagger_s_notice_counts_as_such_once_its_address_is_confirmed(work: Casework) -> None:
    work.opened("case-1")
    work.noticed("case-1")
    work.write(Event.NOTICE_TRUSTED, {"notice": "notice-1"})
    assert only(work, Kind.NOTICES).trusted is True
    work.closed("case-1", "no_violation")
    work.appealed("case-1")
    assert only(work, Kind.COMPLAINTS).trusted is True


def test_a_suspended_notifier_is_one_and_a_forged_one_is_none(work: Casework) -> None:
    work.suspended(forged=True)
    assert work.taken()[Kind.SUSPENSIONS] == []
    work.suspended()
    assert only(work, Kind.SUSPENSIONS) == Suspension(work.world.now, Misuse.NOTICES)


@pytest.mark.parametrize(
    ("outcome", "expected", "implemented"),
    [
        (Settlement.PERSON, Outcome.REVERSED, False),
        (Settlement.PLATFORM, Outcome.UPHELD, None),
        (Settlement.PARTLY, Outcome.PARTLY_REVERSED, None),
    ],
)
def test_a_settlement_is_a_dispute_with_what_became_of_it(
    outcome: Settlement, expected: Outcome, implemented: bool | None, work: Casework
) -> None:
    said = suspended(work)
    work.settled("case-1", said.proposal, outcome)
    assert only(work, Kind.DISPUTES) == Dispute(work.world.now, expected, implemented)


def test_a_ledger_of_another_genesis_is_refused(work: Casework) -> None:
    with pytest.raises(LedgerError):
        LedgerSource(work.world.log, PROVIDER, "0" * 64).take(NOVEMBER)


def test_a_month_of_the_ledger_closes_at_its_checkpoint_and_has_its_page(
    work: Casework, tmp_path: Path
) -> None:
    answered(AppealOutcome.REVERSED)(work)
    source = LedgerSource(work.world.log, PROVIDER, work.world.genesis)
    with pytest.raises(MonthError, match="the ledger goes to 2026-11-25T15:00"):
        close(source, NOVEMBER, tmp_path / "months", NOVEMBER.end)
    work.world.now = NOVEMBER.end
    work.world.resign()
    found, _ = close(source, NOVEMBER, tmp_path / "months", NOVEMBER.end)
    checkpoint = (work.world.log / "checkpoint").read_text().splitlines()
    assert found.size == int(checkpoint[1])
    assert found.root == base64.b64decode(checkpoint[2]).hex()
    assert page(closed(NOVEMBER, tmp_path / "months")).splitlines() == [
        "# Moderation in 2026-11",
        "",
        "| | |",
        "|---|---:|",
        "| Cases that reports began | 1 |",
        "| Cases decided | 1 |",
        "| Median hours to a decision | 0 |",
        "| Measures | 1 |",
        "| Suspension of the account | 1 |",
        "| Appeals | 1 |",
        "| Decisions reversed on appeal | 1 |",
        "| Decisions partly reversed on appeal | 0 |",
    ]
