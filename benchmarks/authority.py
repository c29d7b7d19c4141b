"""Asking the gate for leave with 5,000 people and 100 written rules, beside Cedar alone."""

import random
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cedarpy import is_authorized_batch  # pyright: ignore[reportUnknownVariableType]

from benchmarks.staff import REVIEWER
from quorate.authority.asking import Ask, moment
from quorate.authority.engine import Law
from quorate.authority.gate import SERVICES, Actor, warrant
from quorate.authority.policyset import SHIPPED, Policies, read_set, read_texts
from quorate.authority.slices import matter_name, slice_of
from quorate.people.model import Person
from quorate.vocabulary.kinds import Employment, Role
from quorate.vocabulary.permissions import Permission

PEOPLE, RULES, TEAMS = 5_000, 100, 40
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PERMISSIONS = [p for p in Permission if p not in SERVICES]
RULE = """
@id("own-{n}")
@says("team {team} neither opens nor approves at tier {tier} before {hour} o'clock")
forbid (
  principal,
  action in [Action::"proposal:approve", Action::"proposal:open"],
  resource
)
when {{ principal.team == "team-{team}" && context.hour < {hour} }}
unless {{ resource has tier && resource.tier < {tier} }};
"""


def _rules() -> Policies:
    texts = read_texts(SHIPPED)
    shipped = len(read_set(texts).says)
    own = [
        RULE.format(n=n, team=n % TEAMS, hour=5 + n % 5, tier=n % 4) for n in range(RULES - shipped)
    ]
    found = read_set({**texts, "own.cedar": "".join(own)})
    if len(found.says) != RULES:
        raise ValueError(f"{len(found.says)} rules")
    return found


def _person(chance: random.Random, number: int) -> Person:
    employment = chance.choice(list(Employment))
    return replace(
        REVIEWER,
        id=f"person-{number}",
        team=f"team-{number % TEAMS}",
        manager=f"manager-{number % TEAMS}",
        employment=employment,
        vendor="agency" if employment is Employment.CONTRACTOR else None,
        roles=frozenset({chance.choice(list(Role)), Role.REVIEWER}),
    )


def _timed(asks: Iterable[Ask], answer: Callable[[Ask], object]) -> list[float]:
    """Seconds of each question."""
    seconds: list[float] = []
    for ask in asks:
        began = time.perf_counter()
        answer(ask)
        seconds.append(time.perf_counter() - began)
    return seconds


def _figures(name: str, seconds: list[float]) -> dict[str, float]:
    p99 = statistics.quantiles(seconds, n=100, method="inclusive")[98]
    return {f"{name}_per_s": len(seconds) / sum(seconds), f"{name}_p99_us": p99 * 1e6}


def run() -> dict[str, float]:
    """Decisions a second and p99 of a person's first question, of one in a new minute, and of
    one asked before; and of Cedar alone, its policies and entities parsed beforehand."""
    chance, policies = random.Random(1), _rules()
    law = Law(policies)
    people = [_person(chance, number) for number in range(PEOPLE)]
    asks = [
        Ask(person, chance.choice(PERMISSIONS), NOON, tier=chance.randrange(4))
        for person in chance.sample(people, PEOPLE)
    ]
    later = [replace(ask, now=NOON + timedelta(hours=1)) for ask in asks]

    def ours(ask: Ask) -> object:
        return warrant(law, Actor(ask.person), ask.permission, "case_1", ask.now, ask.tier)

    def cedar_alone(ask: Ask) -> object:
        request = {
            "principal": {"type": "Person", "id": ask.person.id},
            "action": {"type": "Action", "id": ask.permission},
            "resource": {"type": "Matter", "id": matter_name(ask.tier, None)},
            "context": moment(ask).fields(),
        }
        known = slice_of(policies, ask.person, None).entities
        return is_authorized_batch([request], policies.policies, known, policies.schema)

    first, again = _timed(asks, ours), _timed(asks, ours)
    new, alone = _timed(later, ours), _timed(later, cedar_alone)
    found = {
        **_figures("authority_first", first),
        **_figures("authority_again", again),
        **_figures("authority_new_minute", new),
        **_figures("authority_cedar_alone", alone),
    }
    ratio = found["authority_new_minute_per_s"] / found["authority_cedar_alone_per_s"]
    return {**found, "authority_to_cedar_ratio": ratio}
