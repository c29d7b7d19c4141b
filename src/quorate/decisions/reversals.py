"""How often what was decided was taken back, by policy."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile

from quorate.decisions.docket import Docket, Proposal
from quorate.vocabulary.actions import FACTS


@dataclass(frozen=True, slots=True)
class Reversals:
    """Proposals to silence under one policy: carried out, restored of these, and stopped before."""

    done: int = 0
    restored: int = 0
    stopped: int = 0

    @property
    def share(self) -> float:
        """Of what was carried out, what was restored, 0 to 1."""
        return self.restored / self.done if self.done else 0.0


def reversals(docket: Docket, policies: Mapping[str, str], since: datetime) -> dict[str, Reversals]:
    """Of the proposals opened since then, by the policy's id; one no longer in force stands under
    the first digits of its hash. Read from the newest on, so that an old log costs nothing more."""
    found: dict[str, Reversals] = {}
    newest = reversed(docket.proposals.values())
    for proposal in takewhile(lambda p: p.opened_at >= since, newest):
        said = proposal.statement
        if FACTS[said.action].silencing:
            name = policies.get(said.policy, said.policy[:12])
            found[name] = _with(found.get(name, Reversals()), proposal)
    return dict(sorted(found.items(), key=lambda one: (-one[1].restored, one[0])))


def _with(known: Reversals, proposal: Proposal) -> Reversals:
    done = proposal.outcome == "done"
    return replace(
        known,
        done=known.done + done,
        restored=known.restored + (done and proposal.restored),
        stopped=known.stopped + (not done and bool(proposal.vetoes or proposal.denials)),
    )
