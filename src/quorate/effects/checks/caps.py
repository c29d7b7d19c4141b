"""How much a person, and their whole team, may silence or look at within an hour (I17).

A stolen key reaches its person's cap, a stolen team's keys the team's. Restoring has none.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from quorate.decisions.docket import Proposal
from quorate.effects.folds.state import State
from quorate.effects.limits import Limits
from quorate.people.model import Person
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp


def silencing_capped(
    view: State, proposal: Proposal, tier: int, now: datetime, own: int | None, limits: Limits
) -> Refusal | None:
    """Whether the proposer or their team has used the hour up, before our intent at `own`."""
    if not FACTS[proposal.statement.action].silencing:
        return None
    person, cap = proposal.opened.signer, limits.cap_above if tier else limits.cap_tier_0
    team = view.roster.team_of(person)
    used = view.docket.silenced(now - limits.cap_window, above=tier > 0, before=own)
    alone = [s.at for s in used if s.proposer == person]
    together = [s.at for s in used if s.team == team]
    what = f"silencings{' above tier 0' if tier else ''}"
    why = _used_up(person, what, alone, cap, limits.cap_window) or _used_up(
        f"team {team}", what, together, cap * limits.cap_team, limits.cap_window
    )
    return Refusal(Problem.CAP_REACHED, why, "signer", "I17") if why else None


def looks_capped(
    person: Person,
    account: str,
    alone: Mapping[str, datetime],
    together: Mapping[str, datetime],
    limits: Limits,
) -> Refusal | None:
    """Whether one more account is too many; by account, when it was last looked at in the hour."""
    cap, window = limits.cap_looks, limits.cap_window
    mine = [at for other, at in alone.items() if other != account]
    ours = [at for other, at in together.items() if other != account]
    what = "accounts looked at"
    why = _used_up(person.id, what, mine, cap, window) or (
        _used_up(f"team {person.team}", what, ours, cap * limits.cap_team, window)
    )
    return Refusal(Problem.LOOKS_CAPPED, why, "signer", "I17") if why else None


def _used_up(who: str, what: str, times: Collection[datetime], cap: int, window: timedelta) -> str:
    """Whose cap it is and when the next is free; empty below it."""
    if len(times) < cap:
        return ""
    free = sorted(times)[len(times) - cap] + window
    return f"{who}: {len(times)} {what} within the hour, the cap is {cap}; free at {stamp(free)}"
