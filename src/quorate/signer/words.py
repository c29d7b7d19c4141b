"""What a signature will do, in words made from the proposal's own bytes."""

from collections import Counter
from collections.abc import Mapping

from quorate.decisions.facts import ToldFacts
from quorate.decisions.interest import PublicInterest
from quorate.decisions.shown import Shown
from quorate.decisions.statement import Statement
from quorate.languages.dates import people
from quorate.languages.tongues import capital, count, say, word
from quorate.ledger.fields import texts
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.tiers import TIERS
from quorate.vocabulary.times import stamp


def title(shown: Shown) -> str:
    """`Suspend @office:example.org`."""
    action = capital(word(shown.statement.action))
    return say("%(action)s %(account)s", action=action, account=shown.resolution.native)


def counted(found: Mapping[str, object]) -> str:
    """Which hands are missing, as the server counts them: its word alone, so it is told apart."""
    missing = Counter(slot[:80] for slot in texts(found, "missing")[:20])
    hands = ", ".join(_slots(slot, number) for slot, number in missing.items())
    more = found.get("more_approvers")
    if not isinstance(more, int) or more <= 0:
        return hands
    raised = count(
        "the quorum is raised by %(num)s approver",
        "the quorum is raised by %(num)s approvers",
        more,
    )
    return f"{hands}; {raised}" if hands else raised


def _slots(slot: str, number: int) -> str:
    known = slot.replace("%", "%%")  # the server's text: what stands in it fills nothing in
    return count(known, f"%(num)s {known}s", number)


def told(shown: Shown, who: str) -> list[tuple[str, str]]:
    """Label and text of each line, in reading order."""
    said, facts, resolution = shown.statement, FACTS[shown.statement.action], shown.resolution
    undo = say("By any one eligible person") if facts.reversible else say("NO, NEVER")
    by = say(
        "%(approve)s, carried out by %(execute)s", approve=said.approve_by, execute=said.execute_by
    )
    whom = say("%(account)s on %(platform)s", account=resolution.native, platform=said.connector)
    lines = [
        (say("What happens"), say("It %(does)s.", does=say(facts.says))),
        (say("To whom"), whom),
        *([(say("What the label says"), said.label)] if said.label else []),
        *_lasts(said),
        (say("Can it be undone"), undo),
        (say("Tier"), f"{said.tier}, {say(TIERS[said.tier])}"),
        (say("Heard by"), people(resolution.reach)),
        (say("Reported by"), people(resolution.reporter_count)),
        (say("Under the policy"), f"{shown.policy.name}: {shown.policy.text}"),
        (say("Proposed by"), say("%(who)s, in %(case)s", who=said.signer, case=said.case.id)),
        (say("Approve by"), by),
    ]
    written = [*_interest(shown.interest), *_facts(shown.facts)]
    approval = said.spoken_by(Kind.APPROVE, who).digest().hex()
    return [*lines, *written, (say("Digest of your approval"), approval)]


def _lasts(said: Statement) -> list[tuple[str, str]]:
    if said.until is not None:
        ends = say("until %(time)s, then it ends by itself", time=stamp(said.until))
        return [(say("How long"), ends)]
    may_end = FACTS[said.action].may_end
    return [(say("How long"), say("until somebody restores it"))] if may_end else []


def _interest(interest: PublicInterest | None) -> list[tuple[str, str]]:
    told = interest.told() if interest else []
    return [(say("Public interest"), f"{asked} {said}") for asked, said in told]


def _facts(facts: ToldFacts | None) -> list[tuple[str, str]]:
    return [(say("What the person concerned is told"), facts.text)] if facts else []
