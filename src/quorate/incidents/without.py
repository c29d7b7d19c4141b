"""The same step with one guard taken out: what the judge is given is changed, never the judge.

Each guard here shows the real check of signatures a world in which its question does not arise:
people without a last day, keys of another channel, hands that nobody gave. What comes out is a
verdict to tell, on a platform that is a twin in memory; no effector ever runs on it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta
from enum import StrEnum

from quorate.accounts.register import Register
from quorate.decisions.docket import Proposal
from quorate.decisions.interest import PARAMETER
from quorate.effects.checks.certificate import Certificate, Facts, certify
from quorate.effects.limits import Limits
from quorate.effects.view import View
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.world import ANSWERS
from quorate.people.keys import key_id
from quorate.people.model import Person, Shift
from quorate.people.roster import Roster, read_person
from quorate.people.signed import Signed
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Channel, Role
from quorate.vocabulary.problems import Problem, Refusal

_YEARS = timedelta(days=3650)


class Guard(StrEnum):
    """What can be taken out, in the words of the pages."""

    APART = "keeping people out of their own matter"
    BYTES = "the check of signatures"
    CAPS = "the caps"
    CHANNELS = "telling a page's key from a person's own"
    CLOCK = "asking shift and contract at the moment of acting"
    COOLING = "cooling-off and page"
    ELIGIBILITY = "the table of who may do what"
    FRESH = "asking whether the ledger is fresh and whole"
    HANDS = "counting hands"
    INTEREST = "the test of public interest"
    KEYS = "asking whether the key still lives"
    ONCE = "closing a proposal for good"
    REGISTER = "the protected register"
    REVERSIBLE = "keeping what cannot be undone from protected accounts"
    SOURCES = "asking how old people's facts are"


@dataclass(frozen=True, slots=True)
class Trial:
    """What the judge is given."""

    view: View
    proposal: Proposal
    facts: Facts
    limits: Limits

    def verdict(self) -> Certificate | Refusal:
        """What the judge says."""
        return certify(self.view, self.proposal, self.facts, self.limits)

    def seeing(self, roster: Roster) -> "Trial":
        """With other people and keys."""
        return replace(self, view=replace(self.view, roster=roster))

    def about(self, proposal: Proposal) -> "Trial":
        """With another history of the proposal."""
        name = proposal.statement.proposal
        proposals = {**self.view.docket.proposals, name: proposal}
        docket = replace(self.view.docket, proposals=proposals)
        return replace(self, proposal=proposal, view=replace(self.view, docket=docket))


@dataclass(frozen=True, slots=True)
class Layer:
    """One guard taken out on top of those before it, and what the judge said then."""

    guard: Guard
    verdict: Certificate | Refusal

    @property
    def through(self) -> bool:
        """Whether nothing stood in the way any more."""
        return isinstance(self.verdict, Certificate)


def peel(trial: Trial, first: Sequence[Guard] = ()) -> list[Layer]:
    """Takes out the guards named, then whichever refuses, until it goes through.

    Ends early where a refusal has no guard to take out, or one refuses although it is out.
    """
    layers: list[Layer] = []
    for guard in first:
        trial = OUT[guard](trial)
        layers.append(Layer(guard, trial.verdict()))
    verdict = layers[-1].verdict if layers else trial.verdict()
    while isinstance(verdict, Refusal):
        guard = OF.get(verdict.problem)
        if guard is None or guard in {layer.guard for layer in layers}:
            break
        trial = OUT[guard](trial)
        verdict = trial.verdict()
        layers.append(Layer(guard, verdict))
    return layers


def _people(trial: Trial, change: Callable[[Person], Person]) -> Trial:
    roster = trial.view.roster
    people = {name: change(person) for name, person in roster.people.items()}
    return trial.seeing(replace(roster, people=people))


_ALWAYS = Shift(frozenset(range(1, 8)), time(), time())


def _without_clock(trial: Trial) -> Trial:
    def endless(person: Person) -> Person:
        return replace(
            person,
            shift=_ALWAYS,
            last_working_day=None,
            contract_end=None,
            locked=False,
            bounds=(),
        )

    return _people(trial, endless)


def _without_eligibility(trial: Trial) -> Trial:
    def able(person: Person) -> Person:
        return replace(person, roles=person.roles | {Role.LEAD})

    return _people(trial, able)


def _without_apart(trial: Trial) -> Trial:
    said = trial.proposal.statement
    anybody = replace(said.case, creator="service:intake", assigner="service:queue")
    proposal = replace(trial.proposal, statement=replace(said, case=anybody))
    facts = replace(trial.facts, reporters=frozenset(), signed_reporters=frozenset())
    return _people(
        replace(trial.about(proposal), facts=facts), lambda person: replace(person, accounts=())
    )


def _without_hands(trial: Trial) -> Trial:
    """Two hands that nobody gave: employees of teams and managers of their own."""
    roster, opened = trial.view.roster, trial.proposal.opened
    names = ("nobody", "nobody else", "somebody")
    rows = [row(name, f"team of {name}") for name in names]
    people = {**roster.people, **{str(r["id"]): read_person(r) for r in rows}}
    enrolled = Roster().replaced({"people": rows}).keys
    approvals = {
        name: Signed(name, key_id(seeded(name).public), opened.index, opened.seen, b"")
        for name in names
    }
    proposal = replace(trial.proposal, approvals={**trial.proposal.approvals, **approvals})
    counting = {name: replace(key, channel=Channel.SIGNER) for name, key in enrolled.items()}
    keys = {**roster.keys, **counting}
    return trial.about(proposal).seeing(replace(roster, people=people, keys=keys))


def _without_channels(trial: Trial) -> Trial:
    roster = trial.view.roster
    keys = {name: replace(key, channel=Channel.SIGNER) for name, key in roster.keys.items()}
    return trial.seeing(replace(roster, keys=keys))


def _without_keys(trial: Trial) -> Trial:
    return trial.seeing(replace(trial.view.roster, revoked=frozenset(), since={}))


def _without_once(trial: Trial) -> Trial:
    return trial.about(
        replace(
            trial.proposal,
            outcome="",
            intents=[],
            restored=False,
            voided=False,
            vetoes={},
            denials={},
        )
    )


def _without_cooling(trial: Trial) -> Trial:
    limits = replace(trial.limits, cooling_off_2=timedelta(), cooling_off_3=timedelta())
    seen = trial.proposal.opened.seen
    calm = replace(trial, limits=limits, facts=replace(trial.facts, page_taken=seen))
    return replace(calm, view=replace(calm.view, people_changed=None))


def _without_caps(trial: Trial) -> Trial:
    return replace(trial, limits=replace(trial.limits, cap_tier_0=10**9, cap_above=10**9))


def _without_register(trial: Trial) -> Trial:
    return replace(trial, view=replace(trial.view, register=Register()))


def _without_reversible(trial: Trial) -> Trial:
    """Judged as if it could be undone: by the hands, the clock and the rest."""
    said = replace(trial.proposal.statement, action=Action.SUSPEND)
    return trial.about(replace(trial.proposal, statement=said))


def _without_interest(trial: Trial) -> Trial:
    said = replace(trial.proposal.statement, parameters=((PARAMETER, ANSWERS.salted.commitment),))
    return trial.about(replace(trial.proposal, statement=said))


def _without_fresh(trial: Trial) -> Trial:
    return replace(trial, facts=replace(trial.facts, doubt=None, reading=trial.facts.reading or 0))


def _without_sources(trial: Trial) -> Trial:
    return replace(trial, limits=replace(trial.limits, people_stale=_YEARS))


def _as_it_is(trial: Trial) -> Trial:
    """The view was already read by somebody who believes rows."""
    return trial


OUT: Mapping[Guard, Callable[[Trial], Trial]] = {
    Guard.APART: _without_apart,
    Guard.BYTES: _as_it_is,
    Guard.CAPS: _without_caps,
    Guard.CHANNELS: _without_channels,
    Guard.CLOCK: _without_clock,
    Guard.COOLING: _without_cooling,
    Guard.ELIGIBILITY: _without_eligibility,
    Guard.FRESH: _without_fresh,
    Guard.HANDS: _without_hands,
    Guard.INTEREST: _without_interest,
    Guard.KEYS: _without_keys,
    Guard.ONCE: _without_once,
    Guard.REGISTER: _without_register,
    Guard.REVERSIBLE: _without_reversible,
    Guard.SOURCES: _without_sources,
}
OF: Mapping[Problem, Guard] = {
    Problem.ACTION_IRREVERSIBLE: Guard.REVERSIBLE,
    Problem.ALREADY_DECIDED: Guard.ONCE,
    Problem.CAP_REACHED: Guard.CAPS,
    Problem.CHANNEL_NOT_COUNTED: Guard.CHANNELS,
    Problem.CLOCK_DOUBT: Guard.FRESH,
    Problem.COOLING_OFF: Guard.COOLING,
    Problem.KEY_UNKNOWN: Guard.KEYS,
    Problem.LEDGER_STALE: Guard.FRESH,
    Problem.LEDGER_UNAVAILABLE: Guard.FRESH,
    Problem.NARROWED: Guard.CLOCK,
    Problem.NOT_ELIGIBLE: Guard.ELIGIBILITY,
    Problem.PAGE_NOT_TAKEN: Guard.COOLING,
    Problem.PEOPLE_STALE: Guard.SOURCES,
    Problem.PERSON_NOT_ALIVE: Guard.CLOCK,
    Problem.PUBLIC_INTEREST_MISSING: Guard.INTEREST,
    Problem.QUORUM_MISSING: Guard.HANDS,
    Problem.SELF_EXCLUDED: Guard.APART,
    Problem.TIER_UNREAD: Guard.FRESH,
}
