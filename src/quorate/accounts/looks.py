"""Who looked at what, as the log tells it: each reveal from its intent, and each refused try."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from quorate.accounts.grants import Grant
from quorate.vocabulary.times import instant

SHOWN = "shown"
_Times: TypeAlias = "defaultdict[str, list[tuple[datetime, str]]]"


@dataclass(slots=True)
class Look:
    """`outcome` is `shown`, the problem it was refused with, or empty while it is not known.

    `ref` is the case's subject, `account` the account itself or the author of a message; `index`
    the entry's place in the log, `ends` when what was shown had to be hidden again; `team` the
    person's as it was then.
    """

    id: str
    at: str
    person: str
    field: str
    purpose: str
    case: str
    ref: str
    account: str
    tier: int
    index: int
    ends: str
    outcome: str = ""
    team: str = ""

    def grant(self) -> Grant:
        """From the intent to the end that it names."""
        return Grant(instant(self.at), instant(self.ends))


@dataclass(slots=True)
class Looks:
    """All of them, in log order. `refused` are tries that never came to an intent, and others;
    `_by_person` and `_by_team` are the intents' accounts in order of time."""

    intended: dict[str, Look] = field(default_factory=dict[str, Look])
    refused: list[Look] = field(default_factory=list[Look])
    pending: dict[str, Look] = field(default_factory=dict[str, Look])
    _early: dict[str, str] = field(default_factory=dict[str, str])
    _nonces: set[str] = field(default_factory=set[str])
    _persons: defaultdict[str, list[Look]] = field(default_factory=lambda: defaultdict(list))
    _by_person: _Times = field(default_factory=lambda: defaultdict(list))
    _by_team: _Times = field(default_factory=lambda: defaultdict(list))
    _accounts: defaultdict[str, list[Look]] = field(default_factory=lambda: defaultdict(list))

    def used(self, reveal: str, nonce: str) -> bool:
        """Whether this order was taken before."""
        return reveal in self.intended or nonce in self._nonces

    def begin(self, look: Look, nonce: str) -> None:
        """An intent. Raises ValueError when its id or nonce was used before."""
        if self.used(look.id, nonce):
            raise ValueError("this reveal's id or nonce was used before")
        when = instant(look.at), look.account
        for times in (self._by_person[look.person], self._by_team[look.team]):
            insort(times, when)
        self._nonces.add(nonce)
        self.intended[look.id] = self.pending[look.id] = look
        self._keep(look)
        if look.id in self._early:
            self.end(look.id, self._early.pop(look.id))

    def end(self, reveal: str, outcome: str) -> None:
        """What became of an intent, once; known before the intent is, it waits for it."""
        look = self.pending.pop(reveal, None)
        if look is None:
            if reveal not in self.intended:
                self._early.setdefault(reveal, outcome)
            return
        look.outcome = outcome
        if outcome != SHOWN:
            self.refused.append(look)

    def note(self, look: Look) -> None:
        """A look that no order went before, and that no cap counts."""
        self._keep(look)

    def refuse(self, look: Look) -> None:
        """A try that never came to an intent."""
        self.refused.append(look)
        self._keep(look)

    def _keep(self, look: Look) -> None:
        self._persons[look.person].append(look)
        for name in {look.ref, look.account}:
            self._accounts[name].append(look)

    def at_account(self, ref: str) -> list[Look]:
        """Everybody who looked at an account or a message of it, oldest first."""
        return list(self._accounts.get(ref, ()))

    def by(self, person: str) -> list[Look]:
        """What a person looked at, oldest first."""
        return list(self._persons.get(person, ()))

    def accounts_of(self, person: str, since: datetime) -> dict[str, datetime]:
        """The accounts a person's intents were about since then, and when last."""
        return _since(self._by_person, person, since)

    def accounts_of_team(self, team: str, since: datetime) -> dict[str, datetime]:
        """The same of everybody who was in the team when they looked."""
        return _since(self._by_team, team, since)


def older(looks: Sequence[Look], before: int | None, limit: int) -> tuple[list[Look], int | None]:
    """The newest of them, newest first, of those before a place in the log, which never moves; and
    before which place there are more."""
    rest = [look for look in reversed(looks) if before is None or look.index < before]
    shown = rest[:limit]
    return shown, shown[-1].index if len(rest) > limit else None


def _since(
    times: Mapping[str, list[tuple[datetime, str]]], of: str, since: datetime
) -> dict[str, datetime]:
    """Asked before each look, however many went before: it reads the young ones and no more."""
    found = times.get(of, [])
    first = bisect_right(found, since, key=lambda one: one[0])
    return {account: at for at, account in found[first:]}
