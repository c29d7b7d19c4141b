"""Which policy a decision rests on where whoever decides names none, or only its id. Pure."""

from collections.abc import Sequence

from quorate.decisions.catalogue import Catalogue, Policy
from quorate.vocabulary.actions import Action
from quorate.vocabulary.problems import Problem, Refusal


def policy_for(
    catalogue: Catalogue, area: str, action: Action, named: Sequence[str]
) -> Policy | Refusal:
    """The one policy in force that is named, by its id or by id and version; else the one of the
    case's area that allows the action. Nothing is guessed: POLICY_UNKNOWN and ACTION_NOT_ALLOWED
    name what there is."""
    if len(named) > 1:
        return Refusal(Problem.POLICY_UNKNOWN, "one policy is needed, not several", "policies")
    in_force = sorted(catalogue.policies.values(), key=lambda policy: policy.name)
    if named:
        return _named(in_force, action, named[0])
    fits = [p for p in in_force if p.area == area and action in p.actions]
    if len(fits) == 1:
        return fits[0]
    which = "several policies allow" if fits else "no policy of this area allows"
    offers = fits or [p for p in in_force if action in p.actions]
    told = f"{which} {action}: name one of {_names(offers)}"
    return Refusal(Problem.POLICY_UNKNOWN, told, "policies")


def _named(in_force: Sequence[Policy], action: Action, named: str) -> Policy | Refusal:
    policy = next((p for p in in_force if named in (p.id, p.name)), None)
    offers = _names([p for p in in_force if action in p.actions])
    if policy is None:
        told = f"{named[:64]} is not in force; {action} is allowed by {offers}"
        return Refusal(Problem.POLICY_UNKNOWN, told, "policies")
    if action not in policy.actions:
        told = f"{policy.name} does not allow {action}; it is allowed by {offers}"
        return Refusal(Problem.ACTION_NOT_ALLOWED, told, "policies")
    return policy


def _names(policies: Sequence[Policy]) -> str:
    return ", ".join(policy.name for policy in policies[:10]) or "none"
