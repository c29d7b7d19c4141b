"""Cedar against the plain reference: the same answer to every question, so also over the kernel."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest
from tests.casework import LAW, actor

from quorate.authority import reference
from quorate.authority.asking import Ask
from quorate.authority.engine import Law
from quorate.authority.gate import SERVICES, kernel_refusal
from quorate.authority.policyset import SHIPPED, read_set, read_texts
from quorate.people.model import Person, Shift
from quorate.vocabulary.kinds import Employment, Role
from quorate.vocabulary.permissions import Permission

SOME, ALL, BATCH = 4_000, 120_000, 400
BEGAN = datetime(2026, 11, 23, tzinfo=UTC)
ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Europe/Berlin", "Pacific/Auckland")
REGIONS = ("BR", "DE", "FR", "IN", "US")
TRAININGS = ("private-data", "protected-accounts", "first-aid")
HANDS = 4 * [Permission.FIELD_REVEAL, Permission.PROPOSAL_APPROVE, Permission.PROPOSAL_OPEN]
PERMISSIONS = [p for p in Permission if p not in SERVICES]


def a_person(chance: random.Random, number: int) -> Person:
    employment = chance.choice(list(Employment))
    day = partial(chance.choice, [None, None, None, *(date(2026, 11, d) for d in range(22, 28))])
    some = partial(_some, chance)
    return replace(
        actor("x").person,
        id=f"person {number}",
        team=chance.choice("abc"),
        manager=chance.choice("mno"),
        employment=employment,
        vendor="agency" if employment is Employment.CONTRACTOR else None,
        roles=frozenset(map(Role, some(list(Role)))),
        zone=chance.choice(ZONES),
        shift=_shift(chance) if chance.random() < 0.9 else None,
        last_working_day=day(),
        contract_end=day(),
        locked=chance.random() < 0.05,
        training=some(TRAININGS),
        regions=some(REGIONS),
    )


def _some(chance: random.Random, words: list[Role] | tuple[str, ...]) -> frozenset[str]:
    return frozenset(str(w) for w in words if chance.random() < 0.5)


def _shift(chance: random.Random) -> Shift:
    days = frozenset(d for d in range(1, 8) if chance.random() < 0.8)
    return Shift(days, time(chance.randrange(24)), time(chance.randrange(24), 30))


def questions(seed: int, number: int) -> Iterator[list[Ask]]:
    """Batches, each about a few people at many instants."""
    chance = random.Random(seed)
    for start in range(0, number, BATCH):
        people = [a_person(chance, start + n) for n in range(BATCH // 20)]
        yield [
            Ask(
                chance.choice(people),
                chance.choice([*PERMISSIONS, *HANDS]),
                BEGAN + timedelta(minutes=chance.randrange(7 * 24 * 60)),
                tier=chance.choice([None, 0, 1, 2, 3]),
                region=chance.choice([None, None, *REGIONS]),
            )
            for _ in range(BATCH)
        ]


def answers(law: Law, seed: int, number: int) -> Iterator[tuple[Ask, bool, bool]]:
    """Each question with both answers: ours and the twin's."""
    for asks in questions(seed, number):
        for ask, verdict in zip(asks, law.verdicts(asks), strict=True):
            assert not verdict.broken
            yield ask, verdict.allowed, reference.permits(ask)


def agree(seed: int, number: int) -> None:
    allowed = 0
    for ask, ours, twin in answers(LAW, seed, number):
        assert ours == twin, ask
        allowed += ours and kernel_refusal(ask.person, ask.permission, ask.now) is None
    assert allowed > number / 20, "most questions were refused: they would agree about nothing"


def test_cedar_and_the_reference_agree() -> None:
    agree(20261125, SOME)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_cedar_and_the_reference_agree_on_120_000_questions() -> None:
    agree(7, ALL)


@pytest.mark.parametrize("rule", sorted(LAW.policies.says) if LAW.policies else [])
def test_the_comparison_misses_no_rule(rule: str) -> None:
    """With any one rule gone the two disagree."""
    texts = read_texts(SHIPPED)
    changed = {name: _without(text, rule) for name, text in texts.items()}
    assert changed != texts
    law = Law(read_set(changed))
    assert any(ours != twin for _, ours, twin in answers(law, 3, 5 * SOME))


def _without(text: str, rule: str) -> str:
    """The file with one rule that never holds."""
    head, mark, rest = text.partition(f'@id("{rule}")')
    if not mark:
        return text
    policy, end, after = rest.partition("};\n")
    return f"{head}{mark}{policy}}} when {{ false }};\n{after}" if end else text
