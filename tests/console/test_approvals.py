"""What the inbox says of proposals that are not the reader's to fill."""

from benchmarks.staff import REVIEWER

from quorate.authority.kernel import Hand
from quorate.console.approving.approvals import why_not
from quorate.vocabulary.kinds import Channel
from quorate.vocabulary.problems import Problem, Refusal


def test_a_proposal_that_has_all_its_hands_says_so_to_who_could_have_given_one() -> None:
    assert why_not(Hand(REVIEWER, Channel.CONSOLE)) == "All hands are there."


def test_who_may_not_fill_it_hears_why() -> None:
    assert why_not(Refusal(Problem.SELF_EXCLUDED, "you proposed it")) == "you proposed it"
