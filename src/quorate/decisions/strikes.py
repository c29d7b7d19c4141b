"""An account's strikes: what was done to it under policies that count, and counts still. Pure.

They follow from signed entries alone, so that everybody counts the same, and a restore takes its
strike back without anybody's doing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from quorate.decisions.catalogue import Catalogue, Policy
from quorate.decisions.docket import Docket, Proposal
from quorate.decisions.ladder import Step
from quorate.vocabulary.actions import FACTS, Action


@dataclass(frozen=True, slots=True)
class Strike:
    """One violation that counts: `policy` is the version under which it was decided, whose points
    and days it keeps."""

    proposal: str
    case: str
    policy: Policy
    action: Action
    points: int
    given_at: datetime
    expires_at: datetime


def strikes_of(
    docket: Docket, catalogue: Catalogue, refs: Iterable[str], now: datetime
) -> list[Strike]:
    """The strikes in force at `now`, oldest first. `refs` are the pseudonyms of one account: its
    own, and those of its messages.

    One case is one violation, however much was done in it: the first effect counts that was not
    taken back.
    """
    found: dict[tuple[str, str], Strike] = {}
    for ref in sorted(set(refs)):
        for proposal in docket.about(ref):
            strike = _strike(proposal, catalogue)
            if strike is None or not strike.given_at <= now < strike.expires_at:
                continue
            key = (strike.case, strike.policy.id)
            known = found.get(key)
            if known is None or strike.given_at < known.given_at:
                found[key] = strike
    return sorted(found.values(), key=lambda s: (s.given_at, s.proposal))


def _strike(proposal: Proposal, catalogue: Catalogue) -> Strike | None:
    said, given = proposal.statement, proposal.done_at
    policy = catalogue.ever(said.policy)
    if given is None or not _counts(proposal) or policy is None or policy.strikes is None:
        return None
    ladder = policy.strikes
    expires = given + timedelta(days=ladder.expire_days)
    return Strike(said.proposal, said.case.id, policy, said.action, ladder.points, given, expires)


def _counts(proposal: Proposal) -> bool:
    """Done, not taken back, and not found wrong on appeal, as of what cannot be undone. An effect
    that ended by itself was right, and counts on."""
    action = proposal.statement.action
    violation = FACTS[action].silencing or action is Action.WARN
    wrong = proposal.restored or proposal.overruled
    return violation and proposal.outcome == "done" and not wrong


def under(strikes: Sequence[Strike], policy: Policy, case: str = "") -> list[Strike]:
    """Those that count on this policy's ladder: of any of its versions. With `case`, without that
    case's own, which is the violation that is being decided."""
    return [s for s in strikes if s.policy.id == policy.id and s.case != case]


def next_step(strikes: Sequence[Strike], policy: Policy, case: str = "") -> Step | None:
    """What the policy's ladder names for one more violation, that of `case`, by whoever has these
    strikes in force; None where it has no ladder, or none that begins so low."""
    if policy.strikes is None:
        return None
    points = sum(strike.points for strike in under(strikes, policy, case))
    return policy.strikes.step(points + policy.strikes.points)
