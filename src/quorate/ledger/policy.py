"""Whose cosignatures a checkpoint needs (C2SP tlog-policy): a file of logs, witnesses and a quorum.

Names in it mean nothing outside of it; a log and a witness are their keys. Pure.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Self

from quorate.ledger.encoding import from_decimal
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.keys import KeyKind, VerifierKey

NONE: Final = "none"
MOST: Final = 64
"""How many logs, witnesses or groups one policy may name."""
_FOREIGN = re.compile(r"[^\t\n\x20-\x7e\x80-\U0010ffff]")
_SPACE = re.compile(r"[ \t]+")


def _refuse(detail: str) -> LedgerError:
    return LedgerError(LedgerReason.BAD_POLICY, detail)


@dataclass(frozen=True, slots=True)
class NamedWitness:
    """A witness as the policy calls it; `url` is its submission prefix, empty where none stands."""

    name: str
    key: VerifierKey
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Holds when `threshold` of its members, witnesses or groups, have witnessed."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """A policy that was read. `quorum` names a witness or group, or is `none`."""

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, NamedWitness]
    groups: Mapping[str, Group]
    quorum: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a policy file, whose last line may lack its newline.

        Raises LedgerError (BAD_POLICY, BAD_KEY) naming the line.
        """
        if _FOREIGN.search(text):
            raise _refuse("a control character in the policy")
        reading = _Reading()
        for number, words in _lines(text):
            try:
                reading.take(words)
            except LedgerError as problem:
                raise LedgerError(problem.reason, f"line {number}: {problem.detail}") from None
        if reading.quorum is None:
            raise _refuse("no quorum line")
        return cls(tuple(reading.logs), reading.witnesses, reading.groups, reading.quorum)

    @property
    def wants_witnesses(self) -> bool:
        """Whether a checkpoint needs any cosignature at all."""
        return self.quorum != NONE

    def met_by(self, signed: Collection[VerifierKey]) -> bool:
        """Whether the keys that cosigned one checkpoint make the quorum."""
        return not self.wants_witnesses or self._witnessed(self.quorum, signed)

    def time(self, signed: Mapping[VerifierKey, int]) -> int | None:
        """The latest time (Unix seconds) that a quorum vouches for: each of its cosignatures is
        that new or newer. None where they make no quorum, or none is asked."""
        if not self.wants_witnesses:
            return None
        for moment in sorted(set(signed.values()), reverse=True):
            if self.met_by({key for key, at in signed.items() if at >= moment}):
                return moment
        return None

    def _witnessed(self, name: str, signed: Collection[VerifierKey]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name].key in signed
        group = self.groups[name]
        return sum(self._witnessed(m, signed) for m in group.members) >= group.threshold


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.split("\n"), 1):
        words = [word for word in _SPACE.split(line) if word]
        if words and not words[0].startswith("#"):
            yield number, words


class _Reading:
    """What the lines so far have named; each may only name what stands above it."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, NamedWitness] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._grouped: set[str] = set()

    def take(self, words: list[str]) -> None:
        match words:
            case ["log", vkey]:
                self._log(vkey)
            case ["log", vkey, _]:
                self._log(vkey)
            case ["witness", name, vkey]:
                self._witness(name, vkey, "")
            case ["witness", name, vkey, url]:
                self._witness(name, vkey, url)
            case ["group", name, threshold, *members] if members:
                self._group(name, threshold, members)
            case ["quorum", name]:
                self._quorum(name)
            case _:
                raise _refuse(f"no line of a policy: {words[0][:64]}")

    def _log(self, vkey: str) -> None:
        key = _key(vkey, KeyKind.ED25519)
        if key.public in {known.public for known in self.logs}:
            raise _refuse("the same key stands for two logs")
        self.logs.append(key)
        _refuse_many(self.logs)

    def _witness(self, name: str, vkey: str, url: str) -> None:
        key = _key(vkey, KeyKind.COSIGNATURE)
        self._refuse_taken(name)
        if key.public in {known.key.public for known in self.witnesses.values()}:
            raise _refuse("the same key stands for two witnesses")
        self.witnesses[name] = NamedWitness(name, key, url)
        _refuse_many(self.witnesses)

    def _group(self, name: str, threshold: str, members: list[str]) -> None:
        self._refuse_taken(name)
        for member in members:
            self._refuse_unknown(member)
            if member in self._grouped:
                raise _refuse(f"{member} is a member twice")
            self._grouped.add(member)
        self.groups[name] = Group(_threshold(threshold, len(members)), tuple(members))
        _refuse_many(self.groups)

    def _quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise _refuse("a second quorum line")
        if name != NONE:
            self._refuse_unknown(name)
        self.quorum = name

    def _refuse_taken(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise _refuse(f"the name {name} is taken")

    def _refuse_unknown(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise _refuse(f"{name} is not named above")


def _key(vkey: str, kind: KeyKind) -> VerifierKey:
    key = VerifierKey.parse(vkey)
    if key.kind is not kind:
        raise _refuse(f"the key {key.name} is of kind {key.kind.name}, not {kind.name}")
    return key


def _threshold(said: str, members: int) -> int:
    if said in ("any", "all"):
        return 1 if said == "any" else members
    found = from_decimal(said, LedgerReason.BAD_POLICY)
    if not 1 <= found <= members:
        raise _refuse(f"{found} of {members} members")
    return found


def _refuse_many(named: Collection[object]) -> None:
    if len(named) > MOST:
        raise _refuse(f"more than {MOST} of one kind")
