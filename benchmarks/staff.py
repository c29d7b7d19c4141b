"""Whoever asks in the measurements: a reviewer at work around the clock, nobody real."""

from datetime import time

from quorate.people.model import Person, Shift
from quorate.vocabulary.kinds import Employment, Role

REVIEWER = Person(
    id="employee-of-reviews",
    team="reviews",
    manager="lead-of-reviews",
    employment=Employment.EMPLOYEE,
    vendor=None,
    roles=frozenset({Role.REVIEWER}),
    languages=("en",),
    zone="UTC",
    shift=Shift(frozenset(range(1, 8)), time(0), time(0)),
    last_working_day=None,
    contract_end=None,
    locked=False,
    accounts=(),
    training=frozenset({"private-data", "protected-accounts"}),
)
