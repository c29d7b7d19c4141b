"""What the labeler's methods need, and how a request finds it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from fastapi import Request

from quorate.api.around.buckets import Buckets, Pace
from quorate.api.around.deps import Dependencies
from quorate.api.around.house import House
from quorate.atproto.grouping import Reports
from quorate.atproto.reporting import SOURCE
from quorate.atproto.resolving import Resolver
from quorate.authority.gate import service_warrant
from quorate.ledger.keys import PrivateKey
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

STREAMS: Final = 100
"""Streams of labels that one process keeps open, and how many of them for one place."""
STREAMS_OF_ONE: Final = 10
QUESTIONS: Final = Pace(100, 2)
"""Questions about labels that one address asks."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are on the network: `url` is where we answer, `label_key` the effector's key for
    labels, its public half; `connector` the platform that accounts and records are of."""

    did: str
    url: str
    label_key: str
    connector: str


@dataclass(frozen=True, slots=True)
class Moderator:
    """Who of the people file an account is, and the key that is kept for them here."""

    person: str
    key: PrivateKey


@dataclass(slots=True)
class Labeler:
    """One process's. `moderators` are by their accounts' DIDs, `house` is what they decide in;
    `buckets` measures reports by account, `questions` those about labels by place, and `streams`
    counts those that are open, by place."""

    identity: Identity
    deps: Dependencies
    resolver: Resolver
    house: House | None = None
    moderators: Mapping[str, Moderator] = field(default_factory=dict[str, Moderator])
    buckets: Buckets = field(default_factory=Buckets)
    questions: Buckets = field(default_factory=lambda: Buckets(QUESTIONS))
    streams: Counter[str] = field(default_factory=Counter[str])
    reports: Reports = field(init=False)

    def __post_init__(self) -> None:
        leave = service_warrant(SOURCE, Permission.REPORT_FILE, SOURCE)
        if isinstance(leave, Refusal):
            raise TypeError("the network's reports have no leave")
        self.reports = Reports(self.deps.pool, leave, self.deps.after_filing, self.deps.clock)

    def has_room(self, place: str) -> bool:
        """Whether one more stream may be opened from there."""
        return self.streams.total() < STREAMS and self.streams[place] < STREAMS_OF_ONE


def labeler(request: Request) -> Labeler:
    """What create_labeler was given."""
    found: object = request.app.state.labeler
    if not isinstance(found, Labeler):
        raise TypeError("the app was not made by create_labeler")
    return found
