"""A proposal as a signer takes it from a server that may lie: proved from its own bytes, or not."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from quorate.accounts.resolution import Resolution, read_resolution
from quorate.decisions.catalogue import Policy, read_policy
from quorate.decisions.facts import ToldFacts, facts_commitment, facts_of
from quorate.decisions.interest import PublicInterest, answers_of, interest_commitment
from quorate.decisions.statement import Statement, read_statement
from quorate.ledger.fields import as_object
from quorate.vocabulary.errors import ToldError


class MistrustError(ToldError):
    """What the server showed does not check out; nothing was signed."""


def mistrust(what: str) -> NoReturn:
    """Ends it, unsigned."""
    raise MistrustError(f"{what}. Nothing was signed.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal whose bytes, subject, policy and answers were checked here, not on the server.

    `interest` is None below tier 2, and when the answers were erased; `facts` where none were
    written, or they were erased.
    """

    statement: Statement
    resolution: Resolution
    policy: Policy
    interest: PublicInterest | None = None
    facts: ToldFacts | None = None

    def weighed(self) -> None:
        """Raises MistrustError where an approver would not see the answers or facts that they
        sign."""
        if interest_commitment(self.statement) and self.interest is None:
            mistrust("The server does not show the answers about the public interest")
        if facts_commitment(self.statement) and self.facts is None:
            mistrust("The server does not show the facts that the person concerned is told")


def check(
    shown: Mapping[str, object],
    genesis: str,
    effectors: Mapping[str, str],
    policy_text: Callable[[str], str],
) -> Shown:
    """Reads a proposal from its bytes and proves who and what it is about.

    `policy_text` gives the canonical JSON of a policy by its hash. Raises MistrustError.
    """
    try:
        statement = read_statement(shown.get("statement"))
        found = read_resolution(shown.get("resolution"))
        interest = answers_of(statement, shown.get("public_interest"))
        facts = facts_of(statement, shown.get("facts"))
    except ValueError as problem:
        mistrust(f"The server's bytes are not a proposal: {problem}")
    resolution = found.resolution
    if not set(found.sig) <= set("0123456789abcdef") or not found.holds(effectors):
        mistrust("No effector of this installation resolved the subject")
    if statement.genesis != genesis or resolution.genesis != statement.genesis:
        mistrust("The proposal is for another installation")
    if (resolution.ref, resolution.connector, resolution.kind) != (
        statement.target.ref,
        statement.connector,
        statement.target.kind,
    ):
        mistrust("The proposal is about another subject than the one shown")
    return Shown(statement, resolution, _policy(policy_text, statement.policy), interest, facts)


def _policy(policy_text: Callable[[str], str], wanted: str) -> Policy:
    try:
        policy = read_policy(as_object(json.loads(policy_text(wanted)), "policy"))
    except ValueError as problem:
        mistrust(f"The server's bytes are not a policy: {problem}")
    if policy.hash != wanted:
        mistrust("The policy's text is not the one of the proposal")
    return policy
